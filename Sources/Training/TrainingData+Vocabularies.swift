import Seq2SeqSettings
import Seq2SeqText

extension TrainingData {
    /// What cuts each side into tokens; merges of subwords that are not given are learned from all of the pairs.
    static func tokenizers(
        for pairs: [TextPair], _ options: Options, _ given: GivenTokens, hasSources: Bool
    ) -> (source: Tokenizer, target: Tokenizer) {
        func tokenizer(_ tokenization: Tokenization, _ given: GivenTokens.Side, _ texts: () -> [String]) -> Tokenizer {
            if let subwords = given.subwords {
                return Tokenizer(subwords, lowercase: options.lowercase, normalization: options.normalization)
            }
            return Tokenizer(
                tokenization, learningFrom: texts(), vocabularySize: options.vocabularySize,
                lowercase: options.lowercase, normalization: options.normalization)
        }
        let order = options.targetOrder
        func target() -> Tokenizer {
            tokenizer(options.targetTokens, given.target) { pairs.map(\.target) }.ordered(order)
        }
        if !hasSources {
            let target = target()
            return (target.ofNoSource, target)
        }
        if options.shareVocabulary {
            let shared = tokenizer(options.sourceTokens, given.source) { pairs.allSources + pairs.map(\.target) }
            return (shared, shared.ordered(order))
        }
        return (
            tokenizer(options.sourceTokens, given.source) { pairs.allSources }, target()
        )
    }

    /// Size of the vectors that the sources of pairs are made of; 0 if they are texts.
    ///
    /// - Throws: `TrainingDataError.unequalVectors` if not all of them are of one size and finite, or some
    ///   are texts.
    static func sourceFeatures(
        of pairs: [TextPair], _ options: Options, _ parent: ParentModel?
    ) throws(TrainingDataError) -> Int {
        guard !options.targetOnly, let size = pairs.lazy.compactMap(\.vectors.first?.count).first else {
            require(
                parent.map { !$0.model.readsVectors } ?? true,
                "A training goes on from a model of texts, not of vectors")
            return 0
        }
        require(parent == nil, "A training on vectors does not go on from another model")
        require(!options.shareVocabulary, "Vectors share no vocabulary with targets")
        require(
            options.sourceNoise == 0 && options.sourceWordDropout == 0, "Vectors have no letters and words to change")
        for (index, pair) in pairs.enumerated() {
            guard pair.source.isBlank, pair.secondSource.isBlank, !pair.vectors.isEmpty || options.allowsBlank,
                size > 0, pair.vectors.allSatisfy({ $0.count == size && $0.allSatisfy(\.isFinite) })
            else { throw .unequalVectors(index: index, size: size) }
        }
        return size
    }

    /// The tags of pairs; nil if none has any.
    static func tagVocabulary(of pairs: [TextPair], _ tokenizer: Tokenizer) -> Vocabulary? {
        let tags = pairs.lazy.filter { !$0.tags.isEmpty }.map { tokenizer.tags(of: $0.tags) }.filter { !$0.isEmpty }
        let found = Vocabulary(counting: tags)
        return found.count > Vocabulary.reservedTokens.count ? found : nil
    }

    /// The ids of tags, as the model has them.
    static func ids(of tags: String, in vocabulary: Vocabulary?, _ tokenizer: Tokenizer) -> [Int32] {
        guard let vocabulary, !tags.isEmpty else { return [] }
        return vocabulary.idsOfSet(tokenizer.tags(of: tags))
    }

    /// One side of the pairs: texts, their tokens, and what cut them.
    struct Side {
        let texts: [String]
        let tokens: [[String]]
        let tokenizer: Tokenizer

        /// Subwords that only dropout brings about.
        func rareTokens(_ options: Options) -> [String] {
            options.subwordDropout > 0 ? tokenizer.everySubword(in: texts) : []
        }
    }

    /// The vocabulary of each side: the given one, or that of the pairs.
    static func vocabularies(
        _ source: Side, _ target: Side, _ options: Options, _ given: GivenTokens
    ) -> (source: Vocabulary, target: Vocabulary) {
        func vocabulary(_ sides: [Side], _ tokenization: Tokenization, _ given: GivenTokens.Side) -> Vocabulary {
            if let known = given.knownVocabulary { return known }
            let subwordSize = tokenization == .subwords ? Tokenizer.subwordVocabularySize : nil
            return Vocabulary(
                counting: sides.map(\.tokens).joined(),
                // How many there are was decided when the merges were learned.
                maximumSize: given.subwords == nil ? options.vocabularySize ?? subwordSize : nil,
                minimumCount: options.minimumCount, expecting: sides.flatMap { $0.rareTokens(options) })
        }
        if options.shareVocabulary {
            let shared = vocabulary([source, target], options.sourceTokens, given.source)
            return (shared, shared)
        }
        return (
            vocabulary([source], options.sourceTokens, given.source),
            vocabulary([target], options.targetTokens, given.target)
        )
    }
}
