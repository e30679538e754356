extension Tokenizer {
    /// The size of a vocabulary of subwords if none is asked for.
    public static let subwordVocabularySize = 10_000

    /// A tokenizer for texts like these; of subwords it learns the merges.
    ///
    /// - Parameters:
    ///   - tokenization: What a token is.
    ///   - texts: What merges of subwords are learned from; other tokens need no texts.
    ///   - vocabularySize: How many tokens there should be at most, the reserved ones included.
    ///   - lowercase: Whether letters are made lower-case first.
    ///   - normalization: The form that texts are put in.
    public init(
        _ tokenization: Tokenization, learningFrom texts: some Sequence<String>, vocabularySize: Int? = nil,
        lowercase: Bool = false, normalization: Normalization = .nfc
    ) {
        switch tokenization {
        case .characters: self.init(.characters, lowercase: lowercase, normalization: normalization)
        case .charactersAndTags: self.init(.charactersAndTags, lowercase: lowercase, normalization: normalization)
        case .codePoints: self.init(.codePoints, lowercase: lowercase, normalization: normalization)
        case .bytes: self.init(.bytes, lowercase: lowercase, normalization: normalization)
        case .words: self.init(.words, lowercase: lowercase, normalization: normalization)
        case .wordsAndPunctuation:
            self.init(.wordsAndPunctuation, lowercase: lowercase, normalization: normalization)
        case .subwords:
            let words = Tokenizer(.words, lowercase: lowercase, normalization: normalization)
            let counted = TokenCounts(of: texts.lazy.map { words.tokens(of: $0) })
            let encoding = BytePairEncoding(
                learningFrom: counted.counts.map { (word: $0.token, count: $0.count) },
                vocabularySize: vocabularySize ?? Self.subwordVocabularySize)
            self.init(.subwords(encoding), lowercase: lowercase, normalization: normalization)
        }
    }

    /// Every token of subwords that dropout can bring about in texts like these, sorted; none if tokens are something
    /// else.
    public func everySubword(in texts: some Sequence<String>) -> [String] {
        guard case .subwords(let encoding) = method else { return [] }
        var tokens: Set<ExactToken> = []
        for word in Set(texts.lazy.flatMap { words(of: $0) }.map(ExactToken.init)) {
            let scalars = word.text.unicodeScalars
            for scalar in scalars.dropLast() { tokens.insert(ExactToken(String(scalar) + Self.continuation)) }
            if let last = scalars.last { tokens.insert(ExactToken(String(last))) }
        }
        let end = BytePairEncoding.endOfWord.utf8
        for merge in encoding.merges {
            let symbol = merge.first + merge.second
            let isLast = symbol.utf8.suffix(end.count).elementsEqual(end)
            let token = isLast ? String(Substring(symbol.utf8.dropLast(end.count))) : symbol + Self.continuation
            tokens.insert(ExactToken(token))
        }
        return tokens.map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
