import Seq2SeqTensors

/// The function that a layer applies to its sums.
public enum Activation: String, Sendable, Hashable, Codable, CaseIterable {
    /// The sums as they are.
    case linear
    /// `max(0, x)`
    case relu
    /// The hyperbolic tangent.
    case tanh
    /// `1 / (1 + exp(-x))`: a probability for each feature.
    case sigmoid
    /// `exp(x)` over its sum: one distribution over the features.
    case softmax

    /// - Returns: what the activation makes of `x [rows, features]`.
    package func callAsFunction(_ x: Variable, on tape: inout Tape) -> Variable {
        switch self {
        case .linear: x
        case .relu: tape.apply(.relu, to: x)
        case .tanh: tape.tanh(x)
        case .sigmoid: tape.apply(.sigmoid, to: x)
        case .softmax: tape.apply(.softmax, to: x)
        }
    }
}
