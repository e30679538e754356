/// A score of a set of lines that follows from numbers that add up over them.
///
/// So the score of any selection of the lines, such as those of one length or those that a bootstrap draws, needs no
/// text to be looked at again.
public protocol CorpusScore: Sendable {
    /// What the score is called and made of.
    var traits: ScoreTraits { get }

    /// The score of lines, most often from 0 to 100.
    ///
    /// - Parameter sums: What the lines give, added up.
    func score(ofSums sums: [Double]) -> Double
}

/// What a score is called and made of.
public struct ScoreTraits: Sendable, Hashable {
    /// What it is called in options and JSON: `bleu`, `token-accuracy`.
    public let name: String

    /// What people call it: `BLEU`, `token accuracy`.
    public let title: String

    /// How many numbers a line gives.
    public let statisticCount: Int

    /// Whether less of it is better.
    public let isError: Bool

    /// The line by which papers say how the score was computed, or nil if there is no such custom.
    public let signature: String?

    /// The traits of a score.
    public init(
        name: String, title: String, statisticCount: Int, isError: Bool = false, signature: String? = nil
    ) {
        self.name = name
        self.title = title
        self.statisticCount = statisticCount
        self.isError = isError
        self.signature = signature
    }
}

/// A score that compares decoded texts with references.
public protocol TextMetric: CorpusScore {
    /// What a line adds to the score: as many numbers as the traits say.
    func statistics(hypothesis: String, reference: String) -> [Double]
}

extension TextMetric {
    /// The score of decoded texts, one reference each; there must be at least one.
    public func score(hypotheses: [String], references: [String]) -> Double {
        score(ofSums: sums(hypotheses: hypotheses, references: references))
    }

    /// What all lines add up to.
    func sums(hypotheses: [String], references: [String]) -> [Double] {
        TextMetrics.checkCounts(hypotheses.count, references.count)
        var sums = [Double](repeating: 0, count: traits.statisticCount)
        for (hypothesis, reference) in zip(hypotheses, references) {
            for (index, value) in statistics(hypothesis: hypothesis, reference: reference).enumerated() {
                sums[index] += value
            }
        }
        return sums
    }
}

/// The custom that the scores of machine translation follow.
enum SacreBLEU {
    /// The version of sacreBLEU (Post 2018) whose scores ours equal, to the last digit.
    static let version = "2.6.0"

    /// A signature as sacreBLEU writes it, for one reference a line.
    static func signature(_ parts: String...) -> String {
        (["nrefs:1"] + parts + ["version:" + version]).joined(separator: "|")
    }
}
