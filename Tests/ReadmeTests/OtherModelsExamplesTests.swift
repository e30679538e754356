import Seq2Seq
import Testing

/// The code of the pages on language models and on ranking outputs anew.
struct OtherModelsExamplesTests {
    private func model() throws -> TranslationModel {
        try TrainingData(training: [TextPair(source: "535+61", target: "596")])
            .model(.init(embedding: 8, hidden: 16), seed: 1)
    }

    /// Reads a file that is not there, so it is compiled and not run.
    private func languageModel(beside model: TranslationModel) throws {
        let texts = try ParallelCorpus(targetsAt: "sentences.txt")
        let plan = try TrainingPlan(training: texts.pairs, tokens: TargetTokens(of: model)) {
            $0.data.targetOnly = true
        }
        var trainer = Trainer(plan)
        trainer.run()
        var translator = Translator(model)
        try translator.fuse(trainer.bestModel, weight: 0.2)
        print(translator.translate("535+61"))
    }

    private func plan(beside model: TranslationModel) throws {
        let texts = try ParallelCorpus(targetsAt: "sentences.txt")
        let plan = try TrainingPlan(training: texts.pairs) { $0.data.targetOnly = true }
        print(plan.settings.data.targetOnly)
    }

    private func fused(_ translator: inout Translator) throws {
        try translator.fuse(TranslationModel(contentsOf: "lm.safetensors"), weight: 0.2)
        print(translator.translate("535+61"))
    }

    @Test func rescoring() throws {
        let model = try model()
        var translator = Translator(model)
        translator.search = SearchOptions(beamWidth: 10, hypothesisCount: 10)
        translator.rescorers = [Rescorer(model, weight: 0.5)]
        for best in translator.hypotheses(of: [SourceText("535+61")])[0] {
            print(best.score, best.rescoredLogProbabilities)
        }
        for best in translator.hypotheses(of: [SourceText("535+61")])[0] {
            #expect(abs(best.score - best.logProbability - 0.5 * best.rescoredLogProbabilities[0]) < 1e-9)
        }
    }
}
