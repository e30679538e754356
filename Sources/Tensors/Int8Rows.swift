/// Rows `[rows, depth]` in 8 bits, each kept as 16 for the product's sake, with a scale for each.
struct Int8Rows {
    /// `[rows, 2 pairs]`
    let values: UnsafeMutablePointer<Int16>
    /// `[rows]`
    let scales: UnsafeMutablePointer<Float>
    let rows: Int
    let depth: Int

    /// Uninitialised rows in an arena.
    init(rows: Int, depth: Int, in arena: Arena) {
        values = arena.shorts(rows * 2 * Kernels.int8Pairs(depth))
        scales = arena.floats(rows)
        self.rows = rows
        self.depth = depth
    }

    private init(_ whole: Int8Rows, _ range: Range<Int>) {
        values = whole.values + range.lowerBound * 2 * Kernels.int8Pairs(whole.depth)
        scales = whole.scales + range.lowerBound
        rows = range.count
        depth = whole.depth
    }

    /// The rows of the range, sharing memory.
    func rows(_ range: Range<Int>) -> Int8Rows {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "Rows \(range) are not in 0..<\(rows)")
        return Int8Rows(self, range)
    }
}
