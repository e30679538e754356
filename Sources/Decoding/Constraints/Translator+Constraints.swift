import Seq2SeqSettings
import Seq2SeqText

extension Translator {
    /// Lets targets be none but these texts, whatever a source is. Blank ones are passed over.
    ///
    /// A target may then be as long as the longest of them, unless `maximumLength` is given; those that are longer than
    /// that are not said.
    ///
    /// ```swift
    /// translator.allowOnly(["yes", "no", "perhaps"])
    /// print(translator.translate("535+61"))
    /// ```
    ///
    /// - Returns: the texts that cannot be said, since the target's vocabulary lacks one of their tokens; by a model that
    ///   copies they can be said of sources that have it.
    @discardableResult public mutating func allowOnly(_ texts: [String]) -> [String] {
        let allowed = AllowedTexts(texts, for: model)
        self.allowed = allowed
        return allowed.unknown
    }

    /// Lets targets be anything again.
    public mutating func allowAll() { allowed = nil }

    /// The first token of the phrases that a target must hold which cannot be said; nil if all can.
    package func unsayableToken(of source: SourceText) -> String? {
        let vocabulary = extendedVocabulary(of: model.sourceTokenizer.tokens(of: source.text))
        return model.targetTokenizer.tokens(of: source.mustSay).joined()
            .first { vocabulary.ids(of: [$0]) == [Vocabulary.unknown] }
    }

    /// The ids of phrases. What cannot be said has the id of padding, which no target holds.
    func phraseIDs(_ phrases: [String], _ vocabulary: ExtendedVocabulary) -> [[Int32]] {
        model.targetTokenizer.tokens(of: phrases.map { $0.isBlank ? "" : $0 }).map { tokens in
            vocabulary.ids(of: tokens).map { $0 == Vocabulary.unknown ? Vocabulary.padding : $0 }
        }.filter { !$0.isEmpty }
    }
}

/// The ids of the phrases of the source before, which often are those of the next.
struct KnownPhrases {
    private var phrases: [String] = []
    private var ids: [[Int32]] = []

    /// The ids of phrases, made anew only if they are others or depend on the source.
    mutating func ids(of phrases: [String], _ vocabulary: ExtendedVocabulary, by translator: Translator) -> [[Int32]] {
        guard vocabulary.furtherTokens.isEmpty else { return translator.phraseIDs(phrases, vocabulary) }
        // Texts that are canonically equal may have other tokens.
        if !phrases.elementsEqual(self.phrases, by: { $0.utf8.elementsEqual($1.utf8) }) {
            (self.phrases, ids) = (phrases, translator.phraseIDs(phrases, vocabulary))
        }
        return ids
    }
}
