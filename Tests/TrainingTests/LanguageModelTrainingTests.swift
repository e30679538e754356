import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// Targets that are learnt without sources.
@Suite("Training: language models")
struct LanguageModelTrainingTests {
    /// Syllables, of which each is followed by its own vowel alone.
    private static let texts = TinyTraining.pairs(300).map { pair in
        TextPair(
            source: "never read", target: pair.source.map { "\($0)\($0 == "a" ? "e" : "i")" }.joined())
    }

    private static func plan(
        _ recipe: Recipe = .plain, tokens: TargetTokens? = nil, _ give: (inout TrainingSettings) -> Void = { _ in }
    ) throws -> TrainingPlan {
        try TrainingPlan(
            training: Array(texts.prefix(250)), validation: Array(texts.suffix(50)), recipe: recipe, tokens: tokens
        ) { settings in
            settings.data.targetOnly = true
            (settings.model.embedding, settings.model.hidden) = (8, 16)
            settings.training.epochs = 8
            settings.training.learningRate = 0.02
            give(&settings)
        }
    }

    @Test func whatFollowsWhatIsLearnt() throws {
        var trainer = Trainer(try Self.plan(), workspace: Workspace(threads: 1))
        trainer.run()
        let report = try #require(trainer.bestReport)
        // The first letter of a syllable is one of five, or the end comes.
        #expect(report.perplexity < 4)
        #expect(report.isTargetOnly == true && report.samples.isEmpty)
        let model = trainer.bestModel
        #expect(model.isLanguageModel && model.sourceVocabulary.count == 4)
        let scores = Translator(model, threads: 1).logProbabilities(of: [
            TextPair(source: "", target: "aebi"), TextPair(source: "x", target: "aibe"),
        ])
        #expect(scores[0] > scores[1] + 4)
    }

    @Test func sourcesAreNotLookedAt() throws {
        let others = Self.texts.map { TextPair(source: "", target: $0.target, tags: "V;PST") }
        let options = TrainingData.Options { $0.targetOnly = true }
        let (one, other) = (
            try TrainingData(training: Self.texts, options: options),
            try TrainingData(training: others, options: options)
        )
        #expect(one.training == other.training && one.tagVocabulary == nil && other.tagVocabulary == nil)
        #expect(one.lengthRatio == 8)
    }

    @Test func resumingIsExactAndThreadsDoNotCount() throws {
        let plan = try Self.plan { settings in
            settings.training.dropout = 0.2
            settings.training.scheduledSampling = 0.2
            settings.data.targetWordDropout = 0.1
        }
        var whole = Trainer(plan, workspace: Workspace(threads: 1))
        whole.run()
        var first = Trainer(plan, workspace: Workspace(threads: 2))
        first.run { event in
            if case .step(let report) = event, report.step == 13 { return .stop }
            return .proceed
        }
        var second = try Trainer(
            plan.model(), resuming: first.checkpoint, on: plan.data, options: plan.settings.training,
            workspace: Workspace(threads: 2))
        second.run()
        #expect(TinyTraining.bits(second.bestModel) == TinyTraining.bits(whole.bestModel))
        #expect(second.bestReport == whole.bestReport)
    }

    @Test func theRecipeChoosesWhatALanguageModelCanHave() throws {
        let settings = try Self.plan(.auto).settings
        #expect(settings.model.attention == .none && !settings.model.bidirectional && !settings.model.copy)
        #expect(settings.training.metric == .loss && settings.training.labelSmoothing == 0)
        #expect(settings.data.targetTokens == .characters)
        let sentences = (0..<200).map {
            TextPair(source: "", target: "the word \($0) and the thing \($0 * 7) are here")
        }
        let plan = try TrainingPlan(training: sentences) { $0.data.targetOnly = true }
        #expect(plan.settings.data.targetTokens == .subwords && !plan.settings.data.shareVocabulary)
    }

    @Test func itGoesOnFromALanguageModel() throws {
        var trainer = Trainer(try Self.plan { $0.training.epochs = 1 }, workspace: Workspace(threads: 1))
        trainer.run()
        let parent = ParentModel(trainer.bestModel)
        let texts = [TextPair(source: "", target: "zaza"), TextPair(source: "", target: "azaz")]
        let plan = try TrainingPlan(training: texts, recipe: .plain, goingOnFrom: parent) { settings in
            settings.data.vocabularyGrowth = .extend
            settings.training.epochs = 1
        }
        let model = plan.model()
        #expect(model.isLanguageModel && model.targetVocabulary.count == trainer.bestModel.targetVocabulary.count + 1)
        let pairs = [TextPair(source: "", target: "aebi")]
        let scores = [model, trainer.bestModel].map { Translator($0, threads: 1).logProbabilities(of: pairs)[0] }
        #expect(abs(scores[0] - scores[1]) < 1e-3)
    }

    @Test func itCanKnowTheTokensOfAnotherModel() throws {
        let pairs = Self.texts.map { TextPair(source: $0.target, target: $0.target + " " + $0.target) }
        let other = try TrainingData(
            training: pairs, options: .init(sourceTokens: .subwords, targetTokens: .subwords, vocabularySize: 40)
        ).model(TinyTraining.configuration(), seed: 1)
        let plan = try Self.plan(.auto, tokens: TargetTokens(of: other))
        let model = plan.model()
        #expect(model.targetTokenizer == other.targetTokenizer && model.targetVocabulary == other.targetVocabulary)
        var translator = Translator(other, threads: 1)
        try translator.fuse(model, weight: 0.3)
        #expect(!translator.translate("aebi").isEmpty)
    }
}
