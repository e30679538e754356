import Seq2SeqLayers
import Seq2SeqPacking
import Seq2SeqSettings
import Seq2SeqTensors

extension ContinuousEncoderDecoder {
    /// The vectors that the model writes when each row writes for so many steps, each reading its own last output. Of a
    /// distribution they are what stands for it: the mean, or the quantile of 0.5.
    ///
    /// - Parameters:
    ///   - x: sequences, `[batch, time, input]`, or ids if it reads those; with `starting(from:)` the states that the
    ///     encoder's layers begin with. Of a model that reads more, several: after the sequences what comes with each,
    ///     `[batch, static]`, and what is known of the steps to come, `[batch, steps, known]`.
    ///   - steps: how many steps each row writes; of a model that decides the end how many at most.
    ///   - workspace: where to compute.
    /// - Returns: sequences, `[batch, steps, output]`.
    /// - Throws: how the inputs differ from what the model reads.
    public func predict(
        _ x: Examples, steps: Int, on workspace: Workspace = Workspace()
    ) throws(SequentialError) -> Examples {
        .sequences(try forecast(x, steps: steps, on: workspace).values)
    }

    /// What the model says of the steps to come, each reading what stands for the last one: the numbers with their
    /// quantiles or deviations, and what attention looked at.
    ///
    /// ```swift
    /// let forecast = try model.forecast(.sequences(x), steps: 12)
    /// print(forecast.quantiles[0][11][0], forecast.attention[0][11])
    /// ```
    ///
    /// - Parameters:
    ///   - x: what the model reads, as `predict` takes it.
    ///   - steps: how many steps each row writes; of a model that decides the end how many at most.
    ///   - workspace: where to compute.
    /// - Throws: how the inputs differ from what the model reads.
    public func forecast(
        _ x: Examples, steps: Int, on workspace: Workspace = Workspace()
    ) throws(SequentialError) -> Forecast {
        try check(x, steps: steps)
        var forecast = Forecast()
        for rows in Self.slices(of: x.count) {
            let source = try VectorSource(x.selecting(Array(rows)), for: configuration)
            try source.check(steps: rows.map { _ in steps }, from: rows.lowerBound)
            var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
            let encoded = encoded(source, rows: Array(0..<source.count), on: &tape)
            let written = written(
                from: encoded, source, rows: Array(0..<source.count), steps: steps, on: &tape
            ) { _, _, columns in centres(columns) }
            for row in 0..<source.count {
                forecast.add(
                    written.columns[row], scales: source.outputScales(ofRow: row), configuration, on: workspace)
            }
            forecast.attention += written.attention
        }
        return forecast
    }

    /// Rows that are written at once at most, so that memory does not grow with their number.
    private static let rowsAtOnce = 256

