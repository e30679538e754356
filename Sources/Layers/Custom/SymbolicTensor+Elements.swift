import Seq2SeqTensors

// Operations element by element, and along the features of each vector.
extension SymbolicTensor {
    /// A function of the sums, as a layer applies it. As the layer's last operation it lets a loss start from the sums.
    public func activated(by activation: Activation) throws(SequentialError) -> SymbolicTensor {
        try check(graph, "activate")
        let index = index
        return graph.add(shape, steps: steps) { run, _, tape in
            Signal(run.value(index, on: &tape), run.signals[index].rows, activation: activation)
        }
    }

    /// `max(0, x)`
    public func relu() throws(SequentialError) -> SymbolicTensor { try activated(by: .relu) }
    /// The hyperbolic tangent.
    public func tanh() throws(SequentialError) -> SymbolicTensor { try activated(by: .tanh) }
    /// `1 / (1 + exp(-x))`
    public func sigmoid() throws(SequentialError) -> SymbolicTensor { try activated(by: .sigmoid) }
    /// `exp(x)` over its sum, along the features.
    public func softmax() throws(SequentialError) -> SymbolicTensor { try activated(by: .softmax) }
    /// The exponential function.
    public func exp() throws(SequentialError) -> SymbolicTensor { try mapped(.exp) }
    /// The natural logarithm.
    public func log() throws(SequentialError) -> SymbolicTensor { try mapped(.log) }

    /// Any function of a number, with its derivative.
    ///
    /// The functions must give the same for the same number, on any thread. What they call must give the same bits
    /// on every machine, if the model is to: plain arithmetic and roots do, `exp` of a system's library does not.
    ///
    /// - Parameters:
    ///   - value: the function.
    ///   - derivative: its derivative.
    public func mapped(
        _ value: @escaping @Sendable (Float) -> Float, derivative: @escaping @Sendable (Float) -> Float
    ) throws(SequentialError) -> SymbolicTensor {
        try mapped(.any(value: value, derivative: derivative))
    }

    private func mapped(_ function: Tape.ElementFunction) throws(SequentialError) -> SymbolicTensor {
        try check(graph, "apply a function to")
        return node { x, tape in tape.apply(function, to: x) }
    }

    private func affine(_ scale: Float, _ shift: Float) throws(SequentialError) -> SymbolicTensor {
        try mapped(.affine(scale: scale, shift: shift))
    }

    /// The sum of both. Of one feature, that is added to each of the other's.
    public static func + (x: SymbolicTensor, y: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        try x.combined(.sum, "add", y)
    }

    /// The difference of both, element by element, as with the sum.
    public static func - (x: SymbolicTensor, y: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        try x.combined(.difference, "subtract", y)
    }

    /// The product of the elements of both, as with the sum.
    public static func * (x: SymbolicTensor, y: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        try x.combined(.product, "multiply", y)
    }

    /// The quotient of the elements of both, as with the sum.
    public static func / (x: SymbolicTensor, y: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        try x.combined(.quotient, "divide", y)
    }

    /// Adds a number to each element.
    public static func + (x: SymbolicTensor, y: Float) throws(SequentialError) -> SymbolicTensor { try x.affine(1, y) }
    /// Adds a number to each element.
    public static func + (x: Float, y: SymbolicTensor) throws(SequentialError) -> SymbolicTensor { try y.affine(1, x) }
    /// Subtracts a number from each element.
    public static func - (x: SymbolicTensor, y: Float) throws(SequentialError) -> SymbolicTensor { try x.affine(1, -y) }
    /// A number less each element.
    public static func - (x: Float, y: SymbolicTensor) throws(SequentialError) -> SymbolicTensor { try y.affine(-1, x) }
    /// Multiplies each element by a number.
    public static func * (x: SymbolicTensor, y: Float) throws(SequentialError) -> SymbolicTensor { try x.affine(y, 0) }
    /// Multiplies each element by a number.
    public static func * (x: Float, y: SymbolicTensor) throws(SequentialError) -> SymbolicTensor { try y.affine(x, 0) }

    private func combined(
        _ kind: Tape.ElementOperator, _ verb: String, _ other: SymbolicTensor
    ) throws(SequentialError) -> SymbolicTensor {
        try checkRows(of: other, verb)
        let width = max(features, other.features)
        guard [1, width].contains(features), [1, width].contains(other.features) else {
            throw graph.problem("it cannot \(verb) \(shape) and \(other.shape), which have not equally many features")
        }
        let (left, right) = (widened(to: width), other.widened(to: width))
        let (leftIndex, rightIndex) = (left.index, right.index)
        return graph.add(left.shape, steps: steps) { run, _, tape in
            let (x, y) = (run.value(leftIndex, on: &tape), run.value(rightIndex, on: &tape))
            return Signal(tape.combine(kind, x, y), run.signals[leftIndex].rows)
        }
    }

    private func widened(to width: Int) -> SymbolicTensor {
        features == width ? self : node(features: width) { x, tape in tape.columnRepeated(x, columns: width) }
    }

    /// The sum of each vector's features, from the first on: `[batch, 1]` or `[batch, time, 1]`.
    public func sumOfFeatures() throws(SequentialError) -> SymbolicTensor {
        try check(graph, "sum up")
        return node(features: 1) { x, tape in tape.columnsSummed(x) }
    }

    /// The mean of each vector's features: `[batch, 1]` or `[batch, time, 1]`.
    public func meanOfFeatures() throws(SequentialError) -> SymbolicTensor {
        try sumOfFeatures() * (1 / Float(features))
    }

    /// Some of the features.
    ///
    /// - Throws: if the range is empty or there are not so many.
    public func features(_ range: Range<Int>) throws(SequentialError) -> SymbolicTensor {
        try check(graph, "take features of")
        guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= features else {
            throw graph.problem("of \(shape) it cannot take the features \(range)")
        }
        return node(features: range.count) { x, tape in tape.concatenate([x.columns(range)]) }
    }

    /// The features of all, side by side.
    ///
    /// - Throws: if there is none, or they have not the same steps.
    public static func concatenated(_ tensors: [SymbolicTensor]) throws(SequentialError) -> SymbolicTensor {
        guard let first = tensors.first else {
            throw .construction(of: "concatenation", problem: "there is nothing to put side by side")
        }
        for other in tensors { try first.checkRows(of: other, "put side by side") }
        let width = tensors.reduce(0) { $0 + $1.features }
        guard Dense.possibleSizes.contains(width) else {
            throw first.graph.problem("vectors of \(width) features are too large")
        }
        let indices = tensors.map(\.index)
        return first.graph.add(first.shape.with(features: width), steps: first.steps) { run, _, tape in
            var parts: [Variable] = []
            for index in indices { parts.append(run.value(index, on: &tape)) }
            return Signal(tape.concatenate(parts), run.signals[indices[0]].rows)
        }
    }
}
