import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqText

/// What was made elsewhere of that which otherwise follows from the pairs: how texts are cut into subwords, and which
/// tokens there are.
///
/// ```swift
/// var given = GivenTokens()
/// given.source.subwords = try Subwords(contentsOf: "german.model")
/// given.target.vocabulary = try VocabularyFile(contentsOf: "english.txt").vocabulary
/// let plan = try TrainingPlan(training: pairs, givenTokens: given)
/// ```
public struct GivenTokens: Sendable, Equatable {
    /// What is given of one side.
    public struct Side: Sendable, Equatable {
        /// How texts are cut into subwords; nil if that follows from the settings.
        public var subwords: Subwords?
        /// The tokens; nil for those of a model of SentencePiece, or else those of the pairs.
        public var vocabulary: Vocabulary?

        /// What is given.
        public init(subwords: Subwords? = nil, vocabulary: Vocabulary? = nil) {
            self.subwords = subwords
            self.vocabulary = vocabulary
        }

        /// The tokens, if they do not depend on the pairs.
        var knownVocabulary: Vocabulary? { vocabulary ?? subwords?.vocabulary }

        /// Whether nothing is given.
        package var isEmpty: Bool { subwords == nil && vocabulary == nil }
    }

    /// What is given of the sources.
    public var source = Side()
    /// What is given of the targets.
    public var target = Side()

    /// Nothing.
    public init() {}

    /// What was given to the training that a model comes from.
    package init(of model: TranslationModel) {
        let record = model.trainingRecord
        if record.sourceSubwordsChecksum != nil { source.subwords = model.sourceTokenizer.subwords }
        if record.targetSubwordsChecksum != nil { target.subwords = model.targetTokenizer.subwords }
        if record.sourceVocabularyChecksum != nil { source.vocabulary = model.sourceVocabulary }
        if record.targetVocabularyChecksum != nil { target.vocabulary = model.targetVocabulary }
    }

    /// Refuses what cannot be had together.
    func check(_ options: TrainingData.Options) {
        for (side, kind, name) in [
            (source, options.sourceTokens, "source"), (target, options.targetTokens, "target"),
        ] {
            require(
                side.subwords == nil || kind == .subwords,
                "The \(name)'s subwords are given, but its tokens are \(kind.rawValue)")
        }
        require(!options.targetOnly || source.isEmpty, "Tokens are given of sources, but there are none")
        require(
            !options.shareVocabulary || source == target,
            "With one vocabulary for both sides the same must be given of both")
    }

    /// Notes in a model's record what was given.
    func note(in record: inout TrainingRecord) {
        record.sourceSubwordsChecksum = source.subwords?.checksum
        record.targetSubwordsChecksum = target.subwords?.checksum
        record.sourceVocabularyChecksum = source.vocabulary?.checksum
        record.targetVocabularyChecksum = target.vocabulary?.checksum
    }
}

extension SettingsDraft {
    /// Settles what follows from what is given of tokens.
    package mutating func fit(to given: GivenTokens) {
        let names = TrainingData.Options.settings
        func isGiven(_ path: PartialKeyPath<TrainingData.Options>) -> Bool { origins.isGiven(names[path]) }
        for (side, path) in [
            (given.source, \TrainingData.Options.ownSourceTokens), (given.target, \.ownTargetTokens),
        ] where !side.isEmpty && !isGiven(path) {
            if side.subwords != nil {
                settings.data[keyPath: path] = .subwords
                origins[names[path]] = .chosen(because: "its subwords are given")
            } else if isGiven(\.tokens) {
                continue
            } else if let vocabulary = side.vocabulary, origins[names[path]] == .standard {
                let kind = vocabulary.likelyTokenization
                settings.data[keyPath: path] = kind
                origins[names[path]] = .chosen(because: "its vocabulary has \(kind.rawValue)")
            }
            kept.insert(names[path])
        }
        let sides = settings.data.targetOnly ? [given.target] : [given.source, given.target]
        if sides.contains(where: { !$0.isEmpty }) && given.source != given.target {
            kept.insert(names[\.shareVocabulary])
        }
        if sides.allSatisfy({ $0.subwords != nil || $0.knownVocabulary != nil }) {
            kept.insert(names[\.vocabularySize])
        }
        if sides.allSatisfy({ $0.knownVocabulary != nil }) { kept.insert(names[\.minimumCount]) }
    }
}

extension Vocabulary {
    /// What its tokens seem to be: characters, if none has more than one.
    var likelyTokenization: Tokenization {
        let own = (Int32(Self.reservedTokens.count)..<Int32(count)).map { self[$0] }
        return own.allSatisfy { $0.count == 1 } ? .characters : .words
    }
}
