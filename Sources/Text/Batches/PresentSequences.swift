/// Texts of which a batch may lack some: those that are there, packed.
public struct PresentSequences: Sendable, Equatable {
    /// Those that are there; nil if none is.
    public let packed: PackedSequences?

    /// The row of the batch of each row that was packed. Never falls.
    public let rows: [Int]

    /// How many rows the batch has.
    public let batch: Int

    /// Packs those rows of a batch that are not empty.
    public init(_ sequences: [[Int32]]) {
        batch = sequences.count
        rows = sequences.indices.filter { !sequences[$0].isEmpty }
        packed = rows.isEmpty ? nil : PackedSequences(rows.map { sequences[$0] })
    }

    /// The rows in the order of the batch; what is not there is empty.
    package var sequences: [[Int32]] {
        spread(packed.map { $0.unpacking($0.ids) } ?? [], else: [])
    }

    /// How many tokens each row of the batch has.
    package var lengths: [Int] { spread(packed?.lengths ?? [], else: 0) }

    /// Values of the rows that are there, and another for each that is not, in the order of the batch.
    package func spread<Value>(_ values: [Value], else other: Value) -> [Value] {
        var all = [Value](repeating: other, count: batch)
        for (row, value) in zip(rows, values) { all[row] = value }
        return all
    }
}
