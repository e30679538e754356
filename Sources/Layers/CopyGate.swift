import Seq2SeqTensors

/// What decides whether a token is generated or copied (See et al. 2017, eq. 8): the probability of generating it is
/// `sigmoid(w_c c + w_s s + w_x x + b)`, of the context `c`, the decoder's state `s` and the token `x` that it read.
package struct CopyGate: Sendable {
    private let gate: Linear

    /// Declares `name.gate.weight [1, joined + read]`, for `[c; s; x]`, and `name.gate.bias [1]`.
    ///
    /// - Parameters:
    ///   - joinedSize: that of `[c; s]`.
    ///   - readSize: that of `x`.
    package init(_ name: String, joinedSize: Int, readSize: Int, in parameters: inout ParameterStore) {
        gate = Linear("\(name).gate", inputSize: joinedSize + readSize, outputSize: 1, in: &parameters)
    }

    /// The logits of the probabilities.
    ///
    /// - Parameters:
    ///   - joined: `[c; s]`, `[tokens, joined]`.
    ///   - embedded: `x`, `[tokens, read]`.
    ///   - logits: `[tokens, 1]`, receives the result.
    package func callAsFunction(
        _ joined: Variable, _ embedded: Variable, into logits: Variable, on tape: inout Tape
    ) {
        tape.linear(
            tape.concatenate([joined, embedded]), weight: gate.weight, bias: gate.bias, into: logits)
    }
}
