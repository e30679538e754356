import Seq2SeqTensors

/// A trained vector for each id: of `[batch, time]` it makes `[batch, time, units]`.
///
/// ```swift
/// let model = try Sequential(input: .tokens()) {
///     Embedding(6, 8, maskZero: true)
///     LSTM(16)
///     Dense(2, activation: .softmax)
/// }
/// ```
public struct Embedding: Sendable, Hashable, Codable {
    /// How many ids there are.
    public var vocabularySize: Int
    /// Size of the vectors.
    public var units: Int
    /// Whether the id 0 is padding: steps with it are masked.
    public var maskZero: Bool

    /// A table of `vocabularySize` vectors of `units` numbers.
    public init(_ vocabularySize: Int, _ units: Int, maskZero: Bool = false) {
        self.vocabularySize = vocabularySize
        self.units = units
        self.maskZero = maskZero
    }
}

extension Embedding: LayerSpecification {
    package static var kind: String { "embedding" }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        try check(vocabularySize, "a vocabulary of", of: name)
        try check(units, "units", of: name)
        guard case .tokens(let time) = input else {
            throw .input(layer: name, expected: "[batch, time] of ids", found: input)
        }
        return .sequences(units, time: time)
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer {
        DeclaredEmbedding(
            table: EmbeddingTable(
                name, vocabularySize: vocabularySize, embeddingSize: units, in: &parameters),
            idLimit: vocabularySize, maskZero: maskZero)
    }
}

private struct DeclaredEmbedding: DeclaredLayer {
    let table: EmbeddingTable
    let idLimit: Int?
    let maskZero: Bool

    var keepsSteps: Bool { !maskZero }

    func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        guard maskZero, input.ids.contains(0) else { return Signal(table(input.ids, on: &tape), input.rows) }
        let old = input.layout
        var kept: [[(index: Int, position: Int)]] = []
        for (row, positions) in old.positions.enumerated() {
            kept.append(
                positions.enumerated().filter { input.ids[old.packedRow(row, $0.offset)] != 0 }
                    .map { ($0.offset, $0.element) })
        }
        let layout = SequenceLayout(positions: kept.map { $0.map(\.position) }, time: old.time)
        let ids = layout.steps.map { input.ids[old.packedRow($0.row, kept[$0.row][$0.index].index)] }
        return Signal(table(ids, on: &tape), .sequences(layout))
    }
}
