import CSeq2SeqKernels

extension Kernels {
    /// The index of the first float from an index on that is above a bound; nil if there is none.
    package static func firstIndex(above bound: Float, in values: UnsafeBufferPointer<Float>, from first: Int) -> Int? {
        guard let base = values.baseAddress else { return nil }
        let index = seq2seq_first_above(base, first, values.count, bound)
        return index < values.count ? index : nil
    }
}
