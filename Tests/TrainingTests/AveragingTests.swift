import Foundation
import Seq2SeqModels
import Seq2SeqTensors
import Testing
import Seq2SeqText
import Seq2SeqTraining

/// Averages of the weights: what is judged is what is kept, and training goes on as without.
struct AveragingTests {
    private func options(_ averaging: WeightAveraging, steps: Int = 40) -> TrainingOptions {
        TrainingOptions(
            epochs: nil, steps: steps, batchSize: 16, learningRate: 0.02, schedule: .plateau, dropout: 0.2,
            validateEvery: 6, checkpointEvery: 1, metric: .loss, averaging: averaging)
    }

    private static let every: [WeightAveraging] = [
        .exponential(decay: 0.9), .mean(of: .last, count: 3), .mean(of: .best, count: 3),
    ]

    /// The weights after each step and the reports of each validation with the weights that it judged.
    private func watched(
        _ options: TrainingOptions, data: TrainingData
    ) throws -> (
        steps: [[Float]], validations: [(report: ValidationReport, weights: [Float])], trainer: Trainer
    ) {
        var trainer = TinyTraining.trainer(data, options)
        var steps: [[Float]] = []
        var validations: [(report: ValidationReport, weights: [Float])] = []
        _ = trainer.run { event in
            if case .validation(let report, let model) = event { validations.append((report, values(model))) }
            // With a checkpoint after each step, each step's weights are seen.
            if case .checkpoint(let checkpoint) = event, checkpoint.steps == steps.count + 1 {
                steps.append(values(checkpoint.model))
            }
            return .proceed
        }
        return (steps, validations, trainer)
    }

    private func values(_ model: TranslationModel) -> [Float] {
        TinyTraining.bits(model).map(Float.init(bitPattern:))
    }

