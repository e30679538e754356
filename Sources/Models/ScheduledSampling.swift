import Seq2SeqRandomness
import Seq2SeqSettings

/// Scheduled sampling of one training step (Bengio et al. 2015, section 2.4): before each target token a coin decides
/// whether the decoder reads the reference, or a token drawn from its own distribution.
///
/// Coins and draws are functions of the seed, the step, the pair and the time, so they depend neither on the batch nor
/// on threads.
public struct ScheduledSampling: Sendable, Hashable {
    /// The probability that the decoder reads its own token: what the paper calls 1 - ε.
    public let probability: Double
    /// The seed of all coins.
    public let seed: UInt64
    /// The training step, which changes the coins.
    public let step: Int

    /// The sampling of one training step.
    public init(probability: Double, seed: UInt64, step: Int) {
        require(
            (0...1).contains(probability), "A probability must be from 0 to 1, but is \(probability)")
        self.probability = probability
        self.seed = seed
        self.step = step
    }

    /// A number in `0..<1` to draw a token with, if the coin says that the decoder reads its own; the begin token, at
    /// time 0, is always read.
    package func draw(pair: Int, time: Int) -> Double? {
        guard time > 0 else { return nil }
        let words = RandomSource.block(
            at: UInt64(pair) << 24 | UInt64(time), seed: seed, stream: Self.firstStream + UInt64(step))
        return Double(words[0]) * 0x1p-32 < probability ? Double(words[1]) * 0x1p-32 : nil
    }

    /// The stream of step 0: "samp" in ASCII, so that it meets no other stream of the same seed.
    private static let firstStream: UInt64 = 0x7361_6D70 << 32
}
