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
