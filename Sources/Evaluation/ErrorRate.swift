import Foundation
import Seq2SeqText

/// The share of lines, in percent, that equal their references, white space at their ends aside.
public struct ExactMatch: TextMetric, Hashable {
    /// The metric.
    public init() {}

    /// What the score is called and made of.
    public var traits: ScoreTraits {
        ScoreTraits(name: "exact", title: "exact match", statisticCount: 2)
    }

    /// 1 for a line that equals its reference, and 1 for every line.
    public func statistics(hypothesis: String, reference: String) -> [Double] {
        let (first, second) = (TextUnit.trimmed(hypothesis), TextUnit.trimmed(reference))
        return [Substring(first) == Substring(second) ? 1 : 0, 1]
    }

    /// The share, from 0 to 100.
    public func score(ofSums sums: [Double]) -> Double { 100 * sums[0] / sums[1] }
}

/// The edits that turn references into hypotheses for each hundred units of the references: the word error rate or the
/// character error rate of the whole set.
///
/// ```swift
/// let rate = ErrorRate(.words).score(hypotheses: ["the cat sat"], references: ["the cat sat down"])
/// print(rate)  // 25.0
/// ```
public struct ErrorRate: TextMetric, Hashable {
    /// What is counted.
    public let unit: TextUnit

    /// The error rate in a unit.
    public init(_ unit: TextUnit) { self.unit = unit }

    /// What the score is called and made of.
    public var traits: ScoreTraits {
        let name = unit == .words ? "wer" : "cer"
        return ScoreTraits(name: name, title: name.uppercased(), statisticCount: 2, isError: true)
    }

    /// Edits, and units of the reference.
    public func statistics(hypothesis: String, reference: String) -> [Double] {
        let pair = unit.numbered(reference: reference, hypothesis: hypothesis)
        return [Double(pair.distance), Double(pair.reference.count)]
    }

    /// More than 100 if hypotheses are much longer than their references; 100 for any errors where there is no unit of
    /// a reference.
    public func score(ofSums sums: [Double]) -> Double { percentage(of: sums[0], in: sums[1]) }
}

/// The share of the references' units, in percent, that stand unchanged in the hypotheses when both are aligned with
/// the fewest edits.
///
/// Of several such alignments it takes the one that, from the end, rather leaves a unit out than adds one and rather
/// adds one than replaces one.
public struct UnitAccuracy: TextMetric, Hashable {
    /// What is counted.
    public let unit: TextUnit

    /// The accuracy in a unit.
    public init(_ unit: TextUnit) { self.unit = unit }

    /// What the score is called and made of.
    public var traits: ScoreTraits {
        let name = unit == .words ? "token" : "character"
        return ScoreTraits(name: name + "-accuracy", title: name + " accuracy", statisticCount: 2)
    }

    /// Unchanged units, and units of the reference.
    public func statistics(hypothesis: String, reference: String) -> [Double] {
        let pair = unit.numbered(reference: reference, hypothesis: hypothesis)
        let wrong = pair.edits.count { $0.reference != nil }
        return [Double(pair.reference.count - wrong), Double(pair.reference.count)]
    }

    /// The share, from 0 to 100; 100 where there is no unit of a reference.
    public func score(ofSums sums: [Double]) -> Double {
        sums[1] == 0 ? 100 : percentage(of: sums[0], in: sums[1])
    }
}

/// A share in percent; of nothing it is nothing or all.
func percentage(of part: Double, in whole: Double) -> Double {
    whole > 0 ? 100 * (part / whole) : part > 0 ? 100 : 0
}

/// How many equally likely tokens would be as hard to guess as the references' tokens are for a model, which is `exp`
/// of the loss per token. End tokens count.
public struct Perplexity: CorpusScore, Hashable {
    /// The score.
    public init() {}

    /// What the score is called and made of.
    public var traits: ScoreTraits {
        ScoreTraits(name: "perplexity", title: "perplexity", statisticCount: 2, isError: true)
    }

    /// The perplexity; 1 for a model that is sure of every token.
    ///
    /// - Parameter sums: The log probability in nats, and tokens.
    public func score(ofSums sums: [Double]) -> Double { exp(-sums[0] / sums[1]) }
}
