import Seq2SeqTensors

/// `y = x W^T + b`
package struct Linear: Sendable {
    /// `[out, in]`
    package let weight: Parameter
    /// `[out]`
    package let bias: Parameter

    /// Declares `name.weight`, which starts as `InitialWeights` say, and `name.bias` (zeros).
    ///
    /// - Parameter shared: a weight `[out, in]` of another layer to use instead of one of its own.
    package init(
        _ name: String, inputSize: Int, outputSize: Int, tiedTo shared: Parameter? = nil,
        in parameters: inout ParameterStore
    ) {
        weight =
            shared
            ?? parameters.declare(
                "\(name).weight", shape: [outputSize, inputSize], initializer: .glorot(gates: 1))
        bias = parameters.declare("\(name).bias", shape: [outputSize], initializer: .zeros)
    }

    /// - Parameter x: `[rows, in]`.
    /// - Returns: `[rows, out]`.
    package func callAsFunction(_ x: Variable, on tape: inout Tape) -> Variable {
        tape.linear(x, weight: weight, bias: bias)
    }
}
