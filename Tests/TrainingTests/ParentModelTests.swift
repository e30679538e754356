import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

@Suite("Going on from a model")
struct ParentModelTests {
    private static let old = ["abc", "cab", "bca", "ab", "ca", "b", "cc", "aab"]
    private static let new = ["dad", "bed", "ace", "abed", "deb", "ade"]
    private let workspace = Workspace(threads: 1)

    private static func pairs(_ words: [String]) -> [TextPair] {
        words.map { TextPair(source: $0, target: String($0.reversed())) }
    }

    private func parent(_ change: (inout TrainingSettings) -> Void = { _ in }) throws -> TranslationModel {
        let plan = try TrainingPlan(training: Self.pairs(Self.old), recipe: .plain) { settings in
            (settings.model.embedding, settings.model.hidden) = (8, 12)
            settings.model.attention = .general
            settings.training.epochs = 30
            change(&settings)
        }
        var trainer = Trainer(plan, workspace: workspace)
        trainer.run()
        return trainer.bestModel
    }

    private func plan(
        from parent: ParentModel, _ change: (inout TrainingSettings) -> Void = { _ in }
    ) throws -> TrainingPlan {
        try TrainingPlan(training: Self.pairs(Self.new), recipe: .plain, goingOnFrom: parent) { settings in
            settings.training.epochs = 5
            change(&settings)
        }
    }

    private func outputs(_ model: TranslationModel, _ words: [String]) -> [String] {
        var translator = Translator(model, threads: 1)
        translator.search.beamWidth = 3
        translator.search.hypothesisCount = 3
        return words.flatMap { word in translator.translations(word, count: 3).map(\.text) }
    }

