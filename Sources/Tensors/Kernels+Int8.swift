import CKernels

extension Kernels {
    /// Columns of a panel of 8-bit integers.
    static let int8PanelColumns = Int(SEQ2SEQ_INT8_PANEL_COLUMNS)

    /// Rounds a block of rows to 8 bits.
    func quantize(_ result: Int8Rows, from matrix: Matrix, _ rows: Range<Int>) {
        table.pointee.quantize_rows(
            result.values + rows.lowerBound * result.stride, result.scales + rows.lowerBound,
            matrix.row(rows.lowerBound), matrix.stride, rows.count, matrix.columns)
    }

    /// Packs the rows of a weight, at most a panel's columns.
    func packPanel(_ panel: UnsafeMutablePointer<Int8>, scales: UnsafeMutablePointer<Float>, from weight: Matrix) {
        table.pointee.pack_panel_int8(panel, scales, weight.base, weight.stride, weight.columns, weight.rows)
    }

    /// `result = start + left * panel` for the result's rows and columns, at most one panel wide.
    func product(
        _ result: Matrix, start: UnsafePointer<Float>?, startStride: Int, left: Int8Rows, panel: UnsafePointer<Int8>,
        scales: UnsafePointer<Float>
    ) {
        table.pointee.product_int8(
            result.base, result.stride, start, startStride, left.values, left.scales, panel, scales, result.rows,
            left.columns, result.columns)
    }
}
