import CSeq2SeqKernels

extension Kernels {
    /// `normalized = (x - mean) / sqrt(variance + epsilon)`, `result = gain * normalized + shift`.
    ///
    /// - Returns: `1 / sqrt(variance + epsilon)`.
    func normalize(
        _ result: UnsafeMutablePointer<Float>, normalized: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>,
        gain: UnsafePointer<Float>, shift: UnsafePointer<Float>, epsilon: Float, count: Int
    ) -> Float {
        table.pointee.normalize(result, normalized, x, gain, shift, epsilon, count)
    }

    /// Adds to the gradient of `x`, if there is one; `normalized` becomes the gradient of the gain.
    func normalizeBackward(
        _ gradientOfX: UnsafeMutablePointer<Float>?, normalized: UnsafeMutablePointer<Float>,
        gradient: UnsafePointer<Float>, gain: UnsafePointer<Float>, scale: Float, count: Int
    ) {
        table.pointee.normalize_backward(gradientOfX, normalized, gradient, gain, scale, count)
    }
}
