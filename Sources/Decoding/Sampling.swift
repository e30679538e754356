import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqTensors

/// Drawing tokens at random. A draw depends on the seed, the query's line, the number of the sample and the step, and
/// on nothing else: not on the batch, and not on what was drawn before.
///
/// ```swift
/// var translator = Translator(model)
/// translator.search = SearchOptions(hypothesisCount: 3, sampling: Sampling(temperature: 0.8, topK: 10))
/// let drawn = translator.hypotheses(of: [SourceText("535+61")])[0]
/// ```
public struct Sampling: Sendable, Hashable, Adjustable {
    /// What log probabilities are divided by before the draw: below 1 likely tokens become likelier.
    public var temperature = 1.0
    /// Only this many of the most probable tokens can be drawn.
    public var topK: Int?
    /// Only the fewest most probable tokens that together have at least this probability can be drawn (Holtzman et al.
    /// 2020, section 3.1, "nucleus sampling"). The temperature comes first.
    public var topP: Double?
    /// The seed of all draws; another seed draws others.
    public var seed: UInt64 = 1

    /// Draws from the model's own distribution.
    public init() {}

    /// What each property has if nothing is said.
    public static let standard = Self()

    /// The settings, in the order of the help.
    package static let settings = SettingTable<Self>([
        SettingGroup(
            "Sampling",
            [
                Setting(
                    "temperature", \.temperature, .real(.above(0), "T"),
                    "Below 1, likely tokens become likelier; above 1, less so."),
                Setting("top_k", \.topK, .integer("K", atLeast: 1), "Draw from the K most probable tokens."),
                Setting(
                    "top_p", \.topP, .real(.aboveUpTo(0, 1), "P"),
                    "Draw from the fewest tokens that together have the probability P."),
                Setting(
                    "seed", \.seed, .integer(atLeast: 0), "Another seed draws others; the same draws the same."),
            ])
    ])

    /// Draws from the model's own distribution if nothing else is said.
    public init(
        temperature: Double = standard.temperature, topK: Int? = standard.topK, topP: Double? = standard.topP,
        seed: UInt64 = standard.seed
    ) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.seed = seed
        Self.settings.check(self)
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
