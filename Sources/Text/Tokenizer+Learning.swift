extension Tokenizer {
    /// The size of a vocabulary of subwords if none is asked for.
    public static let subwordVocabularySize = 10_000

    /// A tokenizer for texts like these.
    ///
    /// - Parameters:
    ///   - tokenization: What a token is.
    ///   - texts: What merges of subwords are learned from; other tokens need no texts.
    ///   - vocabularySize: How many tokens there should be at most, the reserved ones included.
    ///   - lowercase: Whether letters are made lower-case first.
    public init(
        _ tokenization: Tokenization, learningFrom texts: some Sequence<String>, vocabularySize: Int? = nil,
        lowercase: Bool = false
    ) {
        switch tokenization {
        case .characters: self.init(.characters, lowercase: lowercase)
        case .words: self.init(.words, lowercase: lowercase)
        case .subwords:
            let words = Tokenizer(.words, lowercase: lowercase)
            let counted = TokenCounts(of: texts.lazy.map { words.tokens(of: $0) })
            let encoding = BytePairEncoding(
                learningFrom: counted.counts.map { (word: $0.token, count: $0.count) },
                vocabularySize: vocabularySize ?? Self.subwordVocabularySize)
            self.init(.subwords(encoding), lowercase: lowercase)
        }
    }
}
