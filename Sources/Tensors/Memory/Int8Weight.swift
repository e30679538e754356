/// A weight `[out, in]` as panels of 8-bit integers, `[in / 4, 16, 4]` each, with a scale for each output.
package struct Int8Weight: @unchecked Sendable {
    /// The version of the weights that the panels hold.
    let version: UInt64
    /// Outputs.
    let rows: Int
    /// Inputs.
    let depth: Int
    /// Owns the panels' bytes.
    private let storage: FloatStorage
    private let panels: UnsafeMutablePointer<Int8>
    private let scales: FloatStorage

    static let panelColumns = Kernels.int8PanelColumns

    /// A weight of zeros.
    init(rows: Int, depth: Int, version: UInt64 = 0, in block: StorageBlock? = nil) {
        precondition(
            depth <= Kernels.int8Depth,
            "A product in 8 bits has a depth of at most \(Kernels.int8Depth), but the weight's is \(depth)")
        self.version = version
        (self.rows, self.depth) = (rows, depth)
        let panelCount = PanelLayout.panelCount(rows, width: Self.panelColumns)
        let bytes = panelCount * Self.panelBytes(depth)
        let scaleCount = panelCount * Self.panelColumns
        scales = block?.take(scaleCount) ?? FloatStorage(count: scaleCount)
        storage = block?.take(bytes: bytes) ?? FloatStorage(bytes: bytes)
        panels = UnsafeMutableRawPointer(storage.base).bindMemory(to: Int8.self, capacity: bytes)
    }

    /// The memory of another, of which it takes the place.
    private init(_ other: Int8Weight, version: UInt64) {
        self.version = version
        (rows, depth) = (other.rows, other.depth)
        (storage, panels, scales) = (other.storage, other.panels, other.scales)
    }

    /// A weight that is rounded, in the memory of an earlier version of the same shape if there is one.
    init(
        _ weight: Matrix, version: UInt64, replacing earlier: Int8Weight? = nil, with kernels: Kernels,
        on pool: WorkerPool
    ) {
        if let earlier, earlier.rows == weight.rows, earlier.depth == weight.columns {
            self.init(earlier, version: version)
        } else {
            self.init(rows: weight.rows, depth: weight.columns, version: version)
        }
        let width = Self.panelColumns
        pool.run(panelCount, work: 20 * depth * width) { [self] index in
            let outputs = index * width..<min((index + 1) * width, rows)
            kernels.packPanel(panel(index), scales: scales(ofPanel: index), from: weight.rows(outputs))
        }
    }

    private var panelCount: Int { PanelLayout.panelCount(rows, width: Self.panelColumns) }

    /// Four inputs take four bytes of each column.
    private static func panelBytes(_ depth: Int) -> Int { 4 * Kernels.int8Quads(depth) * panelColumns }

    func panel(_ index: Int) -> UnsafeMutablePointer<Int8> { panels + index * Self.panelBytes(depth) }

    func scales(ofPanel index: Int) -> UnsafeMutablePointer<Float> { scales.base + index * Self.panelColumns }
}

/// Rows `[rows, depth]` in 8 bits, in the order in which the kernels' product reads them, with a scale for each.
struct Int8Rows {
    /// `[rows, 2 quads + 1]`
    let values: UnsafeMutablePointer<Int32>
    /// `[rows]`
    let scales: UnsafeMutablePointer<Float>
    let rows: Int
    let depth: Int

    /// Uninitialised rows in an arena.
    init(rows: Int, depth: Int, in arena: Arena) {
        values = arena.integers(rows * Self.stride(depth))
        scales = arena.floats(rows)
        self.rows = rows
        self.depth = depth
    }

    static func stride(_ depth: Int) -> Int { 2 * Kernels.int8Quads(depth) + 1 }

    private init(_ whole: Int8Rows, _ range: Range<Int>) {
        values = whole.values + range.lowerBound * Self.stride(whole.depth)
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
