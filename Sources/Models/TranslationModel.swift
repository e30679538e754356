import Seq2SeqSettings
import Seq2SeqText

/// An encoder-decoder with all that leads from text to text: vocabularies, tokenizers, and how long a target may be.
///
/// ```swift
/// try trainer.bestModel.write(to: path)
/// let model = try TranslationModel(contentsOf: path)
/// print(Translator(model).translate("535+61"))
/// ```
public struct TranslationModel: Sendable {
    /// The encoder-decoder.
    public var network: EncoderDecoder
    /// The source's tokens; the reserved ones alone for a language model.
    public let sourceVocabulary: Vocabulary
    /// The target's tokens.
    public let targetVocabulary: Vocabulary
    /// The tags that come with sources; nil for a model that reads none.
    public let tagVocabulary: Vocabulary?
    /// How a source is cut into tokens.
    public let sourceTokenizer: Tokenizer
    /// How a target is cut into tokens and put together again.
    public let targetTokenizer: Tokenizer
    /// The most target tokens per source token that the training pairs had.
    public let lengthRatio: Double
    /// The options that it was trained with.
    public var trainingRecord: TrainingRecord
    /// Whether it was trained on pairs of which a side may be blank: then it decodes a blank source as any other. Of one
    /// that was not, a blank source's target is blank.
    public var allowsBlank = false
    /// The target tokens that go with those of a source, so that decoding need not look at all; nil if nobody has made
    /// it. See ``alignedShortlist(of:_:threads:)``.
    public var shortlist: Shortlist?

    /// Puts a model together from its parts.
    public init(
        network: EncoderDecoder, sourceVocabulary: Vocabulary, targetVocabulary: Vocabulary,
        tagVocabulary: Vocabulary? = nil, sourceTokenizer: Tokenizer, targetTokenizer: Tokenizer, lengthRatio: Double,
        trainingRecord: TrainingRecord = TrainingRecord()
    ) {
        let sizes = network.configuration
        require(
            sizes.sourceVocabularySize == (sizes.readsSource ? sourceVocabulary.count : 0)
                && (sizes.readsSource || sourceVocabulary.textTokenCount == 0)
                && sizes.targetVocabularySize == targetVocabulary.count,
            "A network for \(sizes.sourceVocabularySize) and \(sizes.targetVocabularySize) tokens does not fit"
                + " vocabularies of \(sourceVocabulary.count) and \(targetVocabulary.count)")
        require(
            sizes.tagVocabularySize == tagVocabulary?.count ?? 0,
            "A network for \(sizes.tagVocabularySize) tags does not fit a vocabulary of \(tagVocabulary?.count ?? 0)")
        require(
            sourceTokenizer.makesLowercase == targetTokenizer.makesLowercase,
            "Letters must be made lower-case on both sides or on none")
        require(
            sourceTokenizer.normalization == targetTokenizer.normalization,
            "Both sides must be put in one form, but are in \(sourceTokenizer.normalization) and"
                + " \(targetTokenizer.normalization)")
        self.network = network
        self.sourceVocabulary = sourceVocabulary
        self.targetVocabulary = targetVocabulary
        self.tagVocabulary = tagVocabulary
        self.sourceTokenizer = sourceTokenizer
        self.targetTokenizer = targetTokenizer
        self.lengthRatio = lengthRatio
        self.trainingRecord = trainingRecord
    }

    /// Whether it is a language model: a decoder without a source, which tells how probable a text is.
    public var isLanguageModel: Bool { !network.configuration.readsSource }

    /// The ids of a source. A language model reads none: whatever the text, a begin token stands in its place.
    public func encodedSource(of text: String) -> [Int32] { ids(ofSource: sourceTokenizer.tokens(of: text)) }

    /// The ids of a source's tokens.
    package func ids(ofSource tokens: [String]) -> [Int32] {
        if readsVectors { return [Int32](repeating: Vocabulary.begin, count: tokens.count) }
        return isLanguageModel ? Self.noSource : sourceVocabulary.ids(of: tokens)
    }

    /// Whether it reads vectors instead of texts.
    public var readsVectors: Bool { network.configuration.readsVectors }

