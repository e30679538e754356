import Seq2SeqTensors

/// How hypotheses of unequal lengths are made comparable: each more token makes a sum of log probabilities smaller, so
/// without a penalty short ones win.
public enum LengthPenalty: Sendable, Hashable {
    /// The score is the log probability.
    case none
    /// The log probability is divided by the number of tokens.
    case average
    /// The log probability is divided by `((5 + n) / 6)^alpha` (Wu et al. 2016, eq. 14).
    case gnmt(alpha: Double)

    /// What the log probability of `count` tokens, the end token counted, is divided by.
    func divisor(tokenCount count: Int) -> Double {
        switch self {
        case .none: 1
        case .average: Double(max(1, count))
        case .gnmt(let alpha): PortableMath.power(Double(5 + count) / 6, alpha)
        }
    }

    /// The greatest score that a log probability can have with any of the token counts. The divisors rise or fall with
    /// the count throughout, so it is that of the fewest or of the most tokens.
    func greatestScore(ofLogProbability logProbability: Double, tokenCounts: ClosedRange<Int>) -> Double {
        max(
            logProbability / divisor(tokenCount: tokenCounts.lowerBound),
            logProbability / divisor(tokenCount: tokenCounts.upperBound))
    }
}
