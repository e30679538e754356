import Seq2SeqRandomness
import Seq2SeqSettings

/// Of which tokens of a large vocabulary the gradient of the output layer is made in one training step.
///
/// The loss is that of the whole softmax. But of its gradient with respect to the logits, `[tokens, vocabulary]`, most
/// columns are next to nothing, and two products with it are most of a step's work. So columns are drawn, each with a
/// probability that is proportional to the sum of its magnitudes and 1 at most, and divided by that probability
/// (importance sampling of a product's columns: Drineas, Kannan and Mahoney 2006, section 4). The gradient then is the
/// whole one in the mean over the draws, and of the columns that matter it is exact. Of a large vocabulary both hold
/// but for what rounding to 8 bits does to the sum of those that were not drawn (see `SampledSoftmax`).
///
/// What is drawn is a function of the seed, the step, the token and the gradient, so it does not depend on threads.
public struct OutputSampling: Sendable, Hashable {
    /// How many tokens are drawn in the mean.
    public let count: Int
    /// The seed of all draws.
    public let seed: UInt64
    /// The training step, which changes the draws.
    public let step: Int

    /// The sampling of one training step.
    public init(count: Int, seed: UInt64, step: Int) {
        require(count > 0, "There must be a token to make a gradient of, but \(count) are to be drawn")
        self.count = count
        self.seed = seed
        self.step = step
    }

    /// The stream of step 0: "soft" in ASCII, so that it meets no other stream of the same seed.
    private static let firstStream: UInt64 = 0x736F_6674 << 32

    /// The tokens that were drawn.
    package struct Drawn: Sendable, Equatable {
        /// Ascending, each once.
        package var tokens: [Int32] = []
        /// One over the probability with which each was to be drawn.
        package var scales: [Float] = []
    }

    /// Draws tokens by the sums of the magnitudes of their gradients.
    ///
    /// A magnitude that is no number is drawn for certain, so that it is not lost.
    package func drawn(from magnitudes: UnsafeBufferPointer<Float>) -> Drawn {
        let factor = factor(for: magnitudes)
        var drawn = Drawn()
        var (block, words) = (-1, SIMD4<UInt32>())
        for (token, magnitude) in magnitudes.enumerated() {
            let threshold = Self.threshold(factor * Double(magnitude))
            if threshold < Self.certain {
                if token / 4 != block {
                    block = token / 4
                    words = RandomSource.block(at: UInt64(block), seed: seed, stream: Self.firstStream + UInt64(step))
                }
                guard UInt64(words[token % 4]) < threshold else { continue }
            }
            drawn.tokens.append(Int32(token))
            drawn.scales.append(Float(Double(Self.certain) / Double(threshold)))
        }
        return drawn
    }

    private static let certain: UInt64 = 1 << 32

    /// A token is drawn if a random word is below: the probability in units of 2^-32.
    private static func threshold(_ probability: Double) -> UInt64 {
        guard probability < 1 else { return certain }
        // What can be drawn at all is, however seldom, so that the mean stays right.
        return probability > 0 ? max(1, UInt64((probability * 0x1p32).rounded())) : 0
    }

    /// The factor with which the probabilities `min(1, factor * magnitude)` add up to the count.
    private func factor(for magnitudes: UnsafeBufferPointer<Float>) -> Double {
        var factor = 0.0
        while true {
            var (certain, rest) = (0, 0.0)
            for magnitude in magnitudes {
                let magnitude = Double(magnitude)
                if factor * magnitude < 1 { rest += magnitude } else { certain += 1 }
            }
            guard rest > 0, certain < count else { return factor }
            let next = Double(count - certain) / rest
            // Each round makes more tokens certain, until none is added.
            guard next > factor else { return factor }
            factor = next
        }
    }
}
