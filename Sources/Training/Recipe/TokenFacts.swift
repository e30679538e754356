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

    init(_ data: TrainingData, texts: TextFacts, goesOn: Bool) {
        self.goesOn = goesOn
        self.texts = texts
        pairCount = data.training.count
        validationCount = data.validation.count
        targetTokenCount = data.training.reduce(0) { $0 + $1.target.count + 1 }
        targetVocabularySize = data.targetVocabulary.count
    }
}
