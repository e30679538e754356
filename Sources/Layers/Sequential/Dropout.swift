import Seq2SeqTensors

/// Drops features in training and scales the others up (Srivastava et al. 2014); otherwise it does nothing. It keeps
/// the shape, `[batch, features]` or `[batch, time, features]`.
///
/// ```swift
/// let model = try Sequential(input: .vectors(2)) {
///     Dense(16, activation: .relu)
///     Dropout(0.2)
///     Dense(1)
/// }
/// ```
public struct Dropout: Sendable, Hashable, Codable {
    /// The share of the features that is dropped.
    public var rate: Double

    /// Drops this share.
    public init(_ rate: Double) {
        self.rate = rate
    }
}

extension Dropout: LayerSpecification, DeclaredLayer {
    package static var kind: String { "dropout" }
    package var keepsSteps: Bool { true }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        try check(rate: rate, of: name)
        if case .tokens = input {
            throw .input(layer: name, expected: "[batch, features] or [batch, time, features]", found: input)
        }
        return input
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer { self }

    package func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let dropout = pass.dropout(rate: rate, for: input.rows, isShared: false)
        let x = input.value(on: &tape)
        return Signal(tape.dropout(x, dropout), input.rows)
    }
}
