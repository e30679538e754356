import Seq2SeqPacking
import Seq2SeqSettings

/// Sequences of unequal length laid out step by step without padding: what other toolkits call packing.
///
/// Rows are ordered by length, longest first, so the rows that still have a token at a step are always the first ones,
/// and their number never grows from one step to the next.
public struct PackedSequences: Sendable, Equatable {
    /// How the rows are ordered, and which are active at each step.
    package let packing: Packing

    /// For each step the ids of the active rows, in packed order.
    public private(set) var ids: [Int32]

    /// The batch row of each packed row: longest first, equally long ones in the order of the batch. `[batch]`
    public var order: [Int] { packing.order }

    /// The packed row of each batch row: the inverse of `order`. `[batch]`
    public var packedRows: [Int] { packing.packedRows }

    /// The length of each batch row. `[batch]`
    public var lengths: [Int] { packing.lengths }

    /// How many packed rows have a token at each step. Never grows. `[time]`
    public var activeRows: [Int] { packing.layout.activeRows }

    /// Where each step begins in `ids`, and at last the number of all ids. `[time + 1]`
    public var offsets: [Int] { packing.layout.offsets }

    /// The length of the longest row.
    public var time: Int { packing.layout.time }

    /// How many rows there are.
    public var batch: Int { packing.order.count }

    /// Packs the rows of a batch. Empty ones come last, and are active at no step.
    public init(_ sequences: [[Int32]]) {
        packing = Packing(lengths: sequences.map(\.count))
        ids = packing.packed(sequences)
    }

    /// Where the id of a packed row at a step stands in `ids`.
    public func index(time step: Int, row: Int) -> Int {
        require(step >= 0 && step < time, "A step must be in 0..<\(time), but is \(step)")
        require(
            row >= 0 && row < activeRows[step],
            "A packed row must be in 0..<\(activeRows[step]) at step \(step), but is \(row)")
        return offsets[step] + row
    }

    /// Puts another id in the place of a packed row at a step.
    package mutating func replace(at step: Int, row: Int, by id: Int32) {
        ids[index(time: step, row: row)] = id
    }

    /// Lays out other values for the same rows in the same way.
    package func packing(_ sequences: [[Int32]]) -> [Int32] {
        require(sequences.map(\.count) == lengths, "Rows packed alike must be as long as \(lengths)")
        return packing.packed(sequences)
    }

    /// Lays out vectors for the same rows in the same way; nil if no row has any although it has ids.
    ///
    /// - Parameter vectors: one for each id of each row, all of one size. `[batch][time][features]`
    /// - Returns: `[ids, features]`
    package func packing(vectors: [[[Float]]]) -> [Float]? {
        guard vectors.contains(where: { !$0.isEmpty }) else { return nil }
        require(vectors.map(\.count) == lengths, "Each of \(lengths) places of sources of vectors needs one")
        let size = vectors.joined().first?.count ?? 0
        require(vectors.joined().allSatisfy { $0.count == size }, "Vectors of sources must all have \(size) numbers")
        return packing.packed(vectors).flatMap { $0 }
    }

    /// The ids of the same rows, each read from its own end, in the same layout.
    package var reversedIds: [Int32] { packing(unpacking(ids).map { $0.reversed() }) }

    /// Vectors of the same rows, each row from its own end, in the same layout: of numbers `[ids, size]`.
    package func reversed(_ vectors: [Float], size: Int) -> [Float] {
        require(vectors.count == ids.count * size, "[\(ids.count), \(size)] does not hold \(vectors.count) numbers")
        return packing.steps.flatMap { row, step in
            let index = offsets[lengths[row] - 1 - step] + packedRows[row]
            return vectors[index * size..<(index + 1) * size]
        }
    }

    /// The rows in the order of the batch, from values laid out like `ids`.
    package func unpacking(_ values: [Int32]) -> [[Int32]] {
        require(
            values.count == ids.count, "There must be \(ids.count) packed values, but are \(values.count)"
        )
        return lengths.indices.map { row in
            (0..<lengths[row]).map { values[offsets[$0] + packedRows[row]] }
        }
    }
}
