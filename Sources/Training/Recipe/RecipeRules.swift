import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqText

// The rules of the recipe `auto`, each with its reason. They know what kind of pairs there are and how many, never which.

private typealias Data = TrainingData.Options
private typealias Model = EncoderDecoder.Configuration
private typealias Training = TrainingOptions

/// What was given is all that is known.
struct NoFacts: Sendable {}

extension RecipeRule<NoFacts> {
    /// What follows from other settings alone.
    static var ofSettings: [Self] {
        ofTokenKinds + ofModel + ofTraining
    }

    /// How texts become tokens.
    private static var ofTokenKinds: [Self] {
        [
            Self(\.data, Data.settings, \.tokens, "`subwords` where a dropout of merges is asked for") { _, draft in
                draft.settings.data.subwordDropout > 0 ? (.subwords, because: "merges are to be dropped") : nil
            },
            Self(\.data, Data.settings, \.ownSourceTokens, "the target's kind where both share a vocabulary") {
                _, draft in
                guard draft.settings.data.shareVocabulary, let kind = draft.settings.data.ownTargetTokens else {
                    return nil
                }
                return (kind, because: "both sides share a vocabulary")
            },
            Self(\.data, Data.settings, \.ownTargetTokens, "the source's kind where both share a vocabulary") {
                _, draft in
                guard draft.settings.data.shareVocabulary, let kind = draft.settings.data.ownSourceTokens else {
                    return nil
                }
                return (kind, because: "both sides share a vocabulary")
            },
        ]
    }

    /// What the model is.
    private static var ofModel: [Self] {
        [
            Self(\.model, Model.settings, \.layers, "2 where layers are to be residual") { _, draft in
                draft.settings.model.residual ? (2, because: "one layer has no residual connection") : nil
            },
            Self(\.model, Model.settings, \.bidirectional, "on, unless the state's size is odd") { _, draft in
                guard !draft.settings.data.targetOnly, draft.settings.model.hidden.isMultiple(of: 2) else { return nil }
                return (true, because: "every state then knows what comes after it")
            },
            Self(\.model, Model.settings, \.attention, "`general`") { _, draft in
                if draft.settings.data.targetOnly { return nil }
                return (.general, because: "the whole source need not fit into one state")
            },
            Self(\.model, Model.settings, \.hidden, "as large as embeddings that are tied") { _, draft in
                guard draft.settings.model.tieEmbeddings, draft.isGiven(\.model, Model.settings, \.embedding) else {
                    return nil
                }
                return (draft.settings.model.embedding, because: "tied embeddings are as large as the state")
            },
            Self(\.model, Model.settings, \.embedding, "as large as a state that they are tied to") { _, draft in
                guard draft.settings.model.tieEmbeddings else { return nil }
                return (draft.settings.model.hidden, because: "tied embeddings are as large as the state")
            },
        ]
    }

    /// How it is trained.
    private static var ofTraining: [Self] {
        [
            Self(\.training, Training.settings, \.dropout, "0.3 where it is to be variational") { _, draft in
                draft.settings.training.variationalDropout ? (0.3, because: "it is to be variational") : nil
            },
            Self(\.training, Training.settings, \.optimizer, "`adamw` where weights are to decay") { _, draft in
                guard draft.settings.training.weightDecay != Training.standard.weightDecay else { return nil }
                return (.adamw, because: "weights are to decay")
            },
            Self(\.training, Training.settings, \.clipNorm, "1") { _, _ in
                (1, because: "gradients through time are now and then too long")
            },
            Self(
                \.training, Training.settings, \.labelSmoothing,
                "0.1; none for a language model, whose probabilities are to be right"
            ) { _, draft in
                if draft.settings.data.targetOnly { return nil }
                return (0.1, because: "a model that is never quite sure searches and generalises better")
            },
        ]
    }
}

extension RecipeRule<TextFacts> {
    /// What follows from the texts.
    static var ofTexts: [Self] {
        ofTokenKinds + ofRareWords
    }

    /// How texts become tokens.
    private static var ofTokenKinds: [Self] {
        [
            Self(
                \.data, Data.settings, \.ownSourceTokens,
                "`words` where hardly a new one is to be expected (the phones of a language, a small grammar), and where most"
                    + " rare ones can be copied; `subwords` for other sentences of an open vocabulary; `characters+tags`"
                    + " where nine of ten texts have a tag such as `<PST>`; otherwise `characters`"
            ) { facts, draft in
                if draft.settings.data.targetOnly { return nil }
                return draft.tokens(
                    of: facts.source, beside: facts.target, other: draft.settings.data.ownTargetTokens, facts)
            },
            Self(\.data, Data.settings, \.ownTargetTokens, "the same by the targets") { facts, draft in
                let isOtherGiven = draft.isGiven(\.data, Data.settings, \.ownSourceTokens)
                return draft.tokens(
                    of: facts.target, beside: facts.source,
                    other: isOtherGiven ? draft.settings.data.ownSourceTokens : nil, facts)
            },
            Self(
                \.data, Data.settings, \.shareVocabulary,
                "on for subwords if most words of each side occur on the other"
            ) { facts, draft in
                let data = draft.settings.data
                guard data.sourceTokens == .subwords, data.targetTokens == .subwords, facts.sharedWords >= 0.5 else {
                    return nil
                }
                return (true, because: "\(percent(facts.sharedWords)) of each side's words occur on the other")
            },
            Self(
                \.data, Data.settings, \.vocabularySize,
                "for subwords a hundredth of a side's words, 1,000 to 8,000; for words 32,000 at most"
            ) { facts, draft in
                let (sides, data) = ([facts.source, facts.target], draft.settings.data)
                let kinds = [data.sourceTokens, data.targetTokens]
                let words = zip(sides, kinds).filter { $1 == .subwords }.map(\.0.wordCount).max()
                if let words {
                    let size = min(8000, max(1000, words / 100 / 500 * 500))
                    return (size, because: "a side has \(grouped(words)) words")
                }
                let types =
                    zip([facts.sourceWords, facts.targetWords], kinds).filter { $1.isOfWords }
                    .map(\.0.typeCount).max() ?? 0
                return types > 32_000 ? (32_000, because: "\(grouped(types)) words are more than can be learnt") : nil
            },
        ]
    }

