import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// Pairs ready to train on, with the vocabularies made from them.
///
/// ```swift
/// let pairs = [TextPair(source: "a cat", target: "un chat"), TextPair(source: "a dog", target: "un chien")]
/// let data = try TrainingData(training: pairs, options: .init(sourceTokens: .words, targetTokens: .words))
/// let model = data.model(.init(embedding: 16, hidden: 32), seed: 1)
/// print(model.sourceVocabulary.tokens, data.training[0].target)
/// ```
public struct TrainingData: Sendable {
    /// The options that it was made with.
    public let options: Options
    /// What was given of tokens.
    public let givenTokens: GivenTokens
    /// The pairs that are trained on.
    public let trainingPairs: [TextPair]
    /// The pairs that are trained on, as ids.
    public let training: [EncodedPair]
    /// The pairs to validate with.
    public let validation: [TextPair]
    /// What cuts the sources into tokens.
    public let sourceTokenizer: Tokenizer
    /// What cuts the targets into tokens.
    public let targetTokenizer: Tokenizer
    /// The tokens of the sources.
    public let sourceVocabulary: Vocabulary
    /// The tokens of the targets.
    public let targetVocabulary: Vocabulary
    /// The tags that come with sources; nil if none does.
    public let tagVocabulary: Vocabulary?
    /// Whether models read a second source beside the source, since pairs have one.
    public let readsSecondSource: Bool
    /// Training pairs of weight 0, which were left out.
    public let weightlessCount: Int
    /// Training pairs with a side longer than the limit, which were left out.
    public let leftOutCount: Int
    /// The most target tokens per source token, those of a second source counted too, over the training pairs.
    public let lengthRatio: Double
    /// Size of the vectors that sources are made of; 0 if they are texts.
    public let sourceFeatures: Int