    @Test func theMovingAverageFollowsItsFormula() throws {
        let (steps, validations, trainer) = try watched(
            options(.exponential(decay: 0.8)), data: try TinyTraining.data())
        #expect(steps.count == 40)
        var average = steps[0]
        var expected: [Int: [Float]] = [:]
        for (index, weights) in steps.enumerated().dropFirst() {
            let step = Double(index + 1)
            let share = Float(1 - min(0.8, (1 + step) / (10 + step)))
            for element in average.indices { average[element] += share * (weights[element] - average[element]) }
            expected[index + 1] = average
        }
        for (report, weights) in validations { #expect(weights == expected[report.step]) }
        let best = try #require(trainer.bestReport)
        #expect(values(trainer.bestModel) == expected[best.step])
        #expect(values(trainer.model) == steps[39])
    }

    @Test(arguments: [WeightAveraging.mean(of: .last, count: 3), .mean(of: .best, count: 3)])
    func theMeanIsThatOfTheSnapshots(averaging: WeightAveraging) throws {
        let (_, validations, trainer) = try watched(options(averaging), data: try TinyTraining.data())
        var single: [(report: ValidationReport, weights: [Float])] = []
        var means = 0
        for (report, weights) in validations {
            guard let count = report.averagedModels else {
                single.append((report, weights))
                continue
            }
            means += 1
            var chosen = Array(single.suffix(3))
            if case .mean(of: .best, _) = averaging {
                let losses = single.map(\.report.lossPerToken).sorted().prefix(3)
                chosen = single.filter { losses.contains($0.report.lossPerToken) }
            }
            #expect(count == chosen.count)
            let mean = weights.indices.map { element in
                Float(chosen.reduce(0.0) { $0 + Double($1.weights[element]) } / Double(count))
            }
            #expect(weights == mean)
            #expect(report.step == single.last?.report.step)
        }
        #expect(single.count == 7)
        #expect(averaging == .mean(of: .last, count: 3) ? means == 6 : (1...6).contains(means))
        // The best of all that was validated is kept, as it was validated.
        let least = try #require(validations.min { $0.report.lossPerToken < $1.report.lossPerToken })
        #expect(values(trainer.bestModel) == least.weights)
        #expect(trainer.bestReport == least.report)
    }

    @Test(arguments: every)
    func whatIsKeptIsWhatWasValidated(averaging: WeightAveraging) throws {
        let data = try TinyTraining.data()
        var trainer = TinyTraining.trainer(data, options(averaging))
        _ = trainer.run()
        let loss = trainer.bestModel.network.loss(
            for: Batch(trainer.bestModel.encodedPairs(of: data.validation)), on: Workspace(threads: 1))
        let report = try #require(trainer.bestReport)
        #expect(abs(loss.perToken - report.lossPerToken) < 1e-6)
    }

    @Test(arguments: every)
    func trainingGoesOnAsWithoutAverages(averaging: WeightAveraging) throws {
        let data = try TinyTraining.data()
        func bits(_ averaging: WeightAveraging) -> [UInt32] {
            var options = options(averaging)
            options.schedule = .constant
            var trainer = TinyTraining.trainer(data, options)
            _ = trainer.run()
            return TinyTraining.bits(trainer.model)
        }
        #expect(bits(averaging) == bits(.none))
    }

    @Test(arguments: every, [1, 2])
    func everyCheckpointLeadsToTheSameEnd(averaging: WeightAveraging, threads: Int) throws {
        let data = try TinyTraining.data()
        var whole = TinyTraining.trainer(data, options(averaging))
        var checkpoints: [TrainingCheckpoint] = []
        _ = try whole.run { event in
            if case .checkpoint(let checkpoint) = event {
                checkpoints.append(try CheckpointTests.throughFile(checkpoint))
            }
            return .proceed
        }
        for checkpoint in checkpoints where [1, 6, 13, 24, 39, 40].contains(checkpoint.steps) {
            var resumed = try TinyTraining.trainer(
                resuming: checkpoint, on: data, options(averaging), threads: threads)
            _ = resumed.run()
            #expect(TinyTraining.bits(resumed.bestModel) == TinyTraining.bits(whole.bestModel))
            #expect(TinyTraining.bits(resumed.model) == TinyTraining.bits(whole.model))
            #expect(resumed.bestReport == whole.bestReport)
        }
    }

    @Test(arguments: every, Kernels.available)
    func everyMachineKeepsTheSameBits(averaging: WeightAveraging, instructions: String) throws {
        let data = try TinyTraining.data()
        func bits(_ workspace: Workspace) -> [UInt32] {
            var trainer = TinyTraining.trainer(data, options(averaging, steps: 20), hidden: 64, on: workspace)
            _ = trainer.run()
            return TinyTraining.bits(trainer.bestModel)
        }
        let plain = Workspace(threads: 1, kernels: try #require(Kernels(named: "plain")))
        #expect(bits(Workspace(threads: 3, kernels: try #require(Kernels(named: instructions)))) == bits(plain))
    }

    @Test func withoutValidationTheMovingAverageIsWhatIsKept() throws {
        let data = try TinyTraining.data()
        var trainer = TinyTraining.trainer(data, options(.exponential(decay: 0.9)), validates: false)
        #expect(TinyTraining.bits(trainer.bestModel) == TinyTraining.bits(trainer.model))
        var ended: [UInt32] = []
        _ = trainer.run { event in
            if case .epochFinished(_, let model) = event { ended = TinyTraining.bits(model) }
            return .proceed
        }
        #expect(TinyTraining.bits(trainer.bestModel) != TinyTraining.bits(trainer.model))
        #expect(ended != TinyTraining.bits(trainer.model))
    }

    @Test func aReceiverThatStopsAtAValidationIsToldOfItsMeanToo() throws {
        var trainer = TinyTraining.trainer(try TinyTraining.data(), options(.mean(of: .last, count: 2)))
        var reports: [ValidationReport] = []
        _ = trainer.run { event in
            guard case .validation(let report, _) = event else { return .proceed }
            reports.append(report)
            return report.step == 12 ? .stop : .proceed
        }
        #expect(reports.map(\.step) == [6, 12, 12])
        #expect(reports.map(\.averagedModels) == [nil, nil, 2])
    }

    /// Of pairs with one letter nothing finite can be computed, so their steps are skipped.
    @Test func aSkippedStepChangesNoMovingAverage() throws {
        let pairs = TinyTraining.pairs(60).map { TextPair(source: $0.source.replacing("e", with: "d"), target: "a") }
        let data = try TrainingData(training: pairs + [TextPair(source: "e", target: "a")])
        var model = data.model(TinyTraining.configuration(), seed: 1)
        let embedding = try #require(model.network.parameters.parameter(named: "source_embedding.weight"))
        let output = try #require(model.network.parameters.parameter(named: "output.weight"))
        let first = Int(data.sourceVocabulary.id(of: "e")) * 8
        model.network.parameters[embedding].replaceSubrange(first..<first + 8, with: repeatElement(.nan, count: 8))
        let options = TrainingOptions(
            epochs: 4, batchSize: 8, checkpointEvery: 1, averaging: .exponential(decay: 0.8))
        var trainer = Trainer(
            model, training: data.training, validation: [], options: options, workspace: Workspace(threads: 1))
        var average: [Float] = []
        var (taken, skipped, isSkipped) = (0.0, 0, false)
        let summary = trainer.run { event in
            switch event {
            case .step: isSkipped = false
            case .skippedStep: (isSkipped, skipped) = (true, skipped + 1)
            case .checkpoint(let checkpoint) where !isSkipped && checkpoint.steps > Int(taken) + skipped:
                taken += 1
                let weights = checkpoint.model.network.parameters[output]
                let share = Float(1 - min(0.8, (1 + taken) / (10 + taken)))
                average =
                    average.isEmpty ? weights : zip(average, weights).map { $0 + share * ($1 - $0) }
            default: break
            }
            return .proceed
        }
        #expect(summary.ending == .finished && skipped == 4 && taken == 28)
        #expect(trainer.bestModel.network.parameters[output] == average)
    }

    @Test(arguments: every)
    func aTrainingThatDivergesKeepsItsLastGoodModel(averaging: WeightAveraging) throws {
        let data = try TinyTraining.data()
        var good = TinyTraining.trainer(data, options(averaging, steps: 12))
        _ = good.run()
        var reckless = options(averaging)
        (reckless.learningRate, reckless.schedule, reckless.clipNorm) = (1e38, .constant, nil)
        reckless.validateEvery = 2
        var trainer = Trainer(
            goingOnFrom: good.checkpoint, on: data, options: reckless, workspace: Workspace(threads: 1))
        var reports: [ValidationReport] = []
        let summary = trainer.run { event in
            if case .validation(let report, _) = event { reports.append(report) }
            return .proceed
        }
        #expect(summary.ending == .diverged)
        // Weights of no use are in no mean. (A moving average is still near the good ones.)
        #expect(reports.count >= 2)
        #expect(reports.allSatisfy { !$0.isBest && $0.averagedModels == nil })
        if averaging.isOfSnapshots { #expect(reports.allSatisfy { !$0.lossPerToken.isFinite }) }
        #expect(TinyTraining.bits(trainer.bestModel) == TinyTraining.bits(good.bestModel))
    }
}

extension WeightAveraging {
    fileprivate var isOfSnapshots: Bool {
        if case .exponential = self { false } else { true }
    }
}
