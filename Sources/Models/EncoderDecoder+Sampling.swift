import Seq2SeqLayers
import Seq2SeqTensors
import Seq2SeqText

extension EncoderDecoder {
    /// A batch whose decoder reads its own tokens wherever scheduled sampling has it so.
    ///
    /// The decoder goes step by step, with the dropout of the training step, over the pairs that have such a place, as
    /// far as the last one. Since steps have the bits of the fused pass, teacher forcing on the result is exactly
    /// scheduled sampling. As in the paper no gradient passes through the draws. What no decoder goes on from is not
    /// drawn: padding, begin and end.
    package func sampled(_ batch: Batch, _ regularization: Regularization, on workspace: Workspace) -> Batch {
        guard let sampling = regularization.scheduledSampling, sampling.probability > 0 else { return batch }
        let coins = Coins(sampling, for: batch)
        guard !coins.pairs.isEmpty else { return batch }
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let dropout = ModelDropout(regularization, for: coins.batch)
        let target = coins.batch.targetInput
        let source = encoded(
            coins.batch.source, vectors: coins.batch.sourceVectors, rows: target.order, dropout: dropout, on: &tape)
        let positions = core.attention == nil ? [] : positions(of: coins.batch.source)
        var ids = target.ids
        var drawn: [(pair: Int, time: Int, id: Int32)] = []
        let copied = copied(of: coins.batch)
        let further = encodedFurther(of: coins.batch, dropout: dropout, on: &tape)
        var (states, fed, seen) = (source.states, Variable?.none, Variable?.none)
        for (time, active) in target.activeRows.enumerated() {
            let range = target.offsets[time]..<target.offsets[time + 1]
            let embedded = tape.dropout(
                targetEmbedding(readable(Array(ids[range])), on: &tape), dropout?.targetEmbedding.rows(range))
            let rows = Array(target.order.prefix(active))
            var readings: [FurtherReading] = []
            for source in further { readings.append(source.reading(of: rows, on: &tape)) }
            let step = core.decoded(
                embedded, layout: PackedLayout(activeRows: [active]), from: states.map { $0.rows(0..<active) },
                fed: fed?.rows(0..<active), seen: seen, memory: source.memory,
                spans: AttentionSpans(
                    positions: positions, sources: core.attention == nil ? [] : rows),
                further: readings, dropout: dropout?.decoder.step(range), copyGate: copyGate, on: &tape)
            (states, fed, seen) = (step.states, configuration.inputFeeding ? step.outputs : nil, step.seen)
            let drawing = (0..<active).filter { coins.draws[target.order[$0]][time + 1] != nil }
            guard !drawing.isEmpty else { continue }
            let probabilities = probabilities(after: step, dropout?.output.rows(range), of: drawing, copied, on: &tape)
            for (index, row) in drawing.enumerated() {
                let pair = target.order[row]
                let draw = coins.draws[pair][time + 1] ?? 0
                let token = Self.token(at: draw, of: probabilities[index])
                drawn.append((coins.pairs[pair], time + 1, token))
                if time + 1 < target.lengths[pair] { ids[target.index(time: time + 1, row: row)] = token }
            }
        }
        return batch.reading(drawn)
    }

    /// The probabilities of the token after some of the rows.
    private func probabilities(
        after decoded: EncoderDecoderCore.Decoded, _ dropout: RowDropout?, of rows: [Int], _ copied: CopiedTokens?,
        on tape: inout Tape
    ) -> [[Float]] {
        var decoded = decoded
        decoded.outputs = tape.dropout(decoded.outputs, dropout)
        guard let pointer = pointer(decoded, copied) else {
            let logits = output(tape.select(rows, of: decoded.outputs), on: &tape).value
            tape.workspace.softmax(logits)
            return rows.indices.map { logits.rows($0..<$0 + 1).elements }
        }
        let all = tape.logProbabilities(decoded.outputs, pointer)
        tape.workspace.softmax(all)
        return rows.map { all.rows($0..<$0 + 1).elements }
    }

    /// The token at which the probabilities, added up in the order of the ids, pass a share of their sum.
    private static func token(at share: Double, of probabilities: [Float]) -> Int32 {
        let first = Int(Vocabulary.unknown)
        let total = probabilities[first...].reduce(0.0) { $0 + Double($1) }
        var sum = 0.0
        for id in first..<probabilities.count {
            sum += Double(probabilities[id])
            if sum > share * total { return Int32(id) }
        }
        return Int32(probabilities.count - 1)
    }
}

/// Where the decoder reads its own tokens, and the part of a batch that it takes to find them.
private struct Coins {
    /// The pairs of the batch that have such a place.
    let pairs: [Int]
    /// Those pairs, as far as the decoder must go to find the last of their tokens.
    let batch: Batch
    /// For each of them the number to draw with, by the time at which the token is read.
    let draws: [[Int: Double]]

    init(_ sampling: ScheduledSampling, for whole: Batch) {
        let (sources, seconds, targets) = (whole.sources, whole.secondSources.sequences, whole.targetInputs)
        let vectors = whole.vectorsOfSources
        var pairs: [Int] = []
        var draws: [[Int: Double]] = []
        var parts: [EncodedPair] = []
        for pair in sources.indices {
            var drawsOfPair: [Int: Double] = [:]
            var last = 0
            for time in targets[pair].indices {
                guard let draw = sampling.draw(pair: whole.pairIDs[pair], time: time) else { continue }
                drawsOfPair[time] = draw
                last = time
            }
            guard last > 0 else { continue }
            pairs.append(pair)
            draws.append(drawsOfPair)
            var part = EncodedPair(
                source: sources[pair], target: Array(targets[pair][1..<last]), copies: whole.copies[pair],
                tags: whole.tags[pair], secondSource: seconds[pair])
            part.vectors = vectors[pair]
            parts.append(part)
        }
        self.pairs = pairs
        self.draws = draws
        batch = pairs.isEmpty ? whole : Batch(parts, ids: pairs.map { whole.pairIDs[$0] })
    }
}
