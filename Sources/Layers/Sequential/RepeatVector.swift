import Seq2SeqTensors

/// A sequence of copies of a vector: of `[batch, features]` it makes `[batch, count, features]`.
///
/// ```swift
/// let model = try Sequential(input: .vectors(1)) {
///     RepeatVector(8)
///     LSTM(16, returnSequences: true)
///     Dense(1)
/// }
/// ```
public struct RepeatVector: Sendable, Hashable, Codable {
    /// How many copies are made.
    public var count: Int

    /// Makes this number of copies.
    public init(_ count: Int) {
        self.count = count
    }
}

extension RepeatVector: LayerSpecification, DeclaredLayer {
    package static var kind: String { "repeat_vector" }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        try check(count, "a count of", of: name)
        guard case .vectors(let features) = input else {
            throw .input(layer: name, expected: "[batch, features]", found: input)
        }
        return .sequences(features, time: count)
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer { self }

    package func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let x = input.sums
        let layout = SequenceLayout(
            positions: [[Int]](repeating: Array(0..<count), count: x.rows), time: count)
        return Signal(
            tape.select(layout.steps.map(\.row), of: x), .sequences(layout), activation: input.activation)
    }
}
