import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// A model that judges what another's search has found: the hypotheses are ranked anew by the weighted sum.
///
/// It reads and writes texts, so its tokens may be others than those of the model that searches, and they may follow one
/// another in the other order (Liu et al. 2016). A model of the other direction tells how probable the source is, given
/// the target (Li et al. 2016, section 4.2). A language model tells how probable the target is by itself.
///
/// ```swift
/// translator.search = SearchOptions(beamWidth: 10, hypothesisCount: 10)
/// translator.rescorers = [Rescorer(model, weight: 0.5)]
/// for best in translator.hypotheses(of: [SourceText("535+61")])[0] {
///     print(best.score, best.rescoredLogProbabilities)
/// }
/// ```
public struct Rescorer: Sendable {
    /// Whether a model leads from sources to targets or the other way.
    public enum Direction: Sendable {
        /// From sources to targets, as the model that searches.
        case forward
        /// From targets to sources.
        case backward
    }

    /// How much its log probabilities count beside those of the model that searches.
    public let weight: Double
    /// Whether it leads from sources to targets.
    public let direction: Direction
    private let translator: Translator

    /// A judge.
    ///
    /// - Parameters:
    ///   - weight: above 0; what a nat of its log probabilities is worth.
    ///   - direction: whether it leads from sources to targets or back.
    ///   - precision: the precision of its products, or nil for the one in which its weights are held.
    public init(
        _ model: TranslationModel, weight: Double, direction: Direction = .forward, precision: Precision? = nil
    ) {
        require(weight > 0 && weight.isFinite, "A rescorer's weight must be above 0, but is \(weight)")
        require(
            direction == .forward || !model.isLanguageModel, "A language model leads to targets, not to sources")
        self.weight = weight
        self.direction = direction
        translator = Translator(model, precision: precision)
    }

    /// Whether it reads tags.
    var readsTags: Bool { translator.readsTags }

    /// Whether it can judge lines that are blank.
    var allowsBlank: Bool { translator.allowsBlank }

    /// Whether it reads a second source.
    var readsSecondSource: Bool { translator.readsSecondSource }

    /// The log probability of each pair, in nats. A target without text leads nowhere, unless the model was trained on
    /// such sources: its source has none.
    func logProbabilities(of pairs: [TextPair], by options: Translator.Options) -> [Double] {
        var translator = translator
        (translator.threads, translator.batchSize) = (options.threads, options.batchSize)
        if direction == .forward { return translator.logProbabilities(of: pairs) }
        let readable = pairs.indices.filter { allowsBlank || !pairs[$0].target.isBlank }
        let turned = readable.map { index in
            TextPair(
                source: pairs[index].target, target: pairs[index].source, tags: pairs[index].tags,
                secondSource: pairs[index].secondSource)
        }
        var found = [Double](repeating: -.infinity, count: pairs.count)
        for (index, logProbability) in zip(readable, translator.logProbabilities(of: turned)) {
            found[index] = logProbability
        }
        return found
    }
}

extension Translator {
    /// What the search has found, judged by the rescorers and ranked anew, of equal ones in the order in which it was.
    ///
    /// To a score is added what each rescorer makes of it: its weight times its log probability, divided by what the
    /// length penalty divides the search's own by. Blank sources are judged if all models can read them.
    func rescored(_ results: [[Translation]], of texts: [SourceText]) -> [[Translation]] {
        if rescorers.isEmpty { return results }
        let allowsBlank = allowsBlank && rescorers.allSatisfy(\.allowsBlank)
        let judged = results.indices.filter { allowsBlank || !texts[$0].text.isBlank }
        let pairs = judged.flatMap { index in
            results[index].map {
                TextPair(
                    source: texts[index].text, target: $0.text, tags: texts[index].tags,
                    secondSource: texts[index].secondSource)
            }
        }
        let opinions = rescorers.map { $0.logProbabilities(of: pairs, by: options) }
        var results = results
        var place = 0
        for index in judged {
            for rank in results[index].indices {
                let count = results[index][rank].tokens.count + (results[index][rank].isFinished ? 1 : 0)
                let divisor = search.lengthPenalty.divisor(tokenCount: count)
                results[index][rank].rescoredLogProbabilities = opinions.map { $0[place] }
                for (rescorer, opinion) in zip(rescorers, opinions) {
                    results[index][rank].score += rescorer.weight * opinion[place] / divisor
                }
                place += 1
            }
            results[index].sort { $0.score > $1.score }
        }
        return results
    }
}
