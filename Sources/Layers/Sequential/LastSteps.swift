import Seq2SeqTensors

/// The last steps of every row: of its own steps, so neither padding nor companions move them. Of
/// `[batch, time, features]` it makes `[batch, count, features]`.
///
/// A row that has fewer steps keeps all of them; what is missing is masked, at the front.
///
/// ```swift
/// let model = try Sequential(input: .sequences(1)) {
///     LSTM(24, returnSequences: true)
///     LastSteps(5)
///     Dense(1)
/// }
/// ```
public struct LastSteps: Sendable, Hashable, Codable {
    /// How many steps of each row are kept.
    public var count: Int

    /// Keeps this number of steps.
    public init(_ count: Int) {
        self.count = count
    }
}

extension LastSteps: LayerSpecification, DeclaredLayer {
    package static var kind: String { "last_steps" }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        let (features, time) = try sequence(name, input)
        try check(count, "a count of", of: name)
        if let time, time < count { throw .tooFewSteps(layer: name, asked: count, found: input) }
        return .sequences(features, time: count)
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer { self }

    package func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let steps = input.layout.positions.map { Array($0.indices.suffix(count)) }
        return input.taking(
            steps, at: steps.map { Array(count - $0.count..<count) }, time: count, on: &tape)
    }
}
