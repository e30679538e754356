/// With how many bits products are computed.
public enum Precision: String, Sendable, CaseIterable {
    /// Floats throughout.
    case float32
    /// Weights and what they are multiplied with are rounded to 8 bits, each row with a scale of its own, and their
    /// products added exactly (dynamic quantization: Jacob et al. 2018, section 2). All else stays in floats.
    case int8
}

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

/// Rows in 8 bits, each kept as 16 for the product's sake, with a scale for each.
struct Int8Rows {
    let values: UnsafeMutablePointer<Int16>
    let scales: UnsafeMutablePointer<Float>
    /// Inputs of a row, filled up to an even number.
    let stride: Int
    let columns: Int
}

extension Workspace {
    /// `result = start + left * W^T` in 8 bits: `result [rows, out]`, `left [rows, in]`, `W [out, in]`.
    func int8Product(
        _ result: Matrix, start: ProductStart, left: Matrix, _ parameter: Parameter, of parameters: ParameterStore
    ) {
        guard result.rows > 0 else { return }
        let weight = int8Weight(parameter, of: parameters)
        let mark = arena.mark
        defer { arena.release(to: mark) }
        let rows = quantized(left)
        let width = Int8Weight.panelColumns
        let panelCount = (result.columns + width - 1) / width
        pool.run(panelCount, work: result.rows * width * left.columns) { panel in
            let columns = panel * width..<min((panel + 1) * width, result.columns)
            let target = result.columns(columns)
            let (from, stride): (UnsafePointer<Float>?, Int) =
                switch start {
                case .zero: (nil, 0)
                case .bias(let bias): (bias + columns.lowerBound, 0)
                case .result: (UnsafePointer(target.base), target.stride)
                }
            kernels.product(
                target, start: from, startStride: stride, left: rows, panel: weight.panel(panel),
                scales: weight.scales(ofPanel: panel))
        }
    }

    private func quantized(_ matrix: Matrix) -> Int8Rows {
        let stride = (matrix.columns + 1) / 2 * 2
        let values = arena.floats((matrix.rows * stride + 1) / 2)
        let rows = Int8Rows(
            values: UnsafeMutableRawPointer(values).assumingMemoryBound(to: Int16.self),
            scales: arena.floats(matrix.rows), stride: stride, columns: matrix.columns)
        forRowBlocks(of: matrix.rows, size: 16, workPerRow: 10 * matrix.columns) { block in
            kernels.quantize(rows, from: matrix, block)
        }
        return rows
    }
}
