import Foundation

/// BLEU of a corpus (Papineni et al. 2002), computed as sacreBLEU does (Post 2018), to the last digit.
///
/// ```swift
/// let score = BLEU().score(hypotheses: ["the cat sat on"], references: ["the cat sat on it"])
/// print(score)  // BLEU = 77.88 100.0/100.0/100.0/100.0 (BP = 0.779 ratio = 0.800 hyp_len = 4 ref_len = 5)
/// ```
public struct BLEU: Sendable, Hashable {
    /// How an order of n-grams without any match is counted. The raw value is sacreBLEU's name.
    public enum Smoothing: String, Sendable, CaseIterable {
        /// Its precision stays 0, so BLEU is 0.
        case none
        /// As half a match, the next such order as a quarter, and so on (Chen and Cherry 2014, method 3).
        case exponential = "exp"
    }

    /// The longest n-grams that are counted.
    public static let order = 4

    /// How texts are cut into words.
    public var tokenizer: Tokenizer

    /// How an order of n-grams without any match is counted.
    public var smoothing: Smoothing

    /// BLEU with a tokenizer and a smoothing; by default those of sacreBLEU.
    public init(tokenizer: Tokenizer = .mteval13a, smoothing: Smoothing = .exponential) {
        self.tokenizer = tokenizer
        self.smoothing = smoothing
    }

    /// The share of texts that have as many words with white space between them as the longest n-grams, from 0 to 1.
    package static func shareOfLongTexts(_ texts: some Collection<String>) -> Double {
        let longTexts = texts.count { $0.unicodeScalars.split(whereSeparator: \.isWhiteSpace).count >= order }
        return Double(longTexts) / Double(max(1, texts.count))
    }

    /// The score of decoded texts, one reference each; there must be at least one.
    public func score(hypotheses: [String], references: [String]) -> BLEUScore {
        parts(ofSums: sums(hypotheses: hypotheses, references: references))
    }

    /// The score of lines and what it is made of.
    ///
    /// - Parameter sums: What the lines give, added up.
    public func parts(ofSums sums: [Double]) -> BLEUScore {
        // Orders of one count as many tokens as there are.
        let (length, referenceLength) = (sums[0], sums[1])
        var brevityPenalty = 1.0
        if length < referenceLength {
            brevityPenalty = length > 0 ? exp(1 - referenceLength / length) : 0
        }
        var precisions = [Double](repeating: 0, count: Self.order)
        var value = 0.0
        if precisions.indices.contains(where: { sums[3 * $0 + 2] > 0 }) {
            var smoothed = 1.0
            for index in precisions.indices {
                let (total, matched) = (sums[3 * index], sums[3 * index + 2])
                if total == 0 { break }
                if matched > 0 {
                    precisions[index] = 100 * matched / total
                } else if smoothing == .exponential {
                    smoothed *= 2
                    precisions[index] = 100 / (smoothed * total)
                }
            }
            // sacreBLEU's logarithm of zero.
            let logarithms = precisions.map { $0 == 0 ? -9_999_999_999 : log($0) }
            value = brevityPenalty * exp(logarithms.reduce(0, +) / Double(Self.order))
        }
        return BLEUScore(
            value: value, precisions: precisions, brevityPenalty: brevityPenalty, hypothesisLength: Int(length),
            referenceLength: Int(referenceLength))
    }
}

extension BLEU: TextMetric {
    /// What the score is called and made of.
    public var traits: ScoreTraits {
        ScoreTraits(
            name: "bleu", title: "BLEU", statisticCount: 3 * Self.order,
            signature: SacreBLEU.signature(
                "case:mixed", "eff:no", "tok:" + tokenizer.rawValue, "smooth:" + smoothing.rawValue))
    }

    /// For each order of n-grams those of the hypothesis, those of the reference and those that match.
    public func statistics(hypothesis: String, reference: String) -> [Double] {
        let words = TokenNumbers.numbers(of: tokenizer.words(of: hypothesis), and: tokenizer.words(of: reference))
        return NGramMatches.statistics(hypothesis: words.first, reference: words.second, order: Self.order)
    }

    /// BLEU, from 0 to 100.
    public func score(ofSums sums: [Double]) -> Double { parts(ofSums: sums).value }
}

/// A BLEU score and what it is made of.
public struct BLEUScore: Sendable, Hashable {
    /// The score, from 0 to 100.
    public let value: Double

    /// The precision of each order of n-grams, the shortest first, from 0 to 100.
    public let precisions: [Double]

    /// The factor for texts that are too short, from 0 to 1.
    public let brevityPenalty: Double

    /// Words of all hypotheses.
    public let hypothesisLength: Int

    /// Words of all references.
    public let referenceLength: Int
}

extension BLEUScore: CustomStringConvertible {
    /// The score as sacreBLEU prints it.
    public var description: String { String(format: "BLEU = %.2f ", value) + details }

    /// What sacreBLEU prints after the score.
    public var details: String {
        let ratio = referenceLength > 0 ? Double(hypothesisLength) / Double(referenceLength) : 0
        let parts = precisions.map { String(format: "%.1f", $0) }.joined(separator: "/")
        return parts + String(format: " (BP = %.3f ratio = %.3f ", brevityPenalty, ratio)
            + "hyp_len = \(hypothesisLength) ref_len = \(referenceLength))"
    }
}
