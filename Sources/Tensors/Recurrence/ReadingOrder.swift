// Whoever computes speaks of packed batches.
@_exported import Seq2SeqPacking

/// The steps of a packed batch in the order in which a recurrent layer takes them: which rows go on from which, where
/// they begin and where they end.
struct ReadingOrder {
    let layout: PackedLayout
    /// Whether each row is read from its own last step to its first.
    let isReversed: Bool

    /// The steps in the order in which they are taken.
    var steps: [Int] { isReversed ? Array((0..<layout.time).reversed()) : Array(0..<layout.time) }

    /// The packed rows that the first rows of a step go on from; rows beyond them begin there.
    func previousRange(of step: Int) -> Range<Int>? { isReversed ? later(step) : earlier(step) }

    /// The packed rows that go on after a step; rows of the step beyond them end there.
    func nextRange(of step: Int) -> Range<Int>? { isReversed ? earlier(step) : later(step) }

    private func later(_ step: Int) -> Range<Int>? {
        step + 1 < layout.time ? layout.range(at: step + 1) : nil
    }

    private func earlier(_ step: Int) -> Range<Int>? {
        guard step > 0 else { return nil }
        let start = layout.offsets[step - 1]
        return start..<start + layout.activeRows[step]
    }

    /// The rows of the batch whose last step this is.
    func endingRows(of step: Int) -> Range<Int> {
        (nextRange(of: step)?.count ?? 0)..<layout.activeRows[step]
    }

    /// The rows of the batch whose first step this is.
    func beginningRows(of step: Int) -> Range<Int> {
        (previousRange(of: step)?.count ?? 0)..<layout.activeRows[step]
    }

    /// For each packed row the packed row before it; `-1 - row` where a row of the batch begins.
    var previousRows: [Int32] {
        var index: [Int32] = []
        index.reserveCapacity(layout.count)
        for step in 0..<layout.time {
            let previous = previousRange(of: step) ?? 0..<0
            for row in 0..<layout.activeRows[step] {
                index.append(Int32(row < previous.count ? previous.lowerBound + row : -1 - row))
            }
        }
        return index
    }
}
