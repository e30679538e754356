import Seq2SeqTensors

/// A trained weight of a layer of one's own.
///
/// ```swift
/// let scale = try x.weight("scale", [x.features], startingAs: .ones)
/// let scaled = try x * scale.repeated(over: x)
/// ```
public struct LayerWeight {
    /// What a weight starts as.
    public enum Start: Sendable, Hashable {
        /// Every element 0.
        case zeros
        /// Every element 1.
        case ones
        /// Every element uniform between the bound and its negative.
        case uniform(Float)
        /// Uniform in plus or minus the square root of 6 / (rows + columns) (Glorot and Bengio 2010, eq. 16).
        case glorot

        var initializer: Initializer {
            switch self {
            case .zeros: .zeros
            case .ones: .ones
            case .uniform(let bound): .uniform(bound)
            case .glorot: .glorot(gates: 1)
            }
        }
    }

    /// `[rows, columns]` of a matrix, `[count]` of a vector.
    public let shape: [Int]

    let graph: LayerGraph
    let parameter: Parameter

    /// The vector at every step of a tensor, or for every example: `[batch, time, count]` or `[batch, count]`.
    ///
    /// - Throws: if the weight is a matrix, or the tensor ids.
    public func repeated(over x: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        try x.check(graph, "repeat a weight over")
        guard shape.count == 1 else { throw graph.problem("a weight \(shape) is no vector to repeat") }
        let parameter = parameter
        return x.node(features: shape[0]) { x, tape in tape.repeated(parameter, rows: x.rows) }
    }
}

extension SymbolicTensor {
    /// A trained weight.
    ///
    /// - Parameters:
    ///   - name: its name within the layer, which no other part has.
    ///   - shape: `[rows, columns]` of a matrix, `[count]` of a vector.
    ///   - start: what it starts as.
    /// - Throws: if the name is taken or the shape impossible.
    public func weight(
        _ name: String, _ shape: [Int], startingAs start: LayerWeight.Start = .glorot
    ) throws(SequentialError) -> LayerWeight {
        let parameter = try graph.declare(try graph.take(name), shape, start.initializer)
        return LayerWeight(shape: shape, graph: graph, parameter: parameter)
    }

    /// The matrix product with a weight: `x W^T`, of each vector or each step by itself.
    ///
    /// - Parameter weight: `[units, features]`; one that is used twice is shared.
    /// - Returns: `[batch, units]` or `[batch, time, units]`.
    /// - Throws: if the weight's columns are not the features.
    public func product(with weight: LayerWeight) throws(SequentialError) -> SymbolicTensor {
        try check(weight.graph, "multiply by a matrix")
        guard weight.shape.count == 2, weight.shape[1] == features else {
            throw graph.problem("\(shape) cannot be multiplied by a weight \(weight.shape) of other columns")
        }
        let parameter = weight.parameter
        return node(features: weight.shape[0]) { x, tape in tape.linear(x, weight: parameter, bias: nil) }
    }

    /// `x W^T + b` with trained `W [units, features]` and `b [units]`, of each vector or each step by itself.
    ///
    /// - Parameters:
    ///   - units: how many features it gives.
    ///   - name: the name within the layer, which no other part has; the weights are `name.weight` and `name.bias`.
    ///   - hasBias: whether there is a `b`, which starts as zeros.
    /// - Returns: `[batch, units]` or `[batch, time, units]`.
    /// - Throws: if the name is taken, or the number of units impossible.
    public func linear(
        _ units: Int, _ name: String, hasBias: Bool = true
    ) throws(SequentialError) -> SymbolicTensor {
        try check(graph, "multiply by a matrix")
        let full = try graph.take(name)
        let weight = try graph.declare("\(full).weight", [units, features], .glorot(gates: 1))
        let bias = hasBias ? try graph.declare("\(full).bias", [units], .zeros) : nil
        return node(features: units) { x, tape in tape.linear(x, weight: weight, bias: bias) }
    }
}
