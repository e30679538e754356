import Seq2SeqTensors

/// `activation(x W^T + b)` on the last axis: of a vector, or of every step of a sequence by itself.
///
/// Of `[batch, in]` it makes `[batch, units]`, of `[batch, time, in]` `[batch, time, units]`.
///
/// So it is Keras's `Dense` and also its `TimeDistributed(Dense(…))`: the same weights at every step, and a step that
/// is masked stays masked.
///
/// ```swift
/// let model = try Sequential(input: .vectors(2)) {
///     Dense(16, activation: .tanh)
///     Dense(4, activation: .softmax)
/// }
/// ```
public struct Dense: Sendable, Hashable, Codable {
    /// Size of the output's vectors.
    public var units: Int
    /// The function that is applied to the sums.
    public var activation: Activation

    /// A layer with this number of units.
    public init(_ units: Int, activation: Activation = .linear) {
        self.units = units
        self.activation = activation
    }
}

extension Dense: LayerSpecification {
    package static var kind: String { "dense" }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        try check(units, "units", of: name)
        switch input {
        case .vectors: return .vectors(units)
        case .sequences(_, let time): return .sequences(units, time: time)
        case .tokens:
            throw .input(layer: name, expected: "[batch, features] or [batch, time, features]", found: input)
        }
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer {
        DeclaredDense(
            linear: Linear(
                name, inputSize: input.features, outputSize: units, in: &parameters),
            activation: activation)
    }
}

private struct DeclaredDense: DeclaredLayer {
    let linear: Linear
    let activation: Activation

    var keepsSteps: Bool { true }

    func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let x = input.value(on: &tape)
        return Signal(linear(x, on: &tape), input.rows, activation: activation)
    }
}

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
