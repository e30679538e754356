import Foundation
import Seq2SeqModels
import Seq2SeqText
import Testing

import Seq2SeqTraining

@Suite("Trainings of a limited time")
struct TimeLimitTests {
    @Test(.timeLimit(.minutes(1)))
    func aTrainingEndsWithItsTimeAndPlansItsStepsForIt() throws {
        let data = try TinyTraining.data()
        let options = TrainingOptions {
            $0.timeLimit = 0.03
            $0.epochs = 1_000_000
            $0.schedule = .exponential
        }
        var trainer = TinyTraining.trainer(data, options)
        let begin = ContinuousClock.now
        var lastRate = 1.0
        let summary = trainer.run { event in
            if case .step(let report) = event { lastRate = report.learningRate }
            return .proceed
        }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        #expect(summary.ending == .finished || summary.ending == .ranOutOfTime)
        #expect(seconds < 10)
        let planned = try #require(trainer.checkpoint.plannedSteps)
        #expect(planned < 1_000_000 && planned >= summary.steps)
        // The course was planned for that end, so the rate has come down.
        #expect(lastRate < options.learningRate / 2)
    }

    @Test func aPlanIsResumedExactly() throws {
        let data = try TinyTraining.data()
        let options = TrainingOptions {
            $0.timeLimit = 0.02
            $0.epochs = 100_000
            $0.schedule = .exponential
        }
        var trainer = TinyTraining.trainer(data, options)
        var planned: TrainingCheckpoint?
        _ = trainer.run { event in
            if case .checkpoint(let checkpoint) = event, checkpoint.plannedSteps != nil, planned == nil {
                planned = checkpoint
            }
            return .proceed
        }
        let checkpoint = try #require(planned)
        // More time moves nothing: the plan is the checkpoint's.
        var longer = options
        longer.timeLimit = 10
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { unlink(path) }
        try checkpoint.write(to: path)
        var ends: [[UInt32]] = []
        for _ in 0..<2 {
            var resumed = try TinyTraining.trainer(
                resuming: TrainingCheckpoint(contentsOf: path), on: data, longer)
            #expect(resumed.plannedSteps == checkpoint.plannedSteps)
            #expect(resumed.run().ending == .finished)
            ends.append(TinyTraining.bits(resumed.model))
        }
        #expect(ends[0] == ends[1])
    }

    @Test func fewerStepsThanThereIsTimeForStayAsTheyAre() throws {
        let data = try TinyTraining.data()
        let options = TrainingOptions {
            $0.timeLimit = 60
            $0.steps = 12
        }
        var trainer = TinyTraining.trainer(data, options)
        #expect(trainer.run().ending == .finished)
        #expect(trainer.summary.steps == 12)
    }

    @Test func nothingIsBetterThanAllRight() throws {
        // Two pairs are soon learnt; the loss goes on falling.
        let pairs = [TextPair(source: "a", target: "b"), TextPair(source: "b", target: "a")]
        let data = try TrainingData(training: pairs, validation: pairs)
        let options = TrainingOptions {
            $0.epochs = 10_000
            $0.learningRate = 0.01
            $0.metric = .exact
            $0.patience = 3
        }
        var trainer = Trainer(
            data.model(TinyTraining.configuration(), seed: 1), on: data, options: options,
            workspace: .init(threads: 1))
        var perfect = 0
        let summary = trainer.run { event in
            if case .validation(let report, _) = event, report.exactMatch == 1 { perfect += 1 }
            return .proceed
        }
        #expect(summary.ending == .ranOutOfPatience)
        #expect(perfect == 4)
    }
}
