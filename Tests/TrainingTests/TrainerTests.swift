import Seq2SeqModels
import Seq2SeqTensors
import Testing
import Seq2SeqText
import Seq2SeqTraining

struct TrainerTests {
    private func options(steps: Int) -> TrainingOptions {
        var options = TrainingOptions()
        options.epochs = nil
        options.steps = steps
        options.batchSize = 16
        options.learningRate = 0.01
        return options
    }

    @Test func itLearnsToCopy() throws {
        let data = try TinyTraining.data(500)
        var trainer = TinyTraining.trainer(data, options(steps: 1200), hidden: 48)
        var exact = 0.0
        let summary = trainer.run { event in
            if case .validation(let report, _) = event { exact = max(exact, report.exactMatch) }
            return .proceed
        }
        #expect(exact >= 0.9)
        #expect(summary.ending == .finished)
        #expect(summary.steps == 1200)
    }

    @Test(arguments: Kernels.available, [1, 2, 3])
    func fiftyStepsGiveTheSameBitsOnEveryMachine(instructions: String, threads: Int) throws {
        let data = try TinyTraining.data()
        func bits(_ workspace: Workspace) -> [UInt32] {
            // Large enough that the threads share the work.
            var trainer = TinyTraining.trainer(data, options(steps: 50), hidden: 64, validates: false, on: workspace)
            _ = trainer.run { _ in .proceed }
            return TinyTraining.bits(trainer.model)
        }
        let plain = Workspace(threads: 1, kernels: try #require(Kernels(named: "plain")))
        let other = Workspace(threads: threads, kernels: try #require(Kernels(named: instructions)))
        #expect(bits(other) == bits(plain))
    }

    @Test(arguments: Kernels.available, [1, 3])
    func scheduledSamplingGivesTheSameBitsOnEveryMachine(instructions: String, threads: Int) throws {
        let data = try TinyTraining.data()
        func bits(_ workspace: Workspace, _ probability: Double = 0.5) -> [UInt32] {
            var options = options(steps: 20)
            (options.scheduledSampling, options.dropout) = (probability, 0.1)
            var trainer = TinyTraining.trainer(data, options, hidden: 64, validates: false, on: workspace)
            _ = trainer.run()
            return TinyTraining.bits(trainer.model)
        }
        let plain = Workspace(threads: 1, kernels: try #require(Kernels(named: "plain")))
        let other = Workspace(threads: threads, kernels: try #require(Kernels(named: instructions)))
        #expect(bits(other) == bits(plain))
        #expect(bits(other) != bits(other, 0))
    }

    @Test func anotherSeedGivesAnotherModel() throws {
        let data = try TinyTraining.data()
        var bits: [[UInt32]] = []
        for seed: UInt64 in [1, 2] {
            var options = options(steps: 3)
            options.seed = seed
            var trainer = TinyTraining.trainer(data, options)
            _ = trainer.run { _ in .proceed }
            bits.append(TinyTraining.bits(trainer.model))
        }
        #expect(bits[0] != bits[1])
    }

    @Test func validationDoesNotTouchTraining() throws {
        let data = try TinyTraining.data()
        var bits: [[UInt32]] = []
        for every in [nil, 1, 7] {
            var options = options(steps: 30)
            options.validateEvery = every
            var trainer = TinyTraining.trainer(data, options, validates: every != nil)
            _ = trainer.run { _ in .proceed }
            bits.append(TinyTraining.bits(trainer.model))
        }
        #expect(bits[0] == bits[1])
        #expect(bits[0] == bits[2])
    }

    @Test func everyPairIsSeenOnceAnEpoch() throws {
        let data = try TinyTraining.data(100)
        var options = options(steps: 0)
        options.steps = nil
        options.epochs = 3
        var trainer = TinyTraining.trainer(data, options)
        #expect(trainer.plannedSteps == 21)
        var tokens = 0
        var epochs: [Int] = []
        let summary = trainer.run { event in
            switch event {
            case .step(let report): tokens += report.targetTokens
            case .epochFinished(let epoch, _): epochs.append(epoch)
            default: break
            }
            return .proceed
        }
        #expect(tokens == 3 * data.training.reduce(0) { $0 + $1.target.count + 1 })
        #expect(epochs == [1, 2, 3])
        #expect(summary.steps == 21)
        #expect(summary.targetTokens == tokens)
    }

    @Test func theBestModelIsKeptAndPatienceEndsTraining() throws {
        let data = try TinyTraining.data()
        var options = options(steps: 400)
        // So large a rate makes validation worse again and again.
        options.learningRate = 0.5
        options.validateEvery = 5
        options.patience = 3
        var trainer = TinyTraining.trainer(data, options)
        var losses: [Double] = []
        var best: [UInt32] = []
        let summary = trainer.run { event in
            if case .validation(let report, let model) = event {
                if report.isBest { best = TinyTraining.bits(model) }
                #expect(report.isBest == losses.allSatisfy { report.lossPerToken < $0 })
                losses.append(report.lossPerToken)
            }
            return .proceed
        }
        #expect(summary.ending == .ranOutOfPatience)
        // A stop at every validation changes nothing of that.
        var stopped = TinyTraining.trainer(data, options)
        var ending = TrainingSummary.Ending.stopped
        while ending == .stopped {
            ending = stopped.run { if case .validation = $0 { .stop } else { .proceed } }.ending
        }
        #expect(ending == .ranOutOfPatience)
        #expect(TinyTraining.bits(stopped.model) == TinyTraining.bits(trainer.model))
        #expect(TinyTraining.bits(trainer.bestModel) == best)
        #expect(TinyTraining.bits(trainer.model) != best)
        let least = try #require(losses.min())
        #expect(losses.firstIndex(of: least) == losses.count - 4)
    }

    @Test func theReceiverCanStop() throws {
        let data = try TinyTraining.data()
        var trainer = TinyTraining.trainer(data, options(steps: 100))
        let summary = trainer.run { event in
            if case .step(let report) = event, report.step == 4 { return .stop }
            return .proceed
        }
        #expect(summary.ending == .stopped)
        #expect(summary.steps == 4)
    }

    @Test func aGradientThatIsNotFiniteChangesNothingAndEndsTraining() throws {
        let data = try TinyTraining.data()
        var model = data.model(TinyTraining.configuration(), seed: 1)
        let bias = try #require(model.network.parameters.parameter(named: "output.bias"))
        model.network.parameters[bias][5] = .nan
        let before = TinyTraining.bits(model)
        var trainer = Trainer(
            model, training: data.training, validation: [], options: options(steps: 100),
            workspace: Workspace(threads: 1))
        var skipped = 0
        let summary = trainer.run { event in
            if case .skippedStep = event { skipped += 1 }
            return .proceed
        }
        #expect(summary.ending == .diverged)
        #expect(skipped == summary.steps)
        #expect(TinyTraining.bits(trainer.model) == before)
    }

    @Test func skippedStepsInARowAreCountedAcrossAResumption() throws {
        let data = try TinyTraining.data()
        var model = data.model(TinyTraining.configuration(), seed: 1)
        let bias = try #require(model.network.parameters.parameter(named: "output.bias"))
        model.network.parameters[bias][5] = .nan
        let workspace = Workspace(threads: 1)
        var whole = Trainer(model, on: data, options: options(steps: 100), workspace: workspace)
        let end = whole.run()
        var stopped = Trainer(model, on: data, options: options(steps: 100), workspace: workspace)
        _ = stopped.run { event in
            if case .skippedStep(let report) = event, report.step == 3 { return .stop }
            return .proceed
        }
        var resumed = try TinyTraining.trainer(resuming: stopped.checkpoint, on: data, options(steps: 100))
        let summary = resumed.run()
        #expect(summary.ending == .diverged)
        #expect(summary.steps == end.steps)
        // Whoever goes on after that gets as many steps again.
        #expect(resumed.run().steps == 2 * end.steps)
    }

    @Test func samplesStandBesideTheirReferences() throws {
        let data = try TinyTraining.data()
        var trainer = TinyTraining.trainer(data, options(steps: 1))
        var samples: [ValidationReport.Sample] = []
        _ = trainer.run { event in
            if case .validation(let report, _) = event { samples = report.samples }
            return .proceed
        }
        #expect(samples.count == 3)
        for sample in samples {
            #expect(data.validation.contains(TextPair(source: sample.source, target: sample.reference)))
        }
    }
}
