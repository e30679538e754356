import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqText

private typealias Model = EncoderDecoder.Configuration
private typealias Training = TrainingOptions

extension RecipeRule<TokenFacts> {
    /// What follows from the tokens and from how many there are.
    static var ofTokens: [Self] {
        ofModel + ofSteps + ofLength + ofBestModel
    }

    /// What the model is.
    private static var ofModel: [Self] {
        [
            Self(
                \.model, Model.settings, \.copy,
                "on up to 20,000 target tokens, if both sides have tokens of one kind and in common (four of five different"
                    + " ones of the target), and those of a target stand in its own source more often than by chance"
            ) { facts, draft in
                guard draft.settings.model.attention != .none, !draft.settings.model.copy,
                    let shared = facts.shared, shared.makesCopyingPay
                else { return nil }
                let percent = Int((100 * shared.inOwnSource).rounded())
                return (true, because: "\(percent) % of the target tokens stand in their own source")
            },
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
        ]
    }

    /// How large its steps are.
    private static var ofSteps: [Self] {
        [
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
        ]
    }

    /// How long it is trained.
    private static var ofLength: [Self] {
        [
            Self(
                \.training, Training.settings, \.epochs,
                "as many as make 4,000 steps, with more than 10,000 pairs more by their number to the power of 0.75; but 100"
                    + " at most, unless they have fewer than 1,000 steps"
            ) { facts, draft in
                if draft.settings.training.steps != nil { return nil }
                let steps = facts.stepsOfEpoch(draft.settings.training)
                let root = max(1, Double(facts.pairCount) / 10_000).squareRoot()
                let planned = Int(4000 * root * root.squareRoot())
                let epochs = min(max(1, (planned + steps / 2) / steps), max(100, 1000 / steps))
                return (epochs, because: "an epoch has \(Figures.counted(steps, "step"))")
            },
            Self(\.training, Training.settings, \.warmupSteps, "a fortieth of the steps, 100 at most") { facts, draft in
                let planned = facts.plannedSteps(draft.settings.training)
                return (min(100, planned / 40), because: "\(Figures.counted(planned, "step")) are planned")
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
        ]
    }

    /// What is kept, and what is best.
    private static var ofBestModel: [Self] {
        [
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
                "`bleu` for sentences of an open vocabulary, `chrf` for long texts without blanks, `loss` for a language model,"
                    + " otherwise `exact`"
            ) { facts, draft in
                guard facts.validationCount > 0 else { return nil }
                if draft.settings.data.targetOnly { return (.loss, because: "it is the perplexity that counts") }
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