    /// The vectors of a pair's source, and the ids of its target's tokens.
    package func encodedVectors(of pair: TextPair, _ target: [String]) -> EncodedPair {
        EncodedPair(
            vectors: pair.vectors, target: targetVocabulary.ids(of: target), tags: encodedTags(of: pair.tags),
            weight: pair.weight)
    }

    /// Whether a second source is read beside the source.
    public var readsSecondSource: Bool { network.configuration.readsSecondSource }

    /// The ids of a second source, which is cut into tokens as a source is; none of a blank one, and for a model that reads
    /// none.
    public func encodedSecondSource(of text: String) -> [Int32] {
        sourceVocabulary.ids(of: secondSourceTokens(of: text))
    }

    /// The tokens of a second source; see ``encodedSecondSource(of:)``.
    package func secondSourceTokens(of text: String) -> [String] {
        readsSecondSource && !text.isBlank ? sourceTokenizer.tokens(of: text) : []
    }

    /// What stands in the place of a source where there is none. Nothing reads it.
    package static let noSource = [Vocabulary.begin]

    /// The ids of tags that come with a source, in ascending order and each once: tags are a set. Those that the model
    /// does not know are left out. A model that reads no tags knows none.
    ///
    /// - Parameter tags: tags with `;` between them.
    public func encodedTags(of tags: String) -> [Int32] {
        guard let tagVocabulary, !tags.isEmpty else { return [] }
        return tagVocabulary.idsOfSet(sourceTokenizer.tags(of: tags))
    }

    /// Of tags with `;` between them those that the model leaves out since it does not know them, each once. A model that
    /// reads no tags leaves none out.
    package func unknownTags(of tags: String) -> [String] {
        guard let tagVocabulary, !tags.isEmpty else { return [] }
        return tagVocabulary.unknownOfSet(sourceTokenizer.tags(of: tags))
    }

    /// What the target of a source can be made of: its vocabulary, and what can be copied besides.
    ///
    /// - Parameter tokens: the source's tokens.
    public func extendedVocabulary(of tokens: [String]) -> ExtendedVocabulary {
        ExtendedVocabulary(targetVocabulary, by: network.configuration.copy ? tokens : [])
    }

    /// The ids of both sides of a pair. For a model that copies those of a target are extended by its source.
    public func encodedPair(of pair: TextPair) -> EncodedPair {
        if readsVectors { return encodedVectors(of: pair, targetTokenizer.tokens(of: pair.target)) }
        return encodedPair(
            sourceTokenizer.tokens(of: pair.source), targetTokenizer.tokens(of: pair.target), tags: pair.tags,
            second: secondSourceTokens(of: pair.secondSource), weight: pair.weight)
    }

    /// The ids of the tokens of both sides of a pair, and of what comes with them.
    package func encodedPair(
        _ source: [String], _ target: [String], tags: String, second: [String], weight: Float
    ) -> EncodedPair {
        let extended = extendedVocabulary(of: source)
        return EncodedPair(
            source: ids(ofSource: source), target: extended.ids(of: target), copies: extended.sourceIDs,
            tags: encodedTags(of: tags), secondSource: sourceVocabulary.ids(of: second), weight: weight)
    }

    /// The ids of both sides of many pairs; faster than one by one.
    public func encodedPairs(of pairs: [TextPair]) -> [EncodedPair] {
        let targets = targetTokenizer.tokens(of: pairs.map(\.target))
        if readsVectors { return zip(pairs, targets).map(encodedVectors) }
        let sources = sourceTokenizer.tokens(of: pairs.map(\.source))
        let seconds = readsSecondSource ? sourceTokenizer.tokens(ofSecondSources: pairs) : []
        return pairs.indices.map {
            encodedPair(
                sources[$0], targets[$0], tags: pairs[$0].tags, second: seconds.isEmpty ? [] : seconds[$0],
                weight: pairs[$0].weight)
        }
    }

    /// The text that the ids of a target stand for.
    public func text(ofTarget ids: [Int32]) -> String {
        targetTokenizer.text(of: targetVocabulary.tokens(of: ids))
    }

    /// The limit of a target's tokens for a source of this length, in which a second source is counted too: a little more
    /// than any training pair of that length had.
    public func maximumTargetLength(forSourceLength length: Int) -> Int {
        // No source counts as one token.
        Int((lengthRatio * Double(max(1, length))).rounded(.up)) + 5
    }
}
