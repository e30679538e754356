/// Memory for the activations of one step: taken piece by piece, given back all at once.
///
/// After a step that needed more than one block, the blocks become one of their joint size, so that a warmed-up step
/// allocates nothing (page faults of fresh memory cost as much as the arithmetic).
package final class Arena {
    private var blocks: [FloatStorage] = []
    private var used = 0
    private var usedInEarlierBlocks = 0

    /// The most floats that were in use at one time.
    package private(set) var peakCount = 0

    /// How many pieces of the system's memory the arena is made of.
    package var blockCount: Int { blocks.count }

    package init() {}

    /// A place in the arena to return to.
    package struct Mark {
        fileprivate let block: Int
        fileprivate let used: Int
        fileprivate let usedInEarlierBlocks: Int
    }

    package var mark: Mark {
        Mark(block: blocks.count, used: used, usedInEarlierBlocks: usedInEarlierBlocks)
    }

    /// Gives back all that was taken since the mark. Blocks added since are kept until the next reset.
    package func release(to mark: Mark) {
        guard mark.block == blocks.count else { return }
        used = mark.used
        usedInEarlierBlocks = mark.usedInEarlierBlocks
    }

    /// Gives back everything.
    package func reset() {
        if blocks.count > 1 {
            let count = blocks.reduce(0) { $0 + $1.count }
            // Before the new one is asked for, or there would have to be room for both.
            blocks = []
            blocks = [FloatStorage(count: count)]
        }
        used = 0
        usedInEarlierBlocks = 0
    }

    /// Floats from one row of a matrix to the next: rows start on 64-byte boundaries and are not a multiple of 1 KiB
    /// apart, since rows that far apart compete for the same lines of the cache.
    package static func stride(ofRowsWith columns: Int) -> Int {
        let stride = (columns + 15) / 16 * 16
        return stride % 256 == 0 ? stride + 16 : stride
    }

    /// An uninitialised matrix.
    package func matrix(rows: Int, columns: Int) -> Matrix {
        let stride = Self.stride(ofRowsWith: columns)
        return Matrix(base: floats(rows * stride), rows: rows, columns: columns, stride: stride)
    }

    package func zeros(rows: Int, columns: Int) -> Matrix {
        let matrix = matrix(rows: rows, columns: columns)
        matrix.base.update(repeating: 0, count: rows * matrix.stride)
        return matrix
    }

    /// An uninitialised run of floats on a 64-byte boundary.
    package func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
        take(count).bindMemory(to: Float.self, capacity: count)
    }

    /// An uninitialised run of integers on a 64-byte boundary.
    func integers(_ count: Int) -> UnsafeMutablePointer<Int32> {
        take(count).bindMemory(to: Int32.self, capacity: count)
    }

    /// An uninitialised run of halves of floats on a 64-byte boundary.
    func halves(_ count: Int) -> UnsafeMutablePointer<UInt16> {
        take((count + 1) / 2).bindMemory(to: UInt16.self, capacity: count)
    }

    /// The memory of so many floats.
    private func take(_ count: Int) -> UnsafeMutableRawPointer {
        let count = (count + 15) / 16 * 16
        if blocks.isEmpty || used + count > blocks[blocks.count - 1].count {
            usedInEarlierBlocks += used
            blocks.append(FloatStorage(count: max(count, 1 << 16, usedInEarlierBlocks / 2)))
            used = 0
        }
        defer {
            used += count
            peakCount = max(peakCount, usedInEarlierBlocks + used)
        }
        return UnsafeMutableRawPointer(blocks[blocks.count - 1].base + used)
    }
}
