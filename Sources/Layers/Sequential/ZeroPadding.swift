import Seq2SeqTensors

/// Adds zero vectors after every row's last step: steps like others, not masked, in which a layer can write what it has
/// read. Of `[batch, time, features]` it makes `[batch, time + count, features]`.
///
/// ```swift
/// let model = try Sequential(input: .sequences(1)) {
///     ZeroPadding(5)
///     LSTM(24, returnSequences: true)
///     LastSteps(5)
///     Dense(1)
/// }
/// ```
public struct ZeroPadding: Sendable, Hashable, Codable {
    /// How many zero vectors are added to each row.
    public var count: Int

    /// Adds this number of zero vectors.
    public init(_ count: Int) {
        self.count = count
    }
}

extension ZeroPadding: LayerSpecification, DeclaredLayer {
    package static var kind: String { "zero_padding" }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        let (features, time) = try sequence(name, input)
        try check(count, "a count of", of: name)
        return .sequences(features, time: time.map { $0 + count })
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer { self }

    package func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let layout = input.layout
        let time = layout.time + count
        let zeros = [Int?](repeating: nil, count: count)
        return input.taking(
            layout.positions.map { $0.indices.map(Optional.some) + zeros },
            at: layout.positions.map { $0 + Array(layout.time..<time) }, time: time, on: &tape)
    }
}
