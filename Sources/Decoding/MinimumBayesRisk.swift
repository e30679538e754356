import Seq2SeqEvaluation
import Seq2SeqTensors

/// Chooses among translations the one that is most like all of them, instead of the most probable one (Kumar and Byrne
/// 2004; over samples: Eikema and Aziz 2020).
///
/// The expected utility of a translation is the mean of its scores against all translations as references, itself among
/// them. Samples count alike, and one that was drawn twice counts twice; what a beam has found counts by its probability.
///
/// ```swift
/// var translator = Translator(model)
/// translator.search = SearchOptions(hypothesisCount: 20, sampling: Sampling())
/// translator.utility = .chrf
/// print(translator.translate("535+61"))
/// ```
public struct MinimumBayesRisk: Sendable {
    /// What a translation is worth if another is the right one, from 0 to 100.
    public enum Utility: String, Sendable, CaseIterable {
        /// chrF2, as sacreBLEU computes it.
        case chrf
        /// BLEU of the sentence: as sacreBLEU computes it, by the orders of n-grams that the sentence has.
        case bleu
        /// 100 if they are equal, otherwise 0.
        case exact
    }

    /// What translations are compared by.
    public var utility: Utility

    /// A choice by a utility.
    public init(_ utility: Utility) { self.utility = utility }

    /// Translations of a source by their expected utility, the best first, of equal ones the first; no two have the same
    /// text. Their score is the expected utility.
    ///
    /// - Parameter countAlike: whether all count alike, as samples do, or by their probability.
    public func ranked(_ translations: [Translation], countAlike: Bool) -> [Translation] {
        // What breaks a constraint counts only where nothing keeps to it.
        let kept = translations.filter(\.meetsConstraints)
        let translations = kept.isEmpty ? translations : kept
        let greatest = translations.reduce(-Double.infinity) { max($0, $1.logProbability) }
        var (distinct, weights, total): ([Translation], [Double], Double) = ([], [], 0)
        for translation in translations {
            let isPossible = !countAlike && greatest > -.infinity
            let weight = isPossible ? PortableMath.exponential(translation.logProbability - greatest) : 1
            total += weight
            if let known = distinct.firstIndex(where: { $0.text.utf8.elementsEqual(translation.text.utf8) }) {
                weights[known] += weight
            } else {
                distinct.append(translation)
                weights.append(weight)
            }
        }
        let texts = distinct.map(\.text)
        for index in distinct.indices {
            let sum = zip(texts, weights).reduce(0.0) { $0 + $1.1 * worth(of: texts[index], reference: $1.0) }
            distinct[index].score = sum / total
        }
        // The sort is stable.
        return distinct.sorted { $0.score > $1.score }
    }

    private func worth(of text: String, reference: String) -> Double {
        if text.utf8.elementsEqual(reference.utf8) { return 100 }
        switch utility {
        case .exact: return 0
        case .chrf:
            let metric = CHRF()
            return metric.score(ofSums: metric.statistics(hypothesis: text, reference: reference))
        case .bleu: return Self.sentenceBLEU(BLEU().statistics(hypothesis: text, reference: reference))
        }
    }

    /// BLEU by the orders of n-grams that the hypothesis has ("effective order"), from what BLEU counts. An order without
    /// a match counts as half a match, the next such as a quarter (Chen and Cherry 2014, method 3).
    private static func sentenceBLEU(_ sums: [Double]) -> Double {
        let (length, referenceLength) = (sums[0], sums[1])
        guard length > 0, stride(from: 2, to: sums.count, by: 3).contains(where: { sums[$0] > 0 }) else { return 0 }
        var (logarithms, orders, smoothed) = (0.0, 0, 1.0)
        for index in stride(from: 0, to: sums.count, by: 3) where sums[index] > 0 {
            let (total, matched) = (sums[index], sums[index + 2])
            if matched == 0 { smoothed *= 2 }
            logarithms += PortableMath.logarithm(matched > 0 ? matched / total : 1 / (smoothed * total))
            orders += 1
        }
        let brevity = length < referenceLength ? 1 - referenceLength / length : 0
        return 100 * PortableMath.exponential(brevity + logarithms / Double(orders))
    }
}
