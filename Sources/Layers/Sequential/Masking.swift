import Seq2SeqTensors

/// Masks the steps of `[batch, time, features]` whose features all have a value; the shape stays.
///
/// ```swift
/// let model = try Sequential(input: .sequences(1)) {
///     Masking(-1)
///     LSTM(16)
///     Dense(1)
/// }
/// ```
public struct Masking: Sendable, Hashable, Codable {
    /// What a masked step's features are.
    public var value: Float

    /// Masks the steps of this value.
    public init(_ value: Float = 0) {
        self.value = value
    }
}

extension Masking: LayerSpecification, DeclaredLayer {
    package static var kind: String { "masking" }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        _ = try sequence(name, input)
        return input
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer { self }

    package func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let layout = input.layout
        let x = input.value(on: &tape)
        var steps: [[Int]] = []
        for (row, positions) in layout.positions.enumerated() {
            steps.append(
                positions.indices.filter { index in
                    let vector = x.value.row(layout.packedRow(row, index))
                    return !(0..<x.columns).allSatisfy { vector[$0] == value }
                })
        }
        if zip(steps, layout.positions).allSatisfy({ $0.count == $1.count }) { return Signal(x, input.rows) }
        let positions = zip(steps, layout.positions).map { steps, positions in steps.map { positions[$0] } }
        return Signal(x, input.rows).taking(steps, at: positions, time: layout.time, on: &tape)
    }
}
