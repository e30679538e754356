import Seq2SeqModels
import Seq2SeqText

/// The only texts that a translator may say.
struct AllowedTexts: Sendable {
    /// The targets of those whose tokens the vocabulary has.
    let known: AllowedTargets
    private let knownIDs: [[Int32]]
    /// Those that can only be said of a source that has the tokens which the vocabulary lacks.
    let unknown: [String]
    private let unknownTokens: [[String]]

    init(_ texts: [String], for model: TranslationModel) {
        var (ids, unknown): ([[Int32]], [(text: String, tokens: [String])]) = ([], [])
        let texts = texts.filter { !$0.isBlank }
        for (text, tokens) in zip(texts, model.targetTokenizer.tokens(of: texts)) {
            let own = model.targetVocabulary.ids(of: tokens)
            if own.contains(Vocabulary.unknown) { unknown.append((text, tokens)) } else { ids.append(own) }
        }
        knownIDs = ids
        known = AllowedTargets(ids)
        self.unknown = unknown.map(\.text)
        unknownTokens = unknown.map(\.tokens)
    }

    /// The targets that some sources have beside those of all, by what the sources add.
    typealias Known = [[[Int32]]: AllowedTargets]

    /// The targets of a source whose tokens extend the vocabulary.
    ///
    /// - Parameter before: the targets of sources before it, to which its own are added: they are put together once for
    ///   all sources that add the same.
    func targets(_ vocabulary: ExtendedVocabulary, before: inout Known) -> AllowedTargets {
        if vocabulary.furtherTokens.isEmpty { return known }
        let further = unknownTokens.map(vocabulary.ids).filter { !$0.contains(Vocabulary.unknown) }
        if further.isEmpty { return known }
        if let targets = before[further] { return targets }
        let targets = AllowedTargets(knownIDs + further)
        before[further] = targets
        return targets
    }
}
