import Seq2SeqTensors

/// Stands for vectors or sequences that a layer of one's own will read or compute: their shape is known when the model
/// is built, their numbers when it runs.
///
/// Operations on it are the statements of a ``CustomLayer``. Each checks shapes, and has its gradient. Two sequences
/// can only be joined if they have the same steps: both come from one sequence, by operations that keep its steps.
///
/// ```swift
/// let new = try x.linear(8, "new").relu()
/// let gated = try new * x.linear(8, "gate").sigmoid()
/// ```
public struct SymbolicTensor {
    let graph: LayerGraph
    let index: Int
    /// The shape, without the batch.
    public let shape: LayerShape
    /// Which steps it has: those of all tensors with the same number; nil for vectors.
    let steps: Int?

    /// The size of its vectors; of ids 0.
    public var features: Int { shape.features }

    /// What to throw if the layer cannot read this.
    ///
    /// - Parameter problem: what was found and what was expected, without a full stop.
    public func refused(_ problem: String) -> SequentialError { graph.problem(problem) }
}

extension LayerShape {
    /// Whether there is a sequence for each example.
    var hasSteps: Bool {
        if case .vectors = self { false } else { true }
    }

    /// The same with vectors of another size.
    func with(features: Int) -> LayerShape {
        switch self {
        case .vectors: .vectors(features)
        case .sequences(_, let time): .sequences(features, time: time)
        case .tokens(let time): .sequences(features, time: time)
        }
    }
}

extension SymbolicTensor {
    /// A tensor of the same rows that is computed from this one.
    func node(
        features: Int? = nil, _ operation: @escaping @Sendable (Variable, inout Tape) -> Variable
    ) -> SymbolicTensor {
        let index = index
        return graph.add(shape.with(features: features ?? self.features), steps: steps) { run, _, tape in
            let x = run.value(index, on: &tape)
            return Signal(operation(x, &tape), run.signals[index].rows)
        }
    }

    /// Refuses ids, and what belongs to another layer.
    func check(_ graph: LayerGraph, _ operation: String) throws(SequentialError) {
        guard graph === self.graph else {
            throw self.graph.problem("it cannot \(operation) what was made of another layer's input")
        }
        if case .tokens = shape {
            throw graph.problem("it cannot \(operation) \(shape): an Embedding makes vectors of them")
        }
    }

    /// Refuses whatever is not sequences of vectors.
    func checkSteps(_ operation: String) throws(SequentialError) {
        guard case .sequences = shape else {
            throw graph.problem("it cannot \(operation) \(shape): that needs [batch, time, features]")
        }
    }

    /// Refuses what has not the same rows as this.
    func checkRows(of other: SymbolicTensor, _ operation: String) throws(SequentialError) {
        try check(other.graph, operation)
        try other.check(graph, operation)
        if shape.hasSteps != other.shape.hasSteps {
            throw graph.problem(
                "it cannot \(operation) \(shape) and \(other.shape): vectors come to every step by repeated(over:)")
        }
        guard steps == other.steps else {
            throw graph.problem(
                "it cannot \(operation) \(shape) and \(other.shape), which have not the same steps: an operation in "
                    + "between has added, left out or masked some")
        }
    }

    /// Layers one after another, which have weights of their own: whatever a stack can hold but a ``CRF``.
    ///
    /// ```swift
    /// let read = try x.applying("reader") {
    ///     Bidirectional(LSTM(8, returnSequences: true))
    ///     LayerNormalization()
    /// }
    /// ```
    ///
    /// Recurrent layers, `Dense`, `Dropout`, `LayerNormalization`, `SelfAttention` and windows for each step keep the
    /// steps; other layers make new ones, and so does a layer that masks.
    ///
    /// - Parameter name: the name within the layer, which no other part has.
    /// - Throws: the first layer that cannot read what comes before it.
    public func applying(
        _ name: String, @LayerBuilder _ layers: () -> [Layer]
    ) throws(SequentialError) -> SymbolicTensor {
        let full = try graph.take(name)
        let layers = layers()
        if layers.contains(where: { $0.kind == CRF.kind }) { throw .notLast(layer: "\(full).\(CRF.kind)") }
        return try graph.apply(layers, after: full + ".", to: self)
    }
}
