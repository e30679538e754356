import Seq2SeqEvaluation
import Seq2SeqText

/// What one should know of the pairs to validate with.
package struct ValidationSummary: Sendable, Hashable {
    /// The share of the tokens of sources, second ones too, that the model does not know, from 0 to 1.
    package let unknownSourceShare: Double
    /// The share of target tokens that the model does not know, from 0 to 1.
    package let unknownTargetShare: Double
    /// The share of tags that the model does not know, from 0 to 1; nil if it reads none.
    package let unknownTagShare: Double?
    /// The share of targets that have four words or more with white space between them, from 0 to 1.
    package let shareOfFourWords: Double
}

extension TrainingData {
    /// What is known of the pairs to validate with, of which there must be one at least.
    package var validationSummary: ValidationSummary {
        let read = readsSecondSource ? validation.allSources : validation.map(\.source)
        let sources = sourceTokenizer.tokens(of: read).joined()
        let targets = targetTokenizer.tokens(of: validation.map(\.target)).joined()
        return ValidationSummary(
            unknownSourceShare: sourceVocabulary.unknownShare(of: sources),
            unknownTargetShare: targetVocabulary.unknownShare(of: targets),
            unknownTagShare: unknownTagShare(of: validation),
            shareOfFourWords: BLEU.shareOfLongTexts(validation.map(\.target)))
    }
}

extension TrainingData {
    /// The share of the tags of some pairs that the model does not know, from 0 to 1; nil if it reads none. Those that a
    /// pair has twice count once.
    package func unknownTagShare(of pairs: [TextPair]) -> Double? {
        guard let tagVocabulary else { return nil }
        var (unknown, known) = (0, 0)
        for pair in pairs where !pair.tags.isEmpty {
            let tags = sourceTokenizer.tags(of: pair.tags)
            unknown += tagVocabulary.unknownOfSet(tags).count
            known += tagVocabulary.idsOfSet(tags).count
        }
        return Double(unknown) / Double(max(1, unknown + known))
    }
}

extension Vocabulary {
    fileprivate func unknownShare(of tokens: some Sequence<String>) -> Double {
        var (unknown, all) = (0, 0)
        for token in tokens {
            all += 1
            if id(of: token) == Vocabulary.unknown { unknown += 1 }
        }
        return Double(unknown) / Double(max(1, all))
    }
}
