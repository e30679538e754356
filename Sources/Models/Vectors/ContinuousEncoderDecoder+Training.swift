import Seq2SeqLayers
import Seq2SeqPacking
import Seq2SeqTensors

extension ContinuousEncoderDecoder: SequenceModel {
    /// How `fit` asks the model for its outputs, under teacher forcing.
    public var forward: SequenceForward {
        SequenceForward { x, targets, pass, tape throws(SequentialError) in
            try teacherForced(x, targets, pass, on: &tape)
        }
    }

    /// The outputs under teacher forcing, one for each step of the targets: `[batch, target time, columns]`.
    ///
    /// - Parameters:
    ///   - x: what the model reads.
    ///   - targets: sequences, `[batch, target time, output]`; each step reads the one before it.
    ///   - pass: says in training what is dropped, and where the decoder reads what it wrote itself.
    /// - Throws: how inputs or targets differ from what the model reads and writes.
    private func teacherForced(
        _ x: Examples, _ targets: Examples, _ pass: SequentialPass, on tape: inout Tape
    ) throws(SequentialError) -> Signal {
        let source = try VectorSource(x, for: configuration)
        try targets.check()
        let expected = SequentialError.targets(expected: "sequences of \(outputSize) features", found: targets.shape)
        guard let target = targets.padded, target.batch == source.count else { throw expected }
        let layout = SequenceLayout(target.mask)
        guard target.features == outputSize || layout.count == 0 else { throw expected }
        let end = VectorEnd(
            features: outputSize, distribution: configuration.distribution, decidesEnd: configuration.decidesEnd,
            scales: source.outputScales)
        func signal(_ value: Variable) -> Signal {
            var signal = Signal(value, .sequences(layout))
            if !end.isPlain { signal.end = end }
            return signal
        }
        guard layout.count > 0 else {
            return signal(tape.zeros(rows: 0, columns: configuration.outputColumns))
        }
        try source.check(steps: layout.positions.map(\.count))
        let dropout = pass.dropout(rate: configuration.dropout).map { dropout in
            ModelDropout(
                dropout, isVariational: configuration.variationalDropout,
                source: .init(packing: source.layout.packing, ids: pass.ids),
                target: .init(packing: layout.packing, ids: pass.ids))
        }
        let encoded = encoded(source, rows: layout.order, dropout: dropout, on: &tape)
        var previous = previous(target, layout, source)
        let readsOwn = readsOwn(targets, target, layout, sampling(pass), pass.ids)
        if readsOwn.contains(true) {
            tape.unrecorded { tape in
                sample(&previous, where: readsOwn, source, layout, encoded, dropout, on: &tape)
            }
        }
        let values = zip(layout.steps, previous).flatMap { step, previous in
            read(source, row: step.row, step: step.index, previous: previous)
        }
        let input = read(values, rows: layout.count, firstCount: layout.packed.batch, on: &tape)
        let spans = AttentionSpans(
            positions: positions(of: source), sources: core.attention == nil ? [] : layout.steps.map(\.row))
        let decoded = core.decoded(
            input, layout: layout.packed, from: encoded.states, fed: nil, memory: encoded.memory, spans: spans,
            further: [], dropout: dropout?.decoder, on: &tape)
        return signal(output(tape.dropout(decoded.outputs, dropout?.output), on: &tape))
    }

    /// For each packed row the target of the step before it, in the model's units; nil for a first step.
    private func previous(_ target: PaddedBatch, _ layout: SequenceLayout, _ source: VectorSource) -> [[Float]?] {
        layout.steps.map { step in
            guard step.index > 0 else { return nil }
            return source.outputScales(ofRow: step.row).reduced(
                target[step.row, layout.positions[step.row][step.index - 1]])
        }
    }

    /// Scheduled sampling of a training step; nil for none.
    private func sampling(_ pass: SequentialPass) -> ScheduledSampling? {
        guard let draw = pass.draw, configuration.scheduledSampling > 0 else { return nil }
        let steps = configuration.samplingSteps
        let share = steps == 0 ? 1 : min(1, Double(draw.step) / Double(steps))
        return ScheduledSampling(
            probability: configuration.scheduledSampling * share, seed: draw.seed, step: draw.step)
    }

    /// For each packed row whether it reads what the model has written instead of the target before it: where the coins
    /// of scheduled sampling have it so, and after a gap.
    private func readsOwn(
        _ targets: Examples, _ target: PaddedBatch, _ layout: SequenceLayout, _ sampling: ScheduledSampling?,
        _ ids: [Int]
    ) -> [Bool] {
        layout.steps.map { row, index in
            if sampling?.draw(pair: ids[row], time: index) != nil { return true }
            guard index > 0, targets.weights != nil else { return false }
            let step = layout.positions[row][index - 1]
            return targets.weight(ofRow: row, step: step, index: index - 1) == 0
                && !target[row, step].allSatisfy(\.isFinite)
        }
    }

    /// Puts what the model writes itself in the place of targets. Since steps have the bits of the fused pass, teacher
    /// forcing on the result is exactly scheduled sampling.
    private func sample(
        _ previous: inout [[Float]?], where readsOwn: [Bool], _ source: VectorSource, _ layout: SequenceLayout,
        _ encoded: EncoderDecoderCore.Encoded, _ dropout: ModelDropout?, on tape: inout Tape
    ) {
        let steps = layout.steps
        guard let last = readsOwn.lastIndex(of: true).map({ steps[$0].index }) else { return }
        let positions = positions(of: source)
        var (states, fed) = (encoded.states, Variable?.none)
        for time in 0..<last {
            let (range, active) = (layout.packed.range(at: time), layout.packed.activeRows[time])
            let values = range.flatMap {
                read(source, row: steps[$0].row, step: time, previous: previous[$0])
            }
            let input = read(values, rows: active, firstCount: time == 0 ? active : 0, on: &tape)
            let step = core.decoded(
                input, layout: PackedLayout(activeRows: [active]), from: states.map { $0.rows(0..<active) },
                fed: fed?.rows(0..<active), memory: encoded.memory,
                spans: AttentionSpans(
                    positions: positions, sources: core.attention == nil ? [] : Array(layout.order.prefix(active))),
                further: [], dropout: dropout?.decoder.step(range), on: &tape)
            (states, fed) = (step.states, configuration.inputFeeding ? step.outputs : nil)
            let written = output(tape.dropout(step.outputs, dropout?.output.rows(range)), on: &tape).value.rowArrays
            for (row, next) in layout.packed.range(at: time + 1).enumerated() where readsOwn[next] {
                previous[next] = centres(written[row])
            }
        }
    }
}
