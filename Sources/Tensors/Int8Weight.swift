/// A weight `[out, in]` as panels of 8-bit integers, `[in / 2, 16, 2]` each, with a scale for each output.
struct Int8Weight {
    /// The version of the weights that the panels hold.
    let version: UInt64
    private let storage: FloatStorage
    private let scales: FloatStorage
    private let depth: Int

    static let panelColumns = Kernels.int8PanelColumns

    init(_ weight: Matrix, version: UInt64, with kernels: Kernels, on pool: WorkerPool) {
        self.version = version
        depth = weight.columns
        let width = Self.panelColumns
        let panelCount = (weight.rows + width - 1) / width
        scales = FloatStorage(count: panelCount * width)
        storage = FloatStorage(count: panelCount * Self.panelBytes(depth) / MemoryLayout<Float>.stride)
        pool.run(panelCount, work: 20 * depth * width) { [self] index in
            let outputs = index * width..<min((index + 1) * width, weight.rows)
            kernels.packPanel(panel(index), scales: scales(ofPanel: index), from: weight.rows(outputs))
        }
    }

    /// A pair of inputs takes two bytes of each column.
    private static func panelBytes(_ depth: Int) -> Int { (depth + 1) / 2 * 2 * panelColumns }

    func panel(_ index: Int) -> UnsafeMutablePointer<Int8> {
        UnsafeMutableRawPointer(storage.base).assumingMemoryBound(to: Int8.self) + index * Self.panelBytes(depth)
    }

    func scales(ofPanel index: Int) -> UnsafeMutablePointer<Float> { scales.base + index * Self.panelColumns }
}