    private static func slices(of count: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: rowsAtOnce).map { $0..<min($0 + rowsAtOnce, count) }
    }

    /// Refuses what nothing can be said of.
    private func check(_ x: Examples, steps: Int) throws(SequentialError) {
        require(steps > 0, "A prediction has at least one step, but \(steps) were asked for")
        guard x.count > 0 else { throw .noExamples }
        try x.check()
        try x.checkFinite("the inputs")
    }

    /// Ways that the steps to come may take: at each step a number is drawn from what the model says of it, and read at
    /// the next one (Salinas et al. 2020, section 3.2). Between quantiles every number is as probable, and none is below
    /// the lowest or above the highest. They are drawn from what the model says itself: no calibration moves them.
    ///
    /// - Parameters:
    ///   - x: what the model reads, as `predict` takes it.
    ///   - steps: how many steps each row writes; of a model that decides the end how many at most.
    ///   - count: how many ways are drawn of each example.
    ///   - seed: what they are drawn from, with the example's place and the way's number.
    ///   - workspace: where to compute.
    /// - Returns: `[batch][count][steps][output]`; what is drawn of an example depends on its place, but on no other.
    /// - Throws: how the inputs differ from what the model reads.
    public func samples(
        of x: Examples, steps: Int, count: Int, seed: UInt64, on workspace: Workspace = Workspace()
    ) throws(SequentialError) -> [[[[Float]]]] {
        require(count > 0, "At least one way is drawn, but \(count) were asked for")
        require(configuration.distribution != .point, "Numbers are drawn from distributions, but the model's is point")
        try check(x, steps: steps)
        let draws = NumberDraws(configuration.distribution, features: outputSize, seed: seed)
        var result: [[[[Float]]]] = []
        for sources in Self.slices(of: x.count) {
            let source = try VectorSource(x.selecting(Array(sources)), for: configuration)
            try source.check(steps: sources.map { _ in steps }, from: sources.lowerBound)
            var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
            let encoded = encoded(source, rows: Array(0..<source.count), on: &tape)
            var ways: [[[Float]]] = []
            for slice in Self.slices(of: source.count * count) {
                let mark = workspace.arena.mark
                var drawn = [[[Float]]](repeating: [], count: slice.count)
                let written = written(
                    from: encoded, source, rows: slice.map { $0 / count }, steps: steps, on: &tape
                ) { index, time, columns in
                    let (row, way) = (slice.lowerBound + index).quotientAndRemainder(dividingBy: count)
                    let numbers = draws.numbers(
                        columns, row: sources.lowerBound + row, way: way, time: time, deviations: workspace.deviations)
                    drawn[index].append(numbers)
                    return numbers
                }
                // After its end nothing of a way counts.
                ways += zip(drawn, written.columns).map { Array($0.prefix($1.count)) }
                workspace.arena.release(to: mark)
            }
            for row in 0..<source.count {
                let scales = source.outputScales(ofRow: row)
                result.append(
                    ways[row * count..<(row + 1) * count].map { way in
                        way.map { drawn in
                            scales.isEmpty ? drawn : zip(scales, drawn).map { $0.restored($1) }
                        }
                    })
            }
        }
        return result
    }

    /// Writes step by step.
    ///
    /// - Parameters:
    ///   - encoded: what each row of the batch starts from.
    ///   - rows: the row of the batch of each row that is written.
    ///   - choose: of a row's index, the time and what the output layer says what is read at the next step.
    /// - Returns: for each row and step what the output layer said, and how much each step of what was read was attended
    ///   to; to the end that the model decides on.
    private func written(
        from encoded: EncoderDecoderCore.Encoded, _ source: VectorSource, rows: [Int], steps: Int,
        on tape: inout Tape, choosing choose: (_ index: Int, _ time: Int, _ columns: [Float]) -> [Float]
    ) -> (columns: [[[Float]]], attention: [[[Float]]]) {
        let spans = AttentionSpans(
            positions: positions(of: source), sources: core.attention == nil ? [] : rows)
        let layout = PackedLayout(activeRows: [rows.count])
        var states: [LSTMState] = []
        for state in encoded.states {
            states.append(state.mapped(configuration.cell, on: &tape) { $1.select(rows, of: $0) })
        }
        var fed: Variable?
        var previous = [[Float]?](repeating: nil, count: rows.count)
        var columns = [[[Float]]](repeating: [], count: rows.count)
        var attention = [[[Float]]](repeating: [], count: core.attention == nil ? 0 : rows.count)
        var goesOn = [Bool](repeating: true, count: rows.count)
        for time in 0..<steps where goesOn.contains(true) {
            let values = zip(rows, previous).flatMap { row, previous in
                read(source, row: row, step: time, previous: previous)
            }
            let input = read(values, rows: rows.count, firstCount: time == 0 ? rows.count : 0, on: &tape)
            let step = core.decoded(
                input, layout: layout, from: states, fed: fed, memory: encoded.memory, spans: spans, further: [],
                on: &tape)
            (states, fed) = (step.states, configuration.inputFeeding ? step.outputs : nil)
            for (index, said) in output(step.outputs, on: &tape).value.rowArrays.enumerated() {
                previous[index] = choose(index, time, said)
                guard goesOn[index] else { continue }
                columns[index].append(said)
                if let weights = step.weights { attention[index].append(weights.weights(ofQuery: index)) }
                // A logit above 0 is a probability above a half.
                if configuration.decidesEnd, let logit = said.last, logit > 0 { goesOn[index] = false }
            }
        }
        return (columns, attention)
    }
}