    /// Makes vocabularies from the training pairs and encodes them.
    ///
    /// - Parameters:
    ///   - pairs: pairs to train on.
    ///   - validation: pairs to validate with.
    ///   - added: pairs to train on besides, such as the entries of a word list, of which none is set aside.
    ///   - options: how text becomes ids.
    ///   - givenTokens: subwords and vocabularies that were made elsewhere; not with a parent, which has its own.
    ///   - parent: the model that is gone on from, whose tokenizers and vocabularies are used and whose replayed pairs
    ///     are mixed in; nil to make new ones.
    ///   - given: how targets are cut and which tokens there are, for targets alone; nil to find out from the pairs.
    /// - Throws: `TrainingDataError` if no pair is left to train on, or none to validate with where a share was asked
    ///   for, or if the parent knows no token of a side.
    public init(
        training pairs: [TextPair], validation: [TextPair] = [], adding added: [TextPair] = [],
        options: Options = Options(), givenTokens: GivenTokens = GivenTokens(), goingOnFrom parent: ParentModel? = nil,
        tokens given: TargetTokens? = nil
    ) throws(TrainingDataError) {
        Options.settings.check(options)
        require(
            parent == nil || givenTokens == GivenTokens(), "A model that is gone on from has its own tokens already")
        givenTokens.check(options)
        self.givenTokens = givenTokens
        require(
            validation.isEmpty || options.validFraction == 0, "Pairs to validate with are given and set aside too")
        require(
            parent.map { $0.model.isLanguageModel == options.targetOnly } ?? true,
            "A training that goes on from a language model learns targets alone, and no other does")
        require(
            given == nil || (options.targetOnly && parent == nil),
            "Another model's tokens are for targets without sources, and not beside a model to go on from")
        require(given == nil || givenTokens.target.isEmpty, "The tokens of targets are given twice")
        try Self.check(pairs + validation + added + (parent?.replayed ?? []), options)
        sourceFeatures = try Self.sourceFeatures(of: pairs + validation + added, options, parent)
        let hasTexts = sourceFeatures == 0 && !options.targetOnly
        func readable(_ pairs: [TextPair]) -> [TextPair] {
            options.targetOnly ? pairs.map(\.withoutSource) : options.allowsBlank ? pairs.map(\.withoutBlanks) : pairs
        }
        var (pairs, validation) = (readable(pairs), readable(validation))
        let pairCount = pairs.count
        pairs.removeAll { $0.weight == 0 }
        weightlessCount = pairCount - pairs.count
        guard !pairs.isEmpty || weightlessCount == 0 else { throw .noWeight(pairs: pairCount) }
        if options.validFraction > 0 {
            let count = Int(Double(pairs.count) * options.validFraction)
            guard count > 0 else {
                throw .nothingToValidateWith(pairs: pairs.count, fraction: options.validFraction)
            }
            (pairs, validation) = Self.split(pairs, validationCount: count, seed: options.seed)
        }
        validation = validation.map(\.unweighted)
        pairs += readable(added)
        if let parent { pairs = try parent.mixed(with: pairs) }
        (sourceTokenizer, targetTokenizer) =
            parent.map { ($0.model.sourceTokenizer, $0.model.targetTokenizer) }
            ?? given.map { ($0.tokenizer.ofNoSource, $0.tokenizer) }
            ?? Self.tokenizers(for: pairs, options, givenTokens, hasSources: hasTexts)
        readsSecondSource = try Self.readsSecondSource(pairs, parent)
        let tokens = PairTokens(pairs, sourceTokenizer, targetTokenizer, readsSecondSource: readsSecondSource)
        let limit = options.maximumLength ?? .max
        let kept = tokens.indices(upTo: limit)
        guard !kept.isEmpty else { throw .nothingToTrainOn(pairs: pairs.count, maximumLength: options.maximumLength) }
        let keptPairs = kept.map { pairs[$0] }
        let sides = (
            Side(
                texts: keptPairs.allSources, tokens: sourceFeatures == 0 ? tokens.allSources(of: kept) : [],
                tokenizer: sourceTokenizer),
            Side(
                texts: keptPairs.map(\.target), tokens: kept.map { tokens.targets[$0] }, tokenizer: targetTokenizer)
        )
        let (tokenizer, found) = (sourceTokenizer, Self.tagVocabulary(of: keptPairs, sourceTokenizer))
        let tags = if let parent { try parent.tagVocabulary(with: found, options) } else { found }
        tagVocabulary = tags
        let (source, target) =
            parent.map { Self.vocabularies(sides.0, sides.1, options, extending: $0.model) }
            ?? given.map { (Vocabulary(counting: []), $0.vocabulary) }
            ?? Self.vocabularies(sides.0, sides.1, options, givenTokens)
        self.options = options
        // Pairs that were given are measured with, however long; those that were set aside were to train on.
        self.validation =
            options.validFraction == 0 || options.maximumLength == nil
            ? validation
            : PairTokens(validation, sourceTokenizer, targetTokenizer, readsSecondSource: readsSecondSource)
                .indices(upTo: limit).map { validation[$0] }
        trainingPairs = keptPairs
        let readsVectors = sourceFeatures > 0
        training = kept.map { index in
            if readsVectors {
                return EncodedPair(
                    vectors: pairs[index].vectors, target: target.ids(of: tokens.targets[index]),
                    tags: Self.ids(of: pairs[index].tags, in: tags, tokenizer), weight: pairs[index].weight)
            }
            return EncodedPair(
                source: options.targetOnly ? TranslationModel.noSource : source.ids(of: tokens.sources[index]),
                target: target.ids(of: tokens.targets[index]),
                tags: Self.ids(of: pairs[index].tags, in: tags, tokenizer),
                secondSource: source.ids(of: tokens.secondSources[index]), weight: pairs[index].weight)
        }
        for (side, vocabulary) in [(CorpusFinding.Side.source, source), (.target, target)]
        where vocabulary.textTokenCount == 0 && (side == .target || hasTexts) {
            throw .everyTokenUnknown(side: side, minimumCount: options.minimumCount)
        }
        for (side, ids) in [(CorpusFinding.Side.source, \EncodedPair.source), (.target, \.target)]
        where (parent != nil || given != nil || !(side == .source ? givenTokens.source : givenTokens.target).isEmpty)
            && training.allSatisfy({ $0[keyPath: ids].allSatisfy { $0 == Vocabulary.unknown } })
        {
            throw .everyTokenForeign(side: side, goesOn: parent != nil)
        }
        sourceVocabulary = source
        targetVocabulary = target
        leftOutCount = pairs.count - kept.count
        lengthRatio = tokens.lengthRatio(of: kept, least: parent?.model.lengthRatio ?? 0)
    }

