import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// A trainer that is driven from event to event does what one that runs does.
struct TrainerEventsTests {
    /// Options under which every kind of event occurs, two validations in one place among them.
    private func options(epochs: Int = 3) -> TrainingOptions {
        var options = TrainingOptions(epochs: epochs, batchSize: 16, learningRate: 0.01)
        (options.validateEvery, options.checkpointEvery, options.accumulate) = (4, 3, 2)
        options.averaging = .mean(of: .last, count: 2)
        return options
    }

    /// What is told of an event, seconds aside.
    private func description(_ event: TrainingEvent) -> String {
        switch event {
        case .largerBatch(let estimate): "larger \(estimate)"
        case .step(let step): "step \(step.step) of epoch \(step.epoch): \(step.lossPerToken), \(step.gradientNorm)"
        case .skippedStep(let step): "skipped \(step.step)"
        case .validation(let report, let model): "validation \(report) \(TinyTraining.bits(model).hashValue)"
        case .checkpoint(let checkpoint):
            "checkpoint \(checkpoint.steps) \(TinyTraining.bits(checkpoint.model).hashValue)"
        case .epochFinished(let epoch, let model): "epoch \(epoch) \(TinyTraining.bits(model).hashValue)"
        }
    }

    @Test(arguments: [true, false])
    func theEventsAreThoseOfARun(validates: Bool) throws {
        let data = try TinyTraining.data(100)
        var run = TinyTraining.trainer(data, options(), validates: validates)
        var told: [String] = []
        let summary = run.run { event in
            told.append(description(event))
            return .proceed
        }
        var driven = TinyTraining.trainer(data, options(), validates: validates)
        var given: [String] = []
        while let event = driven.next() {
            #expect(driven.ending == nil)
            given.append(description(event))
        }
        #expect(given == told)
        #expect(given.count { $0.hasPrefix("validation") } == (validates ? 5 : 0))
        #expect(given.count { $0.hasPrefix("epoch") } == 3)
        #expect(driven.ending == .finished)
        #expect(driven.summary.ending == summary.ending)
        #expect(driven.summary.steps == summary.steps)
        #expect(TinyTraining.bits(driven.model) == TinyTraining.bits(run.model))
        #expect(TinyTraining.bits(driven.bestModel) == TinyTraining.bits(run.bestModel))
    }

    @Test func aStopLosesNoEvent() throws {
        let data = try TinyTraining.data(100)
        var driven = TinyTraining.trainer(data, options())
        var given: [String] = []
        while let event = driven.next() { given.append(description(event)) }
        var stopped = TinyTraining.trainer(data, options())
        var told: [String] = []
        while stopped.ending == nil {
            stopped.run { event in
                told.append(description(event))
                return .stop
            }
        }
        #expect(told == given)
    }

    @Test func afterTheEndThereIsNoEvent() throws {
        let data = try TinyTraining.data(30)
        var trainer = TinyTraining.trainer(data, options(epochs: 1))
        #expect(trainer.summary.ending == .stopped)
        while trainer.next() != nil {}
        let summary = trainer.summary
        #expect(trainer.next() == nil)
        #expect(trainer.summary == summary)
        #expect(summary.ending == .finished)
        #expect(trainer.run() == summary)
    }

    @Test func aTrainingThatDivergesEndsOnceAndCanBeRunAgain() throws {
        let data = try TinyTraining.data(30)
        var model = data.model(TinyTraining.configuration(), seed: 1)
        let bias = try #require(model.network.parameters.parameter(named: "output.bias"))
        model.network.parameters[bias][5] = .nan
        var trainer = Trainer(model, on: data, options: TrainingOptions(epochs: 20), workspace: Workspace(threads: 1))
        while trainer.next() != nil {}
        #expect(trainer.ending == .diverged)
        #expect(trainer.next() == nil)
        let steps = trainer.summary.steps
        #expect(trainer.run().steps == 2 * steps)
    }

    /// An app that lets an actor train, step by step, beside what else it does.
    private actor Training {
        private var trainer: Trainer

        init(_ data: TrainingData) {
            trainer = TinyTraining.trainer(data, TrainingOptions(epochs: 2, batchSize: 16))
        }

        func advance() -> Bool { trainer.next() != nil }
        var steps: Int { trainer.summary.steps }
    }

    @Test func anActorCanOwnIt() async throws {
        let training = Training(try TinyTraining.data(40))
        while await training.advance() { await Task.yield() }
        #expect(await training.steps == 6)
    }

    private static func refusal(_ result: ExitTest.Result?) throws -> String {
        String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    }

    @Test func dataWithAnotherVocabularyIsRefused() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let model = try TinyTraining.data().model(TinyTraining.configuration(), seed: 1)
            let other = try TrainingData(training: [TextPair(source: "abxyz", target: "abc")])
            _ = Trainer(model, on: other)
        }
        #expect(
            try Self.refusal(result).contains(
                "A model is trained on data with its own vocabulary, but the source vocabularies, of 9 tokens and of 9, "
                    + "differ from id"))
    }

    @Test func anIdBeyondTheVocabularyIsRefused() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let data = try TinyTraining.data()
            _ = Trainer(
                data.model(TinyTraining.configuration(), seed: 1), training: [EncodedPair(source: [4], target: [9])],
                validation: [], options: TrainingOptions(), workspace: Workspace(threads: 1))
        }
        #expect(
            try Self.refusal(result).contains("Ids are below the vocabulary's size, 9, but the target at index 0 has 9")
        )
    }
}
