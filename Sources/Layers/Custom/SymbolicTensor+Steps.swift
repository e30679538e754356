import Seq2SeqTensors

// Operations over the steps of a row: its own ones, so that a masked step is not there and padding never counts.
extension SymbolicTensor {
    /// The sum of each row's steps: `[batch, features]`, zeros of a row without any.
    public func sumOfSteps() throws(SequentialError) -> SymbolicTensor { try pooled(.sum, "sum up the steps of") }

    /// The mean of each row's steps: `[batch, features]`, zeros of a row without any.
    public func meanOfSteps() throws(SequentialError) -> SymbolicTensor { try pooled(.average, "average the steps of") }

    /// The largest of each feature over a row's steps: `[batch, features]`, zeros of a row without any.
    public func maximumOfSteps() throws(SequentialError) -> SymbolicTensor {
        try pooled(.maximum, "find the largest of the steps of")
    }

    private func pooled(_ pooling: Tape.Pooling, _ verb: String) throws(SequentialError) -> SymbolicTensor {
        try perRow(verb) { layout, x, tape in tape.pool(pooling, over: layout.packedSequences, of: x) }
    }

    /// Each row's first step: `[batch, features]`, zeros of a row without any.
    public func firstStep() throws(SequentialError) -> SymbolicTensor {
        try perRow("take the first step of") { layout, x, tape in
            tape.select(layout.packedSequences.map(\.first), of: x)
        }
    }

    /// Each row's last step: `[batch, features]`, zeros of a row without any.
    public func lastStep() throws(SequentialError) -> SymbolicTensor {
        try perRow("take the last step of") { layout, x, tape in
            tape.select(layout.packedSequences.map(\.last), of: x)
        }
    }

    /// A vector for each row.
    private func perRow(
        _ verb: String, _ operation: @escaping @Sendable (SequenceLayout, Variable, inout Tape) -> Variable
    ) throws(SequentialError) -> SymbolicTensor {
        try checkSteps(verb)
        let index = index
        return graph.add(.vectors(features), steps: nil) { run, _, tape in
            let x = run.value(index, on: &tape)
            return Signal(operation(run.layout(index), x, &tape), .vectors)
        }
    }

    /// Each row's vector at each of the steps that it has in a sequence: `[batch, time, features]`.
    ///
    /// - Throws: if this is not vectors, or the other no sequence.
    public func repeated(over sequence: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        try sequence.check(graph, "repeat vectors over")
        try sequence.checkSteps("repeat vectors over")
        guard case .vectors = shape else { throw graph.problem("it cannot repeat \(shape): that needs vectors") }
        let (index, place) = (index, sequence.index)
        return graph.add(sequence.shape.with(features: features), steps: sequence.steps) { run, _, tape in
            let x = run.value(index, on: &tape)
            return Signal(tape.select(run.layout(place).steps.map(\.row), of: x), run.signals[place].rows)
        }
    }

    /// At each step what the row had so many of its own steps before, zeros where there is none; of a negative number
    /// what it will have after so many.
    public func delayed(by count: Int) throws(SequentialError) -> SymbolicTensor {
        try gathered("delay the steps of") { index, steps in
            let (from, overflows) = index.subtractingReportingOverflow(count)
            return overflows || !(0..<steps).contains(from) ? nil : from
        }
    }

    /// Each row's steps in the opposite order. It keeps the steps: the first is where the row's first step was.
    public func reversed() throws(SequentialError) -> SymbolicTensor {
        try gathered("reverse the steps of") { index, steps in steps - 1 - index }
    }

    /// At each step another one of the same row.
    ///
    /// - Parameters:
    ///   - operation: what is refused of what has no steps.
    ///   - source: for one of a row's steps, of which there are so many, the step that is taken; nil for zeros.
    private func gathered(
        _ operation: String, _ source: @escaping @Sendable (_ index: Int, _ steps: Int) -> Int?
    ) throws(SequentialError) -> SymbolicTensor {
        try checkSteps(operation)
        let index = index
        return graph.add(shape, steps: steps) { run, _, tape in
            let (layout, x) = (run.layout(index), run.value(index, on: &tape))
            let rows = layout.steps.map { step in
                source(step.index, layout.positions[step.row].count).map { layout.packedRow(step.row, $0) }
            }
            return Signal(tape.select(rows, of: x), run.signals[index].rows)
        }
    }

    /// `exp(x)` over its sum along each row's steps, feature by feature: weights that add up to 1.
    public func softmaxOfSteps() throws(SequentialError) -> SymbolicTensor {
        let shares = try (self - maximumOfSteps().repeated(over: self)).exp()
        return try shares / shares.sumOfSteps().repeated(over: shares)
    }

    /// Attention: for each query the mean of its row's values, weighted by the softmax of how well the query goes with
    /// their keys (Luong et al. 2015, section 3.1).
    ///
    /// - Parameters:
    ///   - keys: `[batch, time, features]`, as many features as the queries, which are vectors or sequences.
    ///   - values: what is weighted, with the steps of the keys and as many features; the keys if nil.
    ///   - scale: what `q * k` is multiplied by, as by `1 / sqrt(features)` (Vaswani et al. 2017, eq. 1).
    /// - Returns: the shape of the queries; zeros where a row has no key.
    /// - Throws: if shapes or steps do not fit.
    public func attention(
        over keys: SymbolicTensor, values: SymbolicTensor? = nil, scale: Float = 1
    ) throws(SequentialError) -> SymbolicTensor {
        let values = values ?? keys
        try check(keys.graph, "attend to")
        try keys.checkSteps("attend to")
        try keys.checkRows(of: values, "attend to")
        guard keys.features == features, values.features == features else {
            throw graph.problem(
                "\(shape) cannot attend to keys \(keys.shape) and values \(values.shape) of other features")
        }
        let scaled = scale == 1 ? self : try self * scale
        let (query, key, value) = (scaled.index, keys.index, values.index)
        return graph.add(shape, steps: steps) { run, _, tape in
            let queries = tape.learning(run.value(query, on: &tape))
            let keys = tape.learning(run.value(key, on: &tape))
            let values = value == key ? keys : tape.learning(run.value(value, on: &tape))
            let rows = run.signals[query].rows
            let sources: [Int] =
                switch rows {
                case .vectors: Array(0..<queries.rows)
                case .sequences(let layout): layout.steps.map(\.row)
                }
            let spans = AttentionSpans(
                positions: run.layout(key).packedSequences.map { $0.map(Int32.init) }, sources: sources)
            let output = tape.variable(rows: queries.rows, columns: queries.columns)
            tape.attention(
                queries, keys: keys, values: values, weights: tape.attentionWeights(over: spans, areRead: false),
                score: .dot, into: output)
            return Signal(output, rows)
        }
    }
}

extension Tape {
    /// The same with a gradient, which operations with several inputs need on the way to those of the others.
    fileprivate mutating func learning(_ x: Variable) -> Variable {
        x.gradient == nil && isRecording ? select(Array(0..<x.rows), of: x) : x
    }
}
