import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqText

/// How a model cuts targets and which tokens it knows, for a language model that is to help it.
///
/// ```swift
/// let texts = try ParallelCorpus(targetsAt: "sentences.txt")
/// let plan = try TrainingPlan(training: texts.pairs, tokens: TargetTokens(of: model)) {
///     $0.data.targetOnly = true
/// }
/// ```
public struct TargetTokens: Sendable, Equatable {
    /// What cuts targets into tokens.
    public let tokenizer: Tokenizer
    /// The tokens.
    public let vocabulary: Vocabulary

    /// Those of a model's targets.
    public init(of model: TranslationModel) {
        tokenizer = model.targetTokenizer
        vocabulary = model.targetVocabulary
    }

}

extension Tokenizer {
    /// What cuts the sources, where there are none beside these targets.
    var ofNoSource: Tokenizer { Tokenizer(.characters, lowercase: makesLowercase, normalization: normalization) }
}

extension SettingsDraft {
    /// Takes how targets are cut.
    mutating func keep(_ tokens: TargetTokens) {
        let names = TrainingData.Options.settings
        settings.data.targetTokens = tokens.tokenizer.tokenization
        settings.data.targetOrder = tokens.tokenizer.order
        settings.data.lowercase = tokens.tokenizer.makesLowercase
        settings.data.normalization = tokens.tokenizer.normalization
        settings.data.vocabularySize = nil
        for name in [
            names[\.ownTargetTokens], names[\.targetOrder], names[\.lowercase], names[\.normalization],
            names[\.vocabularySize], names[\.minimumCount],
        ] {
            kept.insert(name)
            origins[name] = Self.tokensOfAnother
        }
    }

    /// Whether targets are cut as another model cuts its own.
    package var hasTokensOfAnother: Bool {
        origins[TrainingData.Options.settings[\.ownTargetTokens]] == Self.tokensOfAnother
    }

    private static let tokensOfAnother = SettingOrigin.chosen(because: "they are another model's tokens")
}
