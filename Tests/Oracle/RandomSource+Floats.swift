import Seq2SeqRandomness

extension RandomSource {
    /// Uniform numbers.
    package mutating func floats(_ count: Int, from low: Float, to high: Float) -> [Float] {
        (0..<count).map { _ in nextUniform(from: low, to: high) }
    }
}
