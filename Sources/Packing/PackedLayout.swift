/// Which rows of a batch are active at each time step, when rows are ordered by length, the longest first.
///
/// Step `t` of a packed matrix is the rows `offsets[t]..<offsets[t + 1]`: what other toolkits call a packed sequence.
/// Nothing is stored, and nothing computed, for padding.
package struct PackedLayout: Sendable, Hashable {
    /// `[time]`, never rising.
    package let activeRows: [Int]
    /// Where each step begins, and at last the number of all packed rows. `[time + 1]`
    package let offsets: [Int]

    package init(activeRows: [Int]) {
        precondition(
            zip(activeRows, activeRows.dropFirst()).allSatisfy { $0 >= $1 },
            "Active rows must not rise: \(activeRows)")
        self.activeRows = activeRows
        var offsets = [0]
        offsets.reserveCapacity(activeRows.count + 1)
        for active in activeRows { offsets.append(offsets[offsets.count - 1] + active) }
        self.offsets = offsets
    }

    /// Steps of the longest row.
    package var time: Int { activeRows.count }

    /// Rows of the batch that have a step.
    package var batch: Int { activeRows.first ?? 0 }

    /// Rows of the packed matrix: the sum of all lengths.
    package var count: Int { offsets[activeRows.count] }

    /// The packed rows of a step.
    package func range(at step: Int) -> Range<Int> { offsets[step]..<offsets[step + 1] }
}

/// Rows of unequal lengths in the order in which they are packed, whatever they hold: the one place where it is made.
package struct Packing: Sendable, Hashable {
    /// The length of each row of the batch; a row may be empty.
    package let lengths: [Int]
    /// The rows of the batch, the longest first, equally long ones in the order of the batch; empty ones at the end.
    package let order: [Int]
    /// The place of each row of the batch in `order`.
    package let packedRows: [Int]
    /// Which of the ordered rows are active at each of their steps.
    package let layout: PackedLayout

    package init(lengths: [Int]) {
        self.lengths = lengths
        // The standard library's sort is stable, which keeps equally long rows in the order of the batch.
        order = lengths.indices.sorted { lengths[$0] > lengths[$1] }
        var packedRows = [Int](repeating: 0, count: lengths.count)
        for (packed, row) in order.enumerated() { packedRows[row] = packed }
        self.packedRows = packedRows
        var activeRows = [Int](repeating: 0, count: order.first.map { lengths[$0] } ?? 0)
        for length in lengths where length > 0 { activeRows[length - 1] += 1 }
        for step in activeRows.indices.dropLast().reversed() {
            activeRows[step] += activeRows[step + 1]
        }
        layout = PackedLayout(activeRows: activeRows)
    }

    /// The ids that stand at each step of each row of the batch, packed. This one is made for ids, of which every batch
    /// consists: a generic function of another module knows nothing of its elements.
    package func packed(_ rows: [[Int32]]) -> [Int32] { elements(of: rows) }

    /// What stands at each step of each row of the batch, packed.
    package func packed<Element>(_ rows: [[Element]]) -> [Element] { elements(of: rows) }

    private func elements<Element>(of rows: [[Element]]) -> [Element] {
        var elements: [Element] = []
        elements.reserveCapacity(layout.count)
        for (step, active) in layout.activeRows.enumerated() {
            for row in order[..<active] { elements.append(rows[row][step]) }
        }
        return elements
    }

    /// For each packed row the row of the batch and which of its steps it is.
    package var steps: [(row: Int, step: Int)] {
        layout.activeRows.enumerated().flatMap { step, active in order.prefix(active).map { ($0, step) }
        }
    }
}
