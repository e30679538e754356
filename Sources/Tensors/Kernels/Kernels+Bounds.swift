import CSeq2SeqKernels

extension Kernels {
    /// Upper bounds of the norm of an output of a weight, `[depth]`, and of its distance from what its integers, a column
    /// of a panel, stand for.
    static func boundOutput(
        norm: UnsafeMutablePointer<Float>, distance: UnsafeMutablePointer<Float>, _ output: UnsafePointer<Float>,
        integers: UnsafePointer<Int8>, scale: Float, depth: Int
    ) {
        seq2seq_bound_output(norm, distance, output, integers, scale, depth)
    }

    /// What the distance of a product of 8-bit integers from that of floats adds up from.
    struct ProductBound {
        var byNorm: Float
        var byDistance: Float
        var bySize: Float
    }

    /// Products of 8-bit integers become what those of floats are at most.
    ///
    /// - Returns: the greatest of what those from `first` on are at least; NaN if any of all is not finite.
    static func boundProducts(
        _ products: UnsafeMutablePointer<Float>, norms: UnsafePointer<Float>, distances: UnsafePointer<Float>,
        bias: UnsafePointer<Float>, by bound: ProductBound, from first: Int, count: Int
    ) -> Float {
        var bound = seq2seq_bound(by_norm: bound.byNorm, by_distance: bound.byDistance, by_size: bound.bySize)
        return seq2seq_bound_products(products, norms, distances, bias, &bound, first, count)
    }
}
