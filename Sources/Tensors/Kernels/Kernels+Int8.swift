import CSeq2SeqKernels

extension Kernels {
    /// Columns of a panel of 8-bit integers.
    static let int8PanelColumns = Int(SEQ2SEQ_INT8_PANEL_COLUMNS)
    /// The greatest depth of a product of 8-bit integers, so that its sums stay within 32 bits.
    package static let int8Depth = Int(SEQ2SEQ_INT8_DEPTH)

    /// How many fours of inputs a depth has; the last one is filled up with zeros.
    static func int8Quads(_ depth: Int) -> Int { (depth + 3) / 4 }

    /// A panel of the integers of as many rows as it has columns, row after row.
    static func packIntegers(_ panel: UnsafeMutablePointer<Int8>, from rows: UnsafePointer<Int8>, depth: Int) {
        seq2seq_pack_integers(panel, rows, depth)
    }

    /// Rounds rows to 8 bits.
    func quantize(_ result: Int8Rows, from matrix: Matrix) {
        table.pointee.quantize_rows(
            result.values, result.scales, .init(matrix), matrix.rows, matrix.columns, Self.int8Quads(matrix.columns))
    }

    /// Packs the rows of a weight, at most a panel's columns.
    func packPanel(_ panel: UnsafeMutablePointer<Int8>, scales: UnsafeMutablePointer<Float>, from weight: Matrix) {
        table.pointee.pack_panel_int8(
            panel, scales, .init(weight), weight.columns, weight.rows, Self.int8Quads(weight.columns))
    }

    /// `result = start + left * panel` for the result's rows and columns, at most one panel wide.
    func product(
        _ result: Matrix, start: Matrix?, left: Int8Rows, panel: UnsafePointer<Int8>, scales: UnsafePointer<Float>
    ) {
        table.pointee.product_int8(
            .init(result), .init(start), left.values, left.scales, panel, scales, result.rows,
            Self.int8Quads(left.depth), result.columns)
    }
}
