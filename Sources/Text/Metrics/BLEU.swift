import Foundation

/// BLEU of a corpus (Papineni et al. 2002), computed as sacreBLEU does (Post 2018), to the last digit.
public struct BLEU: Sendable, Hashable {
    /// How a text is cut into the words that BLEU counts. The raw value is sacreBLEU's name.
    public enum Tokenizer: String, Sendable, CaseIterable {
        /// At white space; for text that is tokenized already.
        case none
        /// As the script mteval-v13a does, the custom of WMT.
        case mteval13a = "13a"
    }

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

    /// The score of decoded texts, one reference each; there must be at least one.
    public func score(hypotheses: [String], references: [String]) -> BLEUScore {
        TextMetrics.checkCounts(hypotheses.count, references.count)
        var matches = NGramMatches(order: Self.order)
        for (hypothesis, reference) in zip(hypotheses, references) {
            var ids = TokenNumbers()
            matches.add(
                hypothesis: ids.numbers(of: words(of: hypothesis)), reference: ids.numbers(of: words(of: reference)))
        }
        return score(matches)
    }

    private func words(of text: String) -> [String] {
        switch tokenizer {
        case .none: text.pythonWords
        case .mteval13a: Mteval13a.words(of: text)
        }
    }

    private func score(_ matches: NGramMatches) -> BLEUScore {
        // Orders of one count as many tokens as there are.
        let (length, referenceLength) = (matches.hypothesisCounts[0], matches.referenceCounts[0])
        var brevityPenalty = 1.0
        if length < referenceLength {
            brevityPenalty = length > 0 ? exp(1 - Double(referenceLength) / Double(length)) : 0
        }
        var precisions = [Double](repeating: 0, count: Self.order)
        var value = 0.0
        if matches.matchCounts.contains(where: { $0 > 0 }) {
            var smoothed = 1.0
            for index in precisions.indices {
                let (matched, total) = (matches.matchCounts[index], matches.hypothesisCounts[index])
                if total == 0 { break }
                if matched > 0 {
                    precisions[index] = 100 * Double(matched) / Double(total)
                } else if smoothing == .exponential {
                    smoothed *= 2
                    precisions[index] = 100 / (smoothed * Double(total))
                }
            }
            // sacreBLEU's logarithm of zero.
            let logarithms = precisions.map { $0 == 0 ? -9_999_999_999 : log($0) }
            value = brevityPenalty * exp(logarithms.reduce(0, +) / Double(Self.order))
        }
        return BLEUScore(
            value: value, precisions: precisions, brevityPenalty: brevityPenalty, hypothesisLength: length,
            referenceLength: referenceLength)
    }
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
    public var description: String {
        let ratio = referenceLength > 0 ? Double(hypothesisLength) / Double(referenceLength) : 0
        let parts = precisions.map { String(format: "%.1f", $0) }.joined(separator: "/")
        return String(format: "BLEU = %.2f ", value) + parts
            + String(format: " (BP = %.3f ratio = %.3f ", brevityPenalty, ratio)
            + "hyp_len = \(hypothesisLength) ref_len = \(referenceLength))"
    }
}
