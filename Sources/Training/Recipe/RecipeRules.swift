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
            Self(\.model, Model.settings, \.layers, "2 where layers are to be residual") { _, draft in
                draft.settings.model.residual ? (2, because: "one layer has no residual connection") : nil
            },
            Self(\.model, Model.settings, \.bidirectional, "on, unless the state's size is odd") { _, draft in
                guard draft.settings.model.hidden.isMultiple(of: 2) else { return nil }
                return (true, because: "every state then knows what comes after it")
            },
            Self(\.model, Model.settings, \.attention, "`general`") { _, _ in
                (.general, because: "the whole source need not fit into one state")
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
            Self(\.training, Training.settings, \.labelSmoothing, "0.1") { _, _ in
                (0.1, because: "a model that is never quite sure searches and generalises better")
            },
        ]
    }
}

extension RecipeRule<TextFacts> {
    /// What follows from the texts.
    static var ofTexts: [Self] {
        [
            Self(
                \.data, Data.settings, \.ownSourceTokens,
                "`words` where hardly a new one is to be expected (the phones of a language, a small grammar), `subwords`"
                    + " for sentences of an open vocabulary, otherwise `characters`"
            ) { facts, draft in
                draft.tokens(of: facts.source, beside: facts.target, other: draft.settings.data.ownTargetTokens)
            },
            Self(\.data, Data.settings, \.ownTargetTokens, "the same by the targets") { facts, draft in
                let isOtherGiven = draft.isGiven(\.data, Data.settings, \.ownSourceTokens)
                return draft.tokens(
                    of: facts.target, beside: facts.source,
                    other: isOtherGiven ? draft.settings.data.ownSourceTokens : nil)
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
                let types = zip(sides, kinds).filter { $1 == .words }.map(\.0.typeCount).max() ?? 0
                return types > 32_000 ? (32_000, because: "\(grouped(types)) words are more than can be learnt") : nil
            },
            Self(
                \.data, Data.settings, \.minimumCount,
                "2 for words of an open vocabulary, if four of five that are read then stay known"
            ) { facts, draft in
                let data = draft.settings.data
                let unseen =
                    zip([facts.source, facts.target], [data.sourceTokens, data.targetTokens])
                    .filter { $1 == .words }.map(\.0.unseenShare).max() ?? 0
                guard unseen > 0.005 && unseen < 0.2 else { return nil }
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

extension SettingsDraft {
    /// Whether a setting was given.
    fileprivate func isGiven<Part>(
        _ part: WritableKeyPath<TrainingSettings, Part>, _ table: SettingTable<Part>, _ path: PartialKeyPath<Part>
    ) -> Bool { origins.isGiven(table[path]) }

    /// What a token of a side is.
    ///
    /// - Parameter other: the other side's kind, if that was given.
    fileprivate func tokens(
        of side: SideFacts, beside otherSide: SideFacts, other: Tokenization?
    ) -> (Tokenization?, because: String)? {
        if isGiven(\.data, Data.settings, \.tokens) || settings.data.subwordDropout > 0 { return nil }
        if settings.data.shareVocabulary, let other { return (other, because: "both sides share a vocabulary") }
        if side.isClosed {
            return (.words, because: "\(grouped(side.typeCount)) words make up all texts")
        }
        if side.isProse && !otherSide.isOneWord {
            return (.subwords, because: "sentences of an open vocabulary")
        }
        return (.characters, because: side.isOneWord ? "texts are single words" : "new words are to be expected")
    }
}

extension RecipeRule<TokenFacts> {
    /// What follows from the tokens and from how many there are.
    static var ofTokens: [Self] {
        [
            Self(
                \.model, Model.settings, \.hidden, "128 below 3,000 target tokens, 256 up to 5 million, 512 beyond"
            ) { facts, draft in
                if draft.settings.model.tieEmbeddings { return nil }
                let size = facts.targetTokenCount < 3000 ? 128 : facts.targetTokenCount <= 5_000_000 ? 256 : 512
                return (size, because: "there are \(grouped(facts.targetTokenCount)) target tokens to learn from")
            },
            Self(\.model, Model.settings, \.embedding, "the state's size, 512 at most") { facts, draft in
                let hidden = draft.settings.model.hidden
                if draft.settings.model.tieEmbeddings {
                    return (hidden, because: "tied embeddings are as large as the state")
                }
                return (min(hidden, 512), because: "the state has \(hidden)")
            },
            Self(
                \.model, Model.settings, \.tieEmbeddings,
                "on from 1,000 target tokens on, if embeddings are as large as the state"
            ) { facts, draft in
                let model = draft.settings.model
                guard facts.targetVocabularySize >= 1000, model.embedding == model.hidden else { return nil }
                let types = grouped(facts.targetVocabularySize)
                return (true, because: "most parameters would be those of \(types) output tokens")
            },
            Self(
                \.training, Training.settings, \.dropout,
                "0.4 up to 40,000 target tokens, 0.2 up to 100,000, otherwise 0.1; with 1,000 different ones or more 0.3 up to"
                    + " 2 million"
            ) { facts, _ in
                let (count, types) = (facts.targetTokenCount, facts.targetVocabularySize)
                if count <= 40_000 { return (0.4, because: "\(grouped(count)) target tokens are soon known by heart") }
                if types >= 1000 && count <= 2_000_000 {
                    return (0.3, because: "\(grouped(count)) target tokens are few for \(grouped(types)) kinds")
                }
                if count <= 100_000 { return (0.2, because: "\(grouped(count)) target tokens are not many") }
                return (0.1, because: "\(grouped(count)) target tokens are many for \(grouped(types)) kinds")
            },
            Self(
                \.training, Training.settings, \.batchSize,
                "16 below 500 pairs, 32 below 2,000, 64 up to 200,000, then 128"
            ) { facts, draft in
                if draft.settings.training.batchTokens != nil { return nil }
                let count = facts.pairCount
                let size = count < 500 ? 16 : count < 2000 ? 32 : count <= 200_000 ? 64 : 128
                return (size, because: "\(Figures.counted(count, "pair")) to learn from")
            },
            Self(
                \.training, Training.settings, \.schedule,
                "`inverse-sqrt`, which need not know the end; `exponential` where the time is limited"
            ) { _, draft in
                draft.settings.training.timeLimit == nil
                    ? (.inverseSquareRoot, because: "it need not know when validation will stop getting better")
                    : (.exponential, because: "the end is known: the time is limited")
            },
            Self(
                \.training, Training.settings, \.learningRate,
                "0.003 for Adam with `inverse-sqrt`, 0.002 with another schedule, 0.001 where a model is gone on from; 0.5"
                    + " for plain gradients"
            ) { facts, draft in
                let training = draft.settings.training
                if training.optimizer == .sgd { return (0.5, because: "plain gradients need long steps") }
                if facts.goesOn { return (0.001, because: "the model is trained already") }
                return training.schedule == .inverseSquareRoot
                    ? (0.003, because: "it falls soon after the warm-up")
                    : (0.002, because: "the schedule is \(training.schedule.rawValue)")
            },
            Self(
                \.training, Training.settings, \.epochs,
                "as many as make 6,000 steps, with more than 20,000 pairs more by the square root of their number; but 100"
                    + " at most, unless they have fewer than 1,000 steps"
            ) { facts, draft in
                if draft.settings.training.steps != nil { return nil }
                let steps = facts.stepsOfEpoch(draft.settings.training)
                let planned = Int(6000 * max(1, Double(facts.pairCount) / 20_000).squareRoot())
                let epochs = min(max(1, (planned + steps / 2) / steps), max(100, 1000 / steps))
                return (epochs, because: "an epoch has \(Figures.counted(steps, "step"))")
            },
            Self(\.training, Training.settings, \.warmupSteps, "a fiftieth of the steps, 100 at most") { facts, draft in
                let planned = facts.plannedSteps(draft.settings.training)
                return (min(100, planned / 50), because: "\(Figures.counted(planned, "step")) are planned")
            },
            Self(
                \.training, Training.settings, \.validateEvery,
                "after each epoch, but not more often than every 50 steps and not less often than every 1,000"
            ) { facts, draft in
                guard facts.validationCount > 0 else { return nil }
                let steps = facts.stepsOfEpoch(draft.settings.training)
                return steps < 50 || steps > 1000
                    ? (min(1000, max(50, steps)), because: "an epoch is \(Figures.counted(steps, "step"))") : nil
            },
            Self(\.training, Training.settings, \.ema, "0.999 from 1,000 steps on") { facts, draft in
                let training = draft.settings.training
                guard training.average == nil, facts.plannedSteps(training) >= 1000 else { return nil }
                return (0.999, because: "the mean of the last weights is better than each of them")
            },
            Self(
                \.training, Training.settings, \.patience, "as many validations as come in 2,500 steps, 5 at least"
            ) { facts, draft in
                guard facts.validationCount > 0 else { return nil }
                let every = draft.settings.training.validateEvery ?? facts.stepsOfEpoch(draft.settings.training)
                return (max(5, 2500 / every), because: "validations are \(Figures.counted(every, "step")) apart")
            },
            Self(
                \.training, Training.settings, \.metric,
                "`bleu` for sentences of an open vocabulary, `chrf` for long texts without blanks, otherwise `exact`"
            ) { facts, draft in
                guard facts.validationCount > 0 else { return nil }
                let target = facts.texts.target
                if target.isProse { return (.bleu, because: "targets are sentences") }
                if target.wordsPerText < 1.5 && target.scalarsPerText > 20 {
                    return (.chrf, because: "targets are long and have no blanks")
                }
                return (.exact, because: "a target is right or wrong")
            },
        ]
    }
}

extension TokenFacts {
    /// Steps of an epoch.
    func stepsOfEpoch(_ training: TrainingOptions) -> Int {
        let batches =
            training.batchTokens.map { (max(targetTokenCount, pairCount) + $0 - 1) / $0 }
            ?? (pairCount + training.batchSize - 1) / training.batchSize
        return max(1, (batches + training.accumulate - 1) / training.accumulate)
    }

    /// Steps of the training.
    func plannedSteps(_ training: TrainingOptions) -> Int {
        let ofEpochs = training.epochs.map { stepsOfEpoch(training).multipliedReportingOverflow(by: $0) }
        return min(training.steps ?? .max, ofEpochs.map { $0.overflow ? .max : $0.partialValue } ?? .max)
    }
}

private func grouped(_ count: Int) -> String { Figures.grouped(count) }

private func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
