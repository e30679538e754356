import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqText

/// A model that a training goes on from, on other pairs than its own.
///
/// What it is made of and how it cuts texts stay as they are; `TrainingData.Options.vocabularyGrowth` says what becomes of
/// tokens that it does not know.
///
/// ```swift
/// var parent = ParentModel(model)
/// parent.replayed = corpus.pairs
/// let plan = try TrainingPlan(training: corrections, goingOnFrom: parent) { $0.training.timeLimit = 0.01 }
/// var trainer = Trainer(plan)
/// trainer.run()
/// ```
public struct ParentModel: Sendable {
    /// What becomes of tokens that the model does not know.
    public enum VocabularyGrowth: String, Sendable, CaseIterable {
        /// They stay unknown.
        case keep
        /// They get ids and random weights of their own, after those that there are.
        case extend
    }

    /// The model.
    public let model: TranslationModel
    /// The CRC-32 of its weights, in hexadecimal, as a file of this toolkit has it.
    package let checksum: String
    /// Pairs that it has learnt from before, mixed in so that they are not forgotten (Robins 1995).
    public var replayed: [TextPair] = []
    /// Which share of all pairs of an epoch those are; between 0 and 1.
    public var replayShare = 0.5

    /// A model to go on from; it must not be one that is stored in 8 bits.
    public init(_ model: TranslationModel) { self.init(model, checksum: model.checksum) }

    /// - Parameter checksum: the checksum of the first model, if this one goes on from it already.
    package init(_ model: TranslationModel, checksum: String) {
        require(model.precision == .float32, "No training goes on from a model that is stored in 8 bits")
        self.model = model
        self.checksum = checksum
    }

    /// New pairs and those that are replayed: the ones or the others repeated until the share is right, so that every
    /// one of them comes in each epoch.
    func mixed(with pairs: [TextPair]) throws(TrainingDataError) -> [TextPair] {
        guard !replayed.isEmpty, !pairs.isEmpty else { return pairs }
        require(
            replayShare > 0 && replayShare < 1, "The share of replayed pairs is between 0 and 1, but is \(replayShare)")
        let (new, old) = (Double(pairs.count), Double(replayed.count))
        let newCount = max(new, old * (1 - replayShare) / replayShare)
        let oldCount = max(old, new * replayShare / (1 - replayShare))
        guard newCount + oldCount <= Self.mostPairs else {
            throw .unevenReplay(new: pairs.count, replayed: replayed.count, share: replayShare)
        }
        func repeated(_ pairs: [TextPair], _ count: Double) -> [TextPair] {
            let (rounds, rest) = Int(count.rounded()).quotientAndRemainder(dividingBy: pairs.count)
            // What does not make a round is taken from everywhere.
            return Array(repeatElement(pairs, count: rounds).joined())
                + (0..<rest).map { pairs[$0 * pairs.count / rest] }
        }
        return repeated(pairs, newCount) + repeated(replayed, oldCount)
    }

    private static let mostPairs = 1e8

    /// The settings that a training that goes on has from its model: what the model is made of, and how texts are cut.
    package static let settings: [SettingName] = {
        let data = TrainingData.Options.settings
        return [
            data[\.targetOnly], data[\.tokens], data[\.ownSourceTokens], data[\.ownTargetTokens],
            data[\.vocabularySize],
            data[\.targetOrder], data[\.shareVocabulary], data[\.lowercase], data[\.normalization],
        ] + EncoderDecoder.Configuration.settings.settings.map(\.name)
    }()
}

extension SettingsDraft {
    /// Takes from a model that is gone on with what must stay as it is.
    mutating func keep(_ parent: ParentModel) {
        let model = parent.model
        // Sizes of vocabularies follow from the pairs.
        let (sizes, isShared) = (settings.model, model.trainingRecord.settings["share_vocabulary"] == .flag(true))
        settings.model = model.network.configuration
        settings.model.sourceVocabularySize = sizes.sourceVocabularySize
        settings.model.targetVocabularySize = sizes.targetVocabularySize
        settings.model.tagVocabularySize = sizes.tagVocabularySize
        settings.model.readsSecondSource = sizes.readsSecondSource
        settings.data.tokens = TrainingData.Options.standard.tokens
        settings.data.targetOnly = model.isLanguageModel
        settings.data.ownSourceTokens = model.isLanguageModel ? nil : model.sourceTokenizer.tokenization
        settings.data.targetTokens = model.targetTokenizer.tokenization
        settings.data.targetOrder = model.targetTokenizer.order
        settings.data.vocabularySize = nil
        settings.data.shareVocabulary = isShared && model.sourceVocabulary == model.targetVocabulary
        settings.data.lowercase = model.sourceTokenizer.makesLowercase
        settings.data.normalization = model.sourceTokenizer.normalization
        kept = Set(ParentModel.settings)
        if model.allowsBlank && !settings.data.allowsBlank {
            settings.data.allowsBlank = true
            origins[TrainingData.Options.settings[\.allowsBlank]] = .chosen(because: "the model has it")
        }
        for name in ParentModel.settings { origins[name] = .chosen(because: "the model has it") }
    }
}

extension ParentModel {
    /// The tags that the model reads, and if they may grow those of the pairs after them; nil if it reads none.
    ///
    /// - Throws: `TrainingDataError.foreignTags` if there are tags, but the model reads none.
    func tagVocabulary(
        with found: Vocabulary?, _ options: TrainingData.Options
    ) throws(TrainingDataError) -> Vocabulary? {
        guard let known = model.tagVocabulary else {
            if found != nil { throw .foreignTags }
            return nil
        }
        guard let found, options.vocabularyGrowth == .extend else { return known }
        return known.extended(by: found)
    }
}

extension TrainingData {
    /// The tokens of a model that is gone on from, and if they may grow those of the pairs after them.
    static func vocabularies(
        _ source: Side, _ target: Side, _ options: Options, extending model: TranslationModel
    ) -> (source: Vocabulary, target: Vocabulary) {
        guard options.vocabularyGrowth == .extend else { return (model.sourceVocabulary, model.targetVocabulary) }
        var unlimited = options
        // As many merges as the model has, but as many tokens as there are.
        unlimited.vocabularySize = Int.max
        let found = vocabularies(source, target, unlimited, GivenTokens())
        return (
            model.sourceVocabulary.extended(by: found.source), model.targetVocabulary.extended(by: found.target)
        )
    }

    /// A model that goes on from another: with its weights, and random ones for tokens that it does not know.
    ///
    /// Until it is trained, it writes what the other writes: a new token of the target starts with a bias that makes it
    /// most improbable.
    ///
    /// - Parameters:
    ///   - parent: the model whose vocabularies the data have, grown or not.
    ///   - seed: decides the random weights.
    public func model(goingOnFrom parent: ParentModel, seed: UInt64) -> TranslationModel {
        var random = RandomSource(seed: seed, stream: RandomStream.weights)
        var record = TrainingRecord()
        record.note(options, of: Options.settings)
        record.parentChecksum = parent.checksum
        GivenTokens(of: parent.model).note(in: &record)
        var model = TranslationModel(
            network: parent.model.network.extended(
                sourceVocabularySize: options.targetOnly ? 0 : sourceVocabulary.count,
                targetVocabularySize: targetVocabulary.count, tagVocabularySize: tagVocabulary?.count ?? 0,
                using: &random),
            sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary, tagVocabulary: tagVocabulary,
            sourceTokenizer: sourceTokenizer, targetTokenizer: targetTokenizer, lengthRatio: lengthRatio,
            trainingRecord: record)
        model.allowsBlank = options.allowsBlank
        return model
    }
}
