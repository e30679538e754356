import Seq2SeqText

/// What a recipe knows of pairs that are cut into tokens.
struct TokenFacts: Sendable {
    let texts: TextFacts
    /// Pairs to train on.
    let pairCount: Int
    let validationCount: Int
    /// Target tokens of the pairs to train on, end tokens included.
    let targetTokenCount: Int
    let targetVocabularySize: Int
    /// Whether a trained model is gone on from.
    let goesOn: Bool
    /// What both sides have in common; nil if their tokens are of two kinds or too many to matter.
    let shared: SharedTokens?

    /// Of more target tokens a model learns by itself what copying would tell it.
    private static let fewTokens = 20_000

    init(_ data: TrainingData, texts: TextFacts, goesOn: Bool) {
        self.goesOn = goesOn
        self.texts = texts
        pairCount = data.training.count
        validationCount = data.validation.count
        targetTokenCount = data.training.reduce(0) { $0 + $1.target.count + 1 }
        targetVocabularySize = data.targetVocabulary.count
        let isOneKind = data.options.sourceTokens == data.options.targetTokens || data.haveTagsBesideCharacters
        shared = isOneKind && targetTokenCount <= Self.fewTokens ? SharedTokens(data) : nil
    }
}

extension TrainingData {
    /// Whether both sides are characters, and there are tags among those of one.
    fileprivate var haveTagsBesideCharacters: Bool {
        Set([options.sourceTokens, options.targetTokens]) == [.characters, .charactersAndTags]
    }
}
