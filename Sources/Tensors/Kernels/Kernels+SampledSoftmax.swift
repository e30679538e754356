import CSeq2SeqKernels

/// What a softmax over many tokens is made of; see `SoftmaxBlocks`.
extension Kernels {
    /// Most columns and rows of a block.
    static let softmaxColumns = Int(SEQ2SEQ_SOFTMAX_COLUMNS)
    static let softmaxRows = Int(SEQ2SEQ_SOFTMAX_ROWS)

    /// What is kept of the logits `bias + left * panels` of a block of columns and rows.
    func softmax(
        _ block: seq2seq_softmax_block, bias: UnsafePointer<Float>?, left: Int8Rows, panels: UnsafePointer<Int8>,
        scales: UnsafePointer<Float>, columns: Int
    ) {
        withUnsafePointer(to: block) {
            table.pointee.softmax_block(
                $0, bias, left.values, left.scales, panels, scales, left.rows, Self.int8Quads(left.depth), columns)
        }
    }

    /// `sums[column] += factors[row * stride] * exponentials[row, column]`
    func addExponentials(
        _ sums: UnsafeMutablePointer<Float>, _ exponentials: UnsafePointer<UInt16>, factors: UnsafePointer<Float>,
        stride: Int, rows: Int, columns: Int
    ) {
        table.pointee.add_exponentials(sums, exponentials, factors, stride, rows, columns)
    }

    /// The sum of `exponentials[places[i]] * factors[blocks[i]]`.
    func sumOfExponentials(
        _ exponentials: UnsafePointer<UInt16>, factors: UnsafePointer<Float>, places: [UInt], blocks: [UInt32]
    ) -> Float {
        table.pointee.sum_exponentials(exponentials, factors, places, blocks, places.count)
    }

    /// `x = exp(x - largest)`, and their sum.
    func exponentials(_ x: UnsafeMutablePointer<Float>, largest: Float, count: Int) -> Float {
        table.pointee.exponentials_in_place(x, largest, count)
    }

    /// `x = (x * inverse - share) * scales`
    func sampledGradient(
        _ x: UnsafeMutablePointer<Float>, inverse: Float, share: Float, scales: UnsafePointer<Float>, count: Int
    ) {
        table.pointee.sampled_gradient(x, inverse, share, scales, count)
    }
}
