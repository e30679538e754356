import Foundation
import Seq2SeqTraining
import Testing

@Suite("What a training has told")
struct TrainingHistoryTests {
    private func history(steps: Int) -> TrainingHistory {
        var history = TrainingHistory()
        for step in 1...steps { history.note(.step(report(step))) }
        return history
    }

    private func report(_ step: Int, loss: Double = 2) -> StepReport {
        StepReport(
            step: step, epoch: 1, progress: 0, lossPerToken: loss, gradientNorm: Double(step), learningRate: 0.1,
            targetTokens: 10, seconds: 0.5)
    }

    @Test func aLongTrainingIsToldInFewIntervals() {
        for steps in [1, 255, 256, 257, 1000, 12_345] {
            let history = history(steps: steps)
            #expect(history.steps.count <= 256)
            #expect(history.steps.count > min(steps, 128) - 1)
            #expect(history.steps.last?.lastStep == steps)
            #expect(history.steps.reduce(0) { $0 + $1.stepCount } == steps)
            #expect(history.steps.reduce(0) { $0 + $1.targetTokens } == 10 * steps)
            #expect(history.steps.allSatisfy { $0.lossPerToken == 2 && $0.targetTokensPerSecond == 20 })
            let lasts = history.steps.map(\.lastStep)
            #expect(Set(zip(lasts, lasts.dropFirst()).dropLast().map { $1 - $0 }).count <= 1)
        }
        #expect(history(steps: 512).steps[0].gradientNorm == 1.5)
    }

    @Test func skippedStepsCountInNothingElse() {
        var history = history(steps: 256)
        history.note(.skippedStep(report(257, loss: .nan)))
        history.note(.step(report(258, loss: 4)))
        let last = history.steps.last
        #expect(last?.lossPerToken == 4 && last?.skippedCount == 1 && last?.stepCount == 1)
    }

    @Test func aResumedTrainingHasTheHistoryOfTheWhole() throws {
        let data = try TinyTraining.data(60)
        let options = TrainingOptions(epochs: 4, batchSize: 8, checkpointEvery: 5)
        var whole = TinyTraining.trainer(data, options)
        var checkpoints: [TrainingCheckpoint] = []
        whole.run { event in
            if case .checkpoint(let checkpoint) = event { checkpoints.append(checkpoint) }
            return .proceed
        }
        #expect(whole.history.validations.map(\.step) == [8, 16, 24, 32])
        #expect(whole.history.validations.allSatisfy { $0.samples.count == 3 && $0.decoded.isEmpty })
        #expect(whole.history.steps.map(\.lastStep) == Array(1...32))
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        for checkpoint in checkpoints {
            try checkpoint.write(to: path)
            let read = try TrainingCheckpoint(contentsOf: path)
            #expect(read.history == checkpoint.history)
            var resumed = try TinyTraining.trainer(resuming: read, on: data, options)
            resumed.run()
            #expect(untimed(resumed.history) == untimed(whole.history))
            #expect(resumed.history.validations == whole.history.validations)
        }
    }

    private func untimed(_ history: TrainingHistory) -> [TrainingHistory.Interval] {
        history.steps.map { interval in
            var interval = interval
            interval.seconds = 0
            return interval
        }
    }

    @Test func theEventOfAValidationHasEveryDecodedPair() throws {
        let data = try TinyTraining.data(40)
        var trainer = TinyTraining.trainer(data, TrainingOptions(epochs: 2, batchSize: 8))
        var decoded: [[ValidationReport.Sample]] = []
        trainer.run { event in
            if case .validation(let report, _) = event {
                decoded.append(report.decoded)
                #expect(report.samples.allSatisfy(report.decoded.contains))
            }
            return .proceed
        }
        #expect(decoded.count == 2)
        #expect(decoded.allSatisfy { $0.map(\.source) == data.validation.map(\.source) })
        #expect(trainer.bestReport?.decoded == [])
    }

    @Test func manyValidationsAreThinnedAndTheBestStays() throws {
        var trainer = TinyTraining.trainer(
            try TinyTraining.data(30), TrainingOptions(epochs: nil, steps: 300, batchSize: 30, validateEvery: 1))
        trainer.run()
        let validations = trainer.history.validations
        #expect(validations.count <= 256 && validations.count > 100)
        #expect(validations.last?.step == 300)
        #expect(validations.contains { $0.step == trainer.bestReport?.step })
        #expect(validations.count { !$0.samples.isEmpty } <= 48)
        #expect(validations.last?.samples.isEmpty == false)
    }
}
