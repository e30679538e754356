/// Sequences of unequal length laid out step by step without padding: what other toolkits call packing.
///
/// Rows are ordered by length, longest first, so the rows that still have a token at a step are always the first ones,
/// and their number never grows from one step to the next.
public struct PackedSequences: Sendable, Equatable {
    /// The batch row of each packed row: longest first, equally long ones in the order of the batch. `[batch]`
    public let order: [Int]

    /// The packed row of each batch row: the inverse of `order`. `[batch]`
    public let packedRows: [Int]

    /// The length of each batch row. `[batch]`
    public let lengths: [Int]

    /// How many packed rows have a token at each step. Never grows. `[time]`
    public let activeRows: [Int]

    /// Where each step begins in `ids`, and at last the number of all ids. `[time + 1]`
    public let offsets: [Int]

    /// For each step the ids of the active rows, in packed order.
    public private(set) var ids: [Int32]

    /// The length of the longest row.
    public var time: Int { activeRows.count }

    /// How many rows there are.
    public var batch: Int { order.count }

    /// Packs the rows of a batch, none of which may be empty.
    public init(_ sequences: [[Int32]]) {
        let lengths = sequences.map(\.count)
        for (row, length) in lengths.enumerated() {
            precondition(length > 0, "Every row of a batch must have a token, but row \(row) is empty")
        }
        // The standard library's sort is stable, which keeps equally long rows in the order of the batch.
        let order = sequences.indices.sorted { lengths[$0] > lengths[$1] }
        var packedRows = [Int](repeating: 0, count: order.count)
        for (packed, row) in order.enumerated() { packedRows[row] = packed }

        var activeRows = [Int](repeating: 0, count: lengths.max() ?? 0)
        for length in lengths { activeRows[length - 1] += 1 }
        for step in activeRows.indices.dropLast().reversed() { activeRows[step] += activeRows[step + 1] }

        var offsets = [0]
        for active in activeRows { offsets.append(offsets[offsets.count - 1] + active) }

        self.order = order
        self.packedRows = packedRows
        self.lengths = lengths
        self.activeRows = activeRows
        self.offsets = offsets
        ids = Self.packed(sequences, order: order, activeRows: activeRows)
    }

    /// Where the id of a packed row at a step stands in `ids`.
    public func index(time step: Int, row: Int) -> Int {
        precondition(step >= 0 && step < time, "A step must be in 0..<\(time), but is \(step)")
        precondition(
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
        precondition(sequences.map(\.count) == lengths, "Rows packed alike must be as long as \(lengths)")
        return Self.packed(sequences, order: order, activeRows: activeRows)
    }

    /// The ids of the same rows, each read from its own end, in the same layout.
    package var reversedIds: [Int32] { packing(unpacking(ids).map { $0.reversed() }) }

    /// The rows in the order of the batch, from values laid out like `ids`.
    package func unpacking(_ values: [Int32]) -> [[Int32]] {
        precondition(values.count == ids.count, "There must be \(ids.count) packed values, but are \(values.count)")
        return lengths.indices.map { row in
            (0..<lengths[row]).map { values[offsets[$0] + packedRows[row]] }
        }
    }

    private static func packed(_ sequences: [[Int32]], order: [Int], activeRows: [Int]) -> [Int32] {
        var ids: [Int32] = []
        ids.reserveCapacity(activeRows.reduce(0, +))
        for (step, active) in activeRows.enumerated() {
            for row in order.prefix(active) { ids.append(sequences[row][step]) }
        }
        return ids
    }
}
