import Seq2SeqRandomness
import Seq2SeqTensors

/// Drawing tokens at random. A draw depends on the seed, the query's line, the number of the sample and the step, and
/// on nothing else: not on the batch, and not on what was drawn before.
public struct Sampling: Sendable, Hashable {
    /// What log probabilities are divided by before the draw: below 1 likely tokens become likelier.
    public var temperature: Double
    /// Only this many of the most probable tokens can be drawn.
    public var topK: Int?
    /// Only the fewest most probable tokens that together have at least this probability can be drawn (Holtzman et al.
    /// 2020, section 3.1, "nucleus sampling"). The temperature comes first.
    public var topP: Double?
    /// The seed of all draws; another seed draws others.
    public var seed: UInt64

    /// Draws from the model's own distribution if nothing else is said.
    public init(temperature: Double = 1, topK: Int? = nil, topP: Double? = nil, seed: UInt64 = 1) {
        precondition(temperature > 0, "A temperature must be positive, but is \(temperature)")
        precondition((topK ?? 1) > 0, "There must be a token to draw, but there are \(topK ?? 0)")
        precondition((topP ?? 1) > 0, "The tokens to draw must have some probability, but have \(topP ?? 0)")
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.seed = seed
    }

    /// Draws a token.
    ///
    /// - Parameter logProbabilities: minus infinity for tokens that must not be drawn.
    /// - Returns: nil if none can be drawn.
    func token(
        from logProbabilities: UnsafeBufferPointer<Float>, line: Int, sample: Int, step: Int
    ) -> Int32? {
        let isOrdered = topK != nil || topP != nil
        let candidates =
            isOrdered
            ? logProbabilities.bestTokens(topK ?? logProbabilities.count)
            : logProbabilities.indices.filter { logProbabilities[$0] > -.infinity }.map(Int32.init)
        let greatest = candidates.reduce(-Float.infinity) { max($0, logProbabilities[Int($1)]) }
        var sums: [Double] = []
        sums.reserveCapacity(candidates.count)
        var total = 0.0
        for token in candidates {
            total += PortableMath.exponential(Double(logProbabilities[Int(token)] - greatest) / temperature)
            sums.append(total)
        }
        if let topP, let last = sums.firstIndex(where: { $0 >= topP * total }) {
            sums.removeSubrange((last + 1)...)
            total = sums[last]
        }
        let drawn = unit(line: line, sample: sample, step: step) * total
        let index = sums.firstIndex { $0 > drawn } ?? sums.indices.last
        return index.map { candidates[$0] }
    }

    /// A number in `0..<1` with 53 random bits.
    private func unit(line: Int, sample: Int, step: Int) -> Double {
        let index = UInt64(truncatingIfNeeded: sample) << 40 | UInt64(truncatingIfNeeded: step)
        let words = RandomSource.block(at: index, seed: seed, stream: UInt64(truncatingIfNeeded: line))
        return Double((UInt64(words[0]) << 32 | UInt64(words[1])) >> 11) * 0x1p-53
    }
}