    /// What becomes of rare words, and what is set aside.
    private static var ofRareWords: [Self] {
        [
            Self(
                \.model, Model.settings, \.copy,
                "on for words of an open vocabulary, if one of 50 target words that occur once stands in its own source"
            ) { facts, draft in
                let (data, share) = (draft.settings.data, facts.targetWordsToCopy)
                guard data.sourceTokens.isOfWords, data.targetTokens.isOfWords, !facts.targetWords.isClosed,
                    share >= 0.02, draft.settings.model.attention != .none, !draft.settings.model.copy
                else { return nil }
                return (
                    true, because: "\(percent(share)) of the target words that occur once stand in their own source"
                )
            },
            Self(
                \.data, Data.settings, \.minimumCount,
                "2 for words of an open vocabulary, if fewer than half of them occur once and four of five stay known or can be"
                    + " copied"
            ) { facts, draft in
                let (data, copies) = (draft.settings.data, draft.settings.model.copy)
                var (unseen, lost) = (0.0, 0.0)
                for (side, copied, kind) in [
                    (facts.sourceWords, facts.sourceWordsToCopy, data.sourceTokens),
                    (facts.targetWords, facts.targetWordsToCopy, data.targetTokens),
                ] where kind.isOfWords {
                    unseen = max(unseen, side.unseenShare)
                    lost = max(lost, side.unseenShare * (copies ? 1 - copied : 1))
                }
                guard unseen > 0.005 && unseen < 0.5 && lost < 0.2 else { return nil }
                return (2, because: "words that occur once teach what an unknown one is like")
            },
            Self(
                \.data, Data.settings, \.validFraction,
                "where no pairs to validate with are given a twentieth, of fewer than 1,000 pairs a tenth, and 2,000 pairs"
                    + " at most; none of fewer than 10"
            ) { facts, _ in
                guard !facts.hasValidation, facts.pairCount >= 10 else { return nil }
                let share = facts.pairCount < 1000 ? 0.1 : min(0.05, 2000 / Double(facts.pairCount))
                return (share, because: "no pairs to validate with are given")
            },
        ]
    }
}

extension Tokenization {
    /// Whether tokens are words, with their punctuation or without.
    fileprivate var isOfWords: Bool { self == .words || self == .wordsAndPunctuation }
}

extension SettingsDraft {
    /// Whether a setting was given.
    fileprivate func isGiven<Part>(
        _ part: WritableKeyPath<TrainingSettings, Part>, _ table: SettingTable<Part>, _ path: PartialKeyPath<Part>
    ) -> Bool { origins.isGiven(table[path]) }

    /// Whether a model that copies is still to be had.
    private var mayCopy: Bool {
        settings.model.attention != .none
            && (settings.model.copy || !isGiven(\.model, Model.settings, \.copy))
    }

    /// What a token of a side is.
    ///
    /// - Parameter other: the other side's kind, if that was given.
    fileprivate func tokens(
        of side: SideFacts, beside otherSide: SideFacts, other: Tokenization?, _ facts: TextFacts
    ) -> (Tokenization?, because: String)? {
        if isGiven(\.data, Data.settings, \.tokens) || settings.data.subwordDropout > 0 { return nil }
        if settings.data.shareVocabulary, let other { return (other, because: "both sides share a vocabulary") }
        if side.isClosed {
            return (.words, because: "\(grouped(side.typeCount)) words make up all texts")
        }
        if side.isProse && (!otherSide.isOneWord || settings.data.targetOnly) {
            if [nil, .words].contains(other), otherSide.isProse, facts.targetWordsToCopy >= 0.5, mayCopy {
                let share = percent(facts.targetWordsToCopy)
                return (.words, because: "\(share) of the target words that occur once stand in their own source")
            }
            return (.subwords, because: "sentences of an open vocabulary")
        }
        if side.taggedShare >= 0.9 {
            return (.charactersAndTags, because: "\(percent(side.taggedShare)) of the texts have tags such as <PST>")
        }
        return (.characters, because: side.isOneWord ? "texts are single words" : "new words are to be expected")
    }
}

private func grouped(_ count: Int) -> String { Figures.grouped(count) }

private func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
