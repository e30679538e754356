import Foundation
import Seq2SeqDecoding

/// What a validation has measured.
public struct ValidationReport: Sendable, Hashable, Codable {
    /// A source, its reference and what the model makes of it.
    public struct Sample: Sendable, Hashable, Codable {
        /// The source text.
        public var source: String
        /// The tags that came with it; nil for none.
        public var tags: String?
        /// The second source that came with it; nil for none.
        public var secondSource: String?
        /// The target that it should become.
        public var reference: String
        /// The target that the model wrote.
        public var hypothesis: String

        /// All that the model read: the source, a second one after a bar, and tags in brackets.
        public var fullSource: String {
            source + (secondSource.map { " | \($0)" } ?? "") + (tags.map { " (\($0))" } ?? "")
        }

        /// What a model is given to write the hypothesis.
        package var sourceText: SourceText { SourceText(source, tags: tags ?? "", secondSource: secondSource ?? "") }
    }

    /// Steps taken before it.
    public var step: Int
    /// The epoch, counted from 1.
    public var epoch: Int
    /// Loss per target token, in nats.
    public var lossPerToken: Double
    /// Share of the target tokens, end tokens included, that the model thinks the most probable after the reference's
    /// tokens before them.
    public var tokenAccuracy: Double
    /// Share of the pairs whose target was decoded exactly; 0 for a language model, which has nothing to decode.
    public var exactMatch: Double
    /// BLEU of the decoded targets, from 0 to 100, if the metric in use is BLEU.
    public var bleu: Double?
    /// chrF2 of the decoded targets, from 0 to 100, if the metric in use is chrF.
    public var chrf: Double?
    /// Some of the decoded pairs.
    public var samples: [Sample]
    /// Whether it is the best so far by the metric in use.
    public var isBest: Bool
    /// How many models' weights the validated one is the mean of; nil for the weights of one.
    public var averagedModels: Int?
    /// True for a language model, which has no sources to decode; otherwise nil.
    public var isTargetOnly: Bool?
    /// Exact match; nil for a language model.
    package var measuredExactMatch: Double? { isTargetOnly == true ? nil : exactMatch }
    /// All decoded pairs, in their order. They are told with the event and kept nowhere else, and two reports do not
    /// differ by them.
    public var decoded: [Sample] {
        get { told.samples }
        set { told.samples = newValue }
    }

    /// What is told makes no difference between reports.
    struct Told: Sendable, Hashable {
        var samples: [Sample] = []

        static func == (first: Self, second: Self) -> Bool { true }

        func hash(into hasher: inout Hasher) {}
    }

    var told = Told()

    /// All but what a checkpoint does not hold.
    private enum CodingKeys: CodingKey {
        case step, epoch, lossPerToken, tokenAccuracy, exactMatch, bleu, chrf, samples, isBest, averagedModels,
            isTargetOnly
    }

    /// The report as it is kept.
    var withoutDecoded: Self {
        var report = self
        report.decoded = []
        return report
    }

    /// The exponential of the loss per token: how many equally likely tokens would be as hard to guess.
    public var perplexity: Double { exp(lossPerToken) }
}