    /// Refuses pairs without text, unless they are allowed, and targets that would tear a line of output.
    private static func check(_ pairs: [TextPair], _ options: Options) throws(TrainingDataError) {
        for (index, pair) in pairs.enumerated() {
            let hasSource = options.targetOnly || !pair.source.isBlank || !pair.vectors.isEmpty
            guard options.allowsBlank || (hasSource && !pair.target.isBlank) else {
                throw .blankSide(index: index, pair)
            }
            require(
                pair.weight >= 0 && pair.weight.isFinite,
                "A pair's weight must be a finite number of at least 0, but is \(pair.weight)")
            // A tab, a line feed or a carriage return.
            guard !pair.target.utf8.contains(where: { [0x09, 0x0A, 0x0D].contains($0) }) else {
                throw .brokenTarget(index: index, pair)
            }
        }
    }

    /// What cuts the training pairs anew in each epoch, if that was asked for.
    public var subwordDropout: SubwordDropout? {
        guard options.subwordDropout > 0 else { return nil }
        return SubwordDropout(pairs: trainingPairs, rate: options.subwordDropout, seed: options.seed)
    }

    /// What becomes of the training pairs anew in each epoch, if anything was asked for.
    var noise: PairNoise? { PairNoise(trainingPairs, options) }

    /// Whether the training pairs are other ones in each epoch.
    package var isNoisy: Bool { noise != nil }

    /// The pairs that are trained on, as ids of a model with the same vocabularies: with what it can copy, if it does.
    package func training(for model: TranslationModel) -> [EncodedPair] {
        model.network.configuration.copy ? model.encodedPairs(of: trainingPairs) : training
    }

    /// A model of random weights for these pairs.
    ///
    /// - Parameters:
    ///   - configuration: sizes and options; the vocabularies' sizes are filled in.
    ///   - seed: decides the weights.
    public func model(_ configuration: EncoderDecoder.Configuration, seed: UInt64) -> TranslationModel {
        var record = TrainingRecord()
        record.note(options, of: Options.settings)
        givenTokens.note(in: &record)
        let configuration = sized(configuration)
        var random = RandomSource(seed: seed, stream: RandomStream.weights)
        var model = TranslationModel(
            network: EncoderDecoder(configuration, using: &random),
            sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary, tagVocabulary: tagVocabulary,
            sourceTokenizer: sourceTokenizer, targetTokenizer: targetTokenizer, lengthRatio: lengthRatio,
            trainingRecord: record)
        model.allowsBlank = options.allowsBlank
        return model
    }

    /// What training such a model takes, told before any of it is taken.
    public func memoryEstimate(
        _ configuration: EncoderDecoder.Configuration, _ options: TrainingOptions
    ) -> MemoryEstimate {
        let tokens = PairTokens(
            validation, sourceTokenizer, targetTokenizer, readsSecondSource: readsSecondSource)
        return MemoryEstimate(
            EncoderDecoder(declaring: sized(configuration)), training: training.map(\.lengths),
            validation: tokens.lengths, options: options)
    }

    func sized(_ configuration: EncoderDecoder.Configuration) -> EncoderDecoder.Configuration {
        var configuration = configuration
        configuration.sourceVocabularySize = options.targetOnly ? 0 : sourceVocabulary.count
        configuration.targetVocabularySize = targetVocabulary.count
        configuration.sourceFeatures = sourceFeatures
        configuration.tagVocabularySize = tagVocabulary?.count ?? 0
        configuration.readsSecondSource = readsSecondSource
        return configuration
    }

    /// Sets some pairs aside; both parts keep the corpus's order.
    private static func split(
        _ pairs: [TextPair], validationCount: Int, seed: UInt64
    ) -> (training: [TextPair], validation: [TextPair]) {
        var order = Array(pairs.indices)
        var random = RandomSource(seed: seed, stream: RandomStream.validationSplit)
        random.shuffle(&order)
        let chosen = Set(order.prefix(validationCount))
        return (pairs.indices.filter { !chosen.contains($0) }.map { pairs[$0] }, chosen.sorted().map { pairs[$0] })
    }
}

/// The streams of a training's seed, so that no two uses draw the same numbers. The order of the pairs has its own.
enum RandomStream {
    static let weights: UInt64 = 0
    static let validationSplit: UInt64 = 1
    /// The stream of epoch 0: "subword" in ASCII.
    static let subwordDropout: UInt64 = 0x73_7562_776F_7264 << 8
    /// The same of "snoise", "sworddr" and "tworddr".
    static let sourceNoise: UInt64 = 0x73_6E6F_6973_65 << 16
    static let sourceWordDropout: UInt64 = 0x73_776F_7264_6472 << 8
    static let targetWordDropout: UInt64 = 0x74_776F_7264_6472 << 8
}
