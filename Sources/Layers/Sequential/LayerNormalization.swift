import Seq2SeqTensors

/// Vectors with the mean 0 and the variance 1, each by itself, then scaled and shifted by trained numbers, one for each
/// feature (Ba et al. 2016, eq. 4). It keeps the shape, `[batch, features]` or `[batch, time, features]`.
///
/// ```swift
/// let model = try Sequential(input: .sequences(4)) {
///     LSTM(16, returnSequences: true)
///     LayerNormalization()
///     Dense(1)
/// }
/// ```
public struct LayerNormalization: Sendable, Hashable, Codable {
    /// What is added to the variance.
    public var epsilon: Double

    /// A layer that adds this to the variance.
    public init(epsilon: Double = 1e-3) {
        self.epsilon = epsilon
    }
}

extension LayerNormalization: LayerSpecification {
    package static var kind: String { "layer_normalization" }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        guard epsilon.isFinite, Float(epsilon) > 0 else {
            throw .impossibleSize(layer: name, of: "an epsilon of", found: "\(epsilon)")
        }
        if case .tokens = input {
            throw .input(layer: name, expected: "[batch, features] or [batch, time, features]", found: input)
        }
        return input
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer {
        DeclaredNormalization(
            gain: parameters.declare("\(name).weight", shape: [input.features], initializer: .ones),
            shift: parameters.declare("\(name).bias", shape: [input.features], initializer: .zeros),
            epsilon: Float(epsilon))
    }
}

private struct DeclaredNormalization: DeclaredLayer {
    let gain: Parameter
    let shift: Parameter
    let epsilon: Float

    var keepsSteps: Bool { true }

    func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let x = input.value(on: &tape)
        return Signal(tape.normalize(x, gain: gain, shift: shift, epsilon: epsilon), input.rows)
    }
}