    @Test func weightsThatGrowAreNotFrozen() throws {
        let parent = ParentModel(try parent())
        func error(_ frozen: [String], _ growth: ParentModel.VocabularyGrowth) -> TrainingDataError? {
            do throws(TrainingDataError) {
                _ = try TrainingPlan(training: Self.pairs(Self.new), recipe: .plain, goingOnFrom: parent) {
                    ($0.training.frozen, $0.data.vocabularyGrowth) = (frozen, growth)
                }
                return nil
            } catch {
                return error
            }
        }
        // The letters d and e are new.
        #expect(
            error(["encoder", "source_embedding"], .extend)
                == .frozenGrowth(weights: "source_embedding.weight", rows: 2))
        #expect(error(["output"], .extend) == .frozenGrowth(weights: "output.weight", rows: 2))
        #expect(error(["output.bias"], .extend) == .frozenGrowth(weights: "output.bias", rows: 2))
        #expect(error(["encoder", "decoder"], .extend) == nil)
        #expect(error(["source_embedding"], .keep) == nil)
    }

    @Test(arguments: [false, true])
    func aVocabularyThatGrowsChangesNoOutputBeforeTheFirstStep(isShared: Bool) throws {
        let model = try parent { settings in
            settings.data.shareVocabulary = isShared
            if isShared { (settings.model.embedding, settings.model.tieEmbeddings) = (12, true) }
        }
        let grown = try plan(from: ParentModel(model)) { $0.data.vocabularyGrowth = .extend }.model()
        let vocabularies = [
            (model.sourceVocabulary, grown.sourceVocabulary), (model.targetVocabulary, grown.targetVocabulary),
        ]
        for (before, now) in vocabularies {
            #expect(Array(now.tokens.prefix(before.count)) == before.tokens)
            #expect(Set(now.tokens.dropFirst(before.count)) == ["d", "e"])
        }
        #expect(!isShared || grown.sourceVocabulary == grown.targetVocabulary)
        #expect(outputs(grown, Self.old) == outputs(model, Self.old))
        for name in model.network.parameters.names {
            let before = try #require(model.network.parameters.parameter(named: name))
            let now = try #require(grown.network.parameters.parameter(named: name))
            let values = model.network.parameters[before]
            #expect(Array(grown.network.parameters[now].prefix(values.count)) == values)
        }
    }

    @Test func aVocabularyThatIsKeptMakesNewTokensUnknown() throws {
        let model = try parent()
        let plan = try plan(from: ParentModel(model))
        #expect(plan.data.sourceVocabulary == model.sourceVocabulary)
        #expect(plan.data.training[0].source.contains(Vocabulary.unknown))
        #expect(plan.model().network.parameters.count == model.network.parameters.count)
        #expect(plan.settings.model.hidden == 12 && plan.settings.model.attention == .general)
        let foreign = [TextPair(source: "xyz", target: "abc")]
        #expect(throws: TrainingDataError.everyTokenForeign(side: .source, goesOn: true)) {
            try TrainingPlan(training: foreign, goingOnFrom: ParentModel(model))
        }
    }

    @Test func theRecordHasTheParentsChecksumAndATrainingThatIsResumedComesToTheSame() throws {
        let model = try parent()
        let plan = try plan(from: ParentModel(model)) { $0.data.vocabularyGrowth = .extend }
        var whole = Trainer(plan, workspace: workspace)
        whole.run()
        #expect(whole.bestModel.trainingRecord.parentChecksum == ParentModel(model).checksum)
        var first = Trainer(plan, workspace: workspace)
        first.run { event in if case .step = event { .stop } else { .proceed } }
        // The checkpoint alone is enough.
        let checkpoint = first.checkpoint
        let again = try self.plan(from: ParentModel(checkpoint.model, checksum: ParentModel(model).checksum)) {
            $0.data.vocabularyGrowth = .extend
        }
        var second = try Trainer(
            again.model(), resuming: checkpoint, on: again.data, options: again.settings.training,
            workspace: workspace)
        second.run()
        for (name, value) in values(of: whole.bestModel) { #expect(values(of: second.bestModel)[name] == value) }
    }

    private func values(of model: TranslationModel) -> [String: [Float]] {
        let parameters = model.network.parameters
        return Dictionary(
            uniqueKeysWithValues: parameters.names.map { name in
                (name, parameters.parameter(named: name).map { parameters[$0] } ?? [])
            })
    }

    @Test(arguments: Optimizer.Method.allCases)
    func frozenPartsStayAsTheyAre(optimizer: Optimizer.Method) throws {
        let model = try parent()
        let plan = try plan(from: ParentModel(model)) { settings in
            settings.training.optimizer = optimizer
            settings.training.weightDecay = optimizer == .adamw ? 0.5 : settings.training.weightDecay
            settings.training.frozen = ["encoder", "target_embedding", "output.bias"]
        }
        var trainer = Trainer(plan, workspace: workspace)
        trainer.run()
        let (before, now) = (values(of: model), values(of: trainer.bestModel))
        for name in model.network.parameters.names {
            let isFrozen = ["encoder.", "target_embedding.", "output.bias"].contains { name.hasPrefix($0) }
            #expect((before[name] == now[name]) == isFrozen, "\(name)")
        }
    }

    @Test func partsThatAreNotThereAreTold() throws {
        let parameters = try parent().network.parameters
        #expect(parameters.problem(freezing: ["encoder", "output.bias"]) == nil)
        #expect(
            parameters.problem(freezing: ["encodr"])
                == "There is no part 'encodr' to freeze. The model has source_embedding, target_embedding, encoder,"
                + " decoder, attention, output")
        #expect(parameters.problem(freezing: parameters.parts)?.hasPrefix("Every weight is frozen") == true)
    }

    @Test(arguments: [0.5, 0.9, 0.1, 0.75])
    func replayedPairsHaveTheirShare(share: Double) throws {
        var parent = ParentModel(try parent())
        parent.replayed = Self.pairs(Self.old)
        parent.replayShare = share
        let plan = try plan(from: parent)
        let replayed = plan.data.trainingPairs.count { Self.old.contains($0.source) }
        let all = plan.data.trainingPairs.count
        // To the nearest pair.
        #expect(abs(Double(replayed) - share * Double(all)) <= 0.5, "\(replayed) of \(all)")
        // None is left out.
        #expect(Set(plan.data.trainingPairs.map(\.source)) == Set(Self.old + Self.new))
    }

    @Test func aShareThatWouldRepeatPairsWithoutEndIsRefused() throws {
        var parent = ParentModel(try parent())
        parent.replayed = Self.pairs(Self.old)
        parent.replayShare = 1e-9
        #expect(throws: TrainingDataError.unevenReplay(new: 6, replayed: 8, share: 1e-9)) {
            try TrainingData(training: Self.pairs(Self.new), goingOnFrom: parent)
        }
    }

    @Test func theRecipeGoesOnGently() throws {
        let plan = try TrainingPlan(training: Self.pairs(Self.new), goingOnFrom: ParentModel(try parent()))
        #expect(plan.settings.training.learningRate == 0.001)
        #expect(plan.settings.model.bidirectional == false)
        let choice = try #require(plan.choices.first { $0.name == "hidden" })
        #expect(choice.value == "12" && choice.origin == .chosen(because: "the model has it"))
    }
}
