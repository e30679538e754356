import Foundation
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqText
import Testing

import Seq2SeqTraining

@Suite("Recipes")
struct RecipeTests {
    private func plan(
        _ pairs: [TextPair], _ recipe: Recipe = .auto, _ give: (inout TrainingSettings) -> Void = { _ in }
    ) throws -> TrainingPlan {
        try TrainingPlan(training: pairs, validation: Array(pairs.prefix(20)), recipe: recipe, give)
    }

    /// Pairs whose sides are made of a number's digits.
    private func pairs(_ count: Int, _ text: (Int) -> (String, String)) -> [TextPair] {
        (0..<count).map { TextPair(source: text($0).0, target: text($0).1) }
    }

    private func origin(_ name: String, in plan: TrainingPlan) -> SettingOrigin? {
        plan.choices.first { $0.name == name }?.origin
    }

    @Test func plainIsTheDefaults() throws {
        let plan = try plan(TinyTraining.pairs(200), .plain)
        #expect(plan.settings == TrainingSettings())
        #expect(plan.choices.allSatisfy { $0.origin == .standard })
    }

    @Test func whatIsGivenWins() throws {
        let plan = try plan(TinyTraining.pairs(200)) {
            // The first three are defaults, which the recipe would not choose.
            $0.model.attention = .none
            $0.training.labelSmoothing = 0
            $0.data.tokens = .characters
            $0.model.hidden = 40
            $0.training.epochs = 3
        }
        #expect(plan.settings.model.attention == .none)
        #expect(plan.settings.training.labelSmoothing == 0)
        #expect(plan.settings.model.hidden == 40)
        #expect(plan.settings.training.epochs == 3)
        for name in ["attention", "label_smoothing", "hidden", "epochs"] {
            #expect(origin(name, in: plan) == .given, "\(name)")
        }
    }

    @Test func whatDependsOnTheGivenFollows() throws {
        let pairs = TinyTraining.pairs(200)
        #expect(try plan(pairs) { $0.model.hidden = 40 }.settings.model.embedding == 40)
        #expect(try !plan(pairs) { $0.model.hidden = 41 }.settings.model.bidirectional)
        #expect(
            try plan(pairs) { ($0.model.embedding, $0.model.tieEmbeddings) = (24, true) }.settings.model.hidden == 24)
        #expect(try plan(pairs) { $0.model.residual = true }.settings.model.layers == 2)
        #expect(try plan(pairs) { $0.training.weightDecay = 0.1 }.settings.training.optimizer == .adamw)
        #expect(try plan(pairs) { $0.training.variationalDropout = true }.settings.training.dropout > 0)
        #expect(try plan(pairs) { $0.training.optimizer = .sgd }.settings.training.learningRate == 0.5)
        #expect(try plan(pairs) { $0.training.average = 3 }.settings.training.ema == nil)
        #expect(try plan(pairs) { $0.data.subwordDropout = 0.1 }.settings.data.sourceTokens == .subwords)
        #expect(try plan(pairs) { $0.training.steps = 7 }.settings.training.epochs == nil)
        #expect(try plan(pairs) { $0.training.timeLimit = 1 }.settings.training.schedule == .exponential)
        let shared = try plan(pairs) { ($0.data.shareVocabulary, $0.data.targetTokens) = (true, .words) }
        #expect(shared.settings.data.sourceTokens == .words)
    }

    @Test func theSamePairsGiveTheSamePlan() throws {
        let one = try plan(TinyTraining.pairs(300))
        #expect(try plan(TinyTraining.pairs(300)).choices == one.choices)
    }

    @Test func symbolsWithBlanksBetweenThemAreWords() throws {
        let phones = pairs(400) { number in
            let digits = String(number * 7919 % 100_000)
            return (digits, digits.map { "p\($0)" }.joined(separator: " "))
        }
        let settings = try plan(phones).settings
        #expect(settings.data.sourceTokens == .characters)
        #expect(settings.data.targetTokens == .words)
        #expect(settings.data.minimumCount == 1)
        #expect(settings.training.metric == .exact)
    }

    @Test func sentencesOfAnOpenVocabularyAreSubwords() throws {
        var random = RandomSource(seed: 1)
        let sentences = pairs(400) { number in
            let text = (0..<8).map { _ in "w\(random.next(below: 30) * random.next(below: 30))" }.joined(separator: " ")
            return (text + " s\(number)", text + " t\(number)")
        }
        let settings = try plan(sentences).settings
        #expect(settings.data.sourceTokens == .subwords && settings.data.targetTokens == .subwords)
        #expect(settings.data.vocabularySize == 1000)
        #expect(settings.data.shareVocabulary)
        #expect(settings.training.metric == .bleu)
    }

    @Test func pairsAreSetAsideOnlyWhereNoneAreGiven() throws {
        let pairs = TinyTraining.pairs(200)
        #expect(try plan(pairs).settings.data.validFraction == 0)
        let alone = try TrainingPlan(training: pairs)
        #expect(alone.settings.data.validFraction == 0.1)
        #expect(alone.data.validation.count == 20)
        let few = try TrainingPlan(training: Array(pairs.prefix(9)))
        #expect(few.data.validation.isEmpty && few.settings.training.patience == nil)
        #expect(try TrainingPlan(training: pairs) { $0.training.metric = .loss }.settings.training.metric == .loss)
    }

    /// Every plan can be trained, whatever of the model was given.
    @Test(arguments: 0..<40)
    func noChoiceContradictsWhatIsGiven(seed: Int) throws {
        var random = RandomSource(seed: UInt64(seed))
        let table = TrainingSettings.table
        var settings = TrainingSettings()
        let values = [
            "embedding": ["12", "16"], "hidden": ["15", "16"], "layers": ["1", "2"], "encoder_layers": ["3"],
            "bidirectional": ["on"], "attention": ["none", "dot", "additive"], "tie_embeddings": ["on"], "copy": ["on"],
            "tokens": ["characters", "words", "subwords", "bytes"], "share_vocabulary": ["on"],
            "source_tokens": ["subwords"],
            "dropout": ["0", "0.5"], "optimizer": ["sgd", "adamw"], "schedule": ["plateau"], "steps": ["3"],
            "batch_tokens": ["64"], "average": ["2"], "patience": ["0"],
        ]
        for name in values.keys.sorted() where random.next(below: 4) == 0 {
            let choices = values[name] ?? []
            let value = choices[random.next(below: choices.count)]
            let setting = try #require(table.settings.first { $0.name.stored == name })
            #expect(setting.read(value, &settings) == nil)
        }
        let given = settings
        // What contradicts itself already is refused before a recipe sees it.
        guard table.brokenRule(of: settings) == nil else { return }
        let plan = try plan(TinyTraining.pairs(100)) { $0 = given }
        #expect(table.brokenRule(of: plan.settings) == nil)
        for name in table.differences(given, TrainingSettings()) {
            #expect(table[name].text(plan.settings) == table[name].text(given), "\(name.stored)")
        }
        var trainer = Trainer(plan, workspace: .init(threads: 1))
        #expect(trainer.next() != nil)
    }

    @Test func theModelFileHoldsEverySettingWithItsOrigin() throws {
        let plan = try plan(TinyTraining.pairs(100)) { $0.model.hidden = 20 }
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { unlink(path) }
        try plan.model().write(to: path)
        let model = try TranslationModel(contentsOf: path)
        #expect(model.trainingRecord.choices == plan.choices)
        let draft = try SettingsDraft(recordedIn: model)
        #expect(draft.settings == plan.settings)
    }
}
