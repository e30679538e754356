import Seq2SeqDecoding
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// Training on pairs of which a side is blank, and decoding by what was learnt.
@Suite("Training: blank sides")
struct BlankPairsTests {
    private static let pairs = [
        TextPair(source: "ab", target: "ba"), TextPair(source: "", target: "xy"), TextPair(source: "cd", target: " "),
        TextPair(source: "abc", target: "cba"), TextPair(source: " ", target: "xy"), TextPair(source: "ce", target: ""),
        TextPair(source: "", target: "xy"), TextPair(source: "ba", target: "ab"),
    ]

    private static func data(_ pairs: [TextPair] = pairs) throws -> TrainingData {
        var options = TrainingData.Options()
        options.allowsBlank = true
        return try TrainingData(training: pairs, validation: Array(pairs.prefix(4)), options: options)
    }

    private static func options(_ steps: Int) -> TrainingOptions {
        TrainingOptions(
            epochs: nil, steps: steps, batchSize: 3, learningRate: 0.02, dropout: 0.1, scheduledSampling: 0.3,
            validateEvery: 10, checkpointEvery: 1)
    }

    private static func trainer(_ steps: Int, attention: Attention.Kind = .general, copies: Bool = false) throws
        -> Trainer
    {
        let data = try data()
        let model = data.model(
            .init(embedding: 8, hidden: 12, bidirectional: true, attention: attention, copy: copies), seed: 1)
        return Trainer(model, on: data, options: options(steps), workspace: Workspace(threads: 1))
    }

    @Test func withoutTheOptionTheyAreRefused() throws {
        #expect(throws: TrainingDataError.self) { try TrainingData(training: Self.pairs) }
        let data = try Self.data()
        #expect(data.training.count == 8 && data.training[1].source.isEmpty && data.training[2].target.isEmpty)
        #expect(data.training[4].source.isEmpty && data.lengthRatio == 2)
        #expect(try !TrainingData(training: [Self.pairs[0]]).model(.init(hidden: 4), seed: 1).allowsBlank)
    }

    @Test func whatIsLearntOfThemIsSaid() throws {
        var trainer = try Self.trainer(300)
        _ = trainer.run { _ in .proceed }
        let translator = Translator(trainer.model, threads: 1)
        #expect(translator.allowsBlank)
        #expect(translator.translations(of: ["", "cd", " ", "ce"]).map(\.text) == ["xy", "", "xy", ""])
        // A model that was not trained so leaves blank lines blank.
        var other = trainer.model
        other.allowsBlank = false
        #expect(Translator(other, threads: 1).translations(of: ["", "cd"]).map(\.text) == ["", ""])
        #expect(translator.logProbabilities(of: [TextPair(source: "", target: "xy")])[0] > -1)
        #expect(translator.scoredTargets(of: [TextPair(source: " ", target: "")])[0].logProbability < -1)
    }

    @Test func aTrainingIsGoneOnWithToTheSameBits() throws {
        let data = try Self.data()
        var whole = try Self.trainer(30)
        _ = whole.run { _ in .proceed }
        var stopped = try Self.trainer(30)
        _ = stopped.run { event in
            if case .step(let report) = event, report.step == 13 { return .stop }
            return .proceed
        }
        var resumed = try Trainer(
            stopped.model, resuming: CheckpointTests.throughFile(stopped.checkpoint), on: data,
            options: Self.options(30), workspace: Workspace(threads: 2))
        _ = resumed.run { _ in .proceed }
        #expect(TinyTraining.bits(resumed.model) == TinyTraining.bits(whole.model))
        #expect(resumed.model.allowsBlank)
    }

    static let searches: [SearchOptions] = [
        SearchOptions(), SearchOptions(beamWidth: 3, hypothesisCount: 3, lengthPenalty: .average, coveragePenalty: 0.2),
        SearchOptions(hypothesisCount: 3, sampling: Sampling(seed: 3)),
    ]

    @Test(arguments: searches, [false, true])
    func blankLinesHaveTheBitsAloneThatTheyHaveAmongOthers(search: SearchOptions, copies: Bool) throws {
        var trainer = try Self.trainer(20, attention: copies ? .additive : .dot, copies: copies)
        _ = trainer.run { _ in .proceed }
        let sources = ["ab", "", "cab", " ", "e", "", "bbb"].enumerated().map { SourceText($1, line: $0 + 1) }
        for precision in Precision.allCases {
            var alone = Translator(trainer.model, threads: 1, precision: precision)
            alone.search = search
            alone.search.keepsAttention = true
            var together = Translator(trainer.model, threads: 2, precision: precision)
            (together.search, together.batchSize) = (alone.search, 5)
            let expected = sources.map { alone.hypotheses(of: [$0])[0] }
            #expect(together.hypotheses(of: sources) == expected)
            #expect(together.hypotheses(of: sources.reversed()) == expected.reversed())
            #expect(expected[1][0].alignment.isEmpty && expected[1][0].logProbability.isFinite)
            #expect(expected[1][0].text == expected[5][0].text || search.sampling != nil)
        }
    }

    @Test func aModelThatIsGoneOnFromPassesItOn() throws {
        var trainer = try Self.trainer(3)
        _ = trainer.run { _ in .proceed }
        let plan = try TrainingPlan(training: Self.pairs, goingOnFrom: ParentModel(trainer.model)) {
            $0.training.steps = 2
        }
        #expect(plan.data.options.allowsBlank && plan.model().allowsBlank)
    }

    @Test func judgesReadBlankLinesIfTheyHaveLearntTo() throws {
        var trainer = try Self.trainer(20)
        _ = trainer.run { _ in .proceed }
        var translator = Translator(trainer.model, threads: 1)
        translator.search = SearchOptions(beamWidth: 3, hypothesisCount: 3)
        let sources = [SourceText(""), SourceText("ab")]
        translator.rescorers = [
            Rescorer(trainer.model, weight: 1), Rescorer(trainer.model, weight: 1, direction: .backward),
        ]
        let judged = translator.hypotheses(of: sources)
        #expect(judged.allSatisfy { $0.allSatisfy { $0.rescoredLogProbabilities.count == 2 && $0.score.isFinite } })
        var other = trainer.model
        other.allowsBlank = false
        translator.rescorers = [Rescorer(other, weight: 1)]
        let half = translator.hypotheses(of: sources)
        #expect(half[0][0].rescoredLogProbabilities.isEmpty && half[1][0].rescoredLogProbabilities.count == 1)
    }
}
