/// Which rows of a batch are active at each time step, when rows are ordered by length, the longest first.
///
/// Step `t` of a packed matrix is the rows `offsets[t]..<offsets[t] + activeRows[t]`: what other toolkits call a packed
/// sequence. Nothing is stored, and nothing computed, for padding.
package struct PackedLayout: Sendable, Equatable {
    /// `[time]`, never rising.
    package let activeRows: [Int]
    /// `[time]`, the first packed row of each step.
    package let offsets: [Int]
    /// Rows of the packed matrix: the sum of all lengths.
    package let count: Int

    package init(activeRows: [Int]) {
        precondition(
            zip(activeRows, activeRows.dropFirst()).allSatisfy { $0 >= $1 }, "Active rows must not rise: \(activeRows)")
        self.activeRows = activeRows
        var offsets: [Int] = []
        var total = 0
        for active in activeRows {
            offsets.append(total)
            total += active
        }
        self.offsets = offsets
        count = total
    }

    package var time: Int { activeRows.count }

    /// Rows of the batch.
    package var batch: Int { activeRows.first ?? 0 }

    /// The packed rows of a step.
    package func range(at step: Int) -> Range<Int> {
        offsets[step]..<offsets[step] + activeRows[step]
    }
}
