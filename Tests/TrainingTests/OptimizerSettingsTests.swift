import Seq2SeqModels
import Seq2SeqTraining
import Testing

/// The optimiser's constants are options: they are used, recorded and kept on resuming.
struct OptimizerSettingsTests {
    static let changes: [(name: String, value: String, change: @Sendable (inout TrainingOptions) -> Void)] = [
        ("beta1", "0.5", { $0.beta1 = 0.5 }), ("beta2", "0.9", { $0.beta2 = 0.9 }),
        ("epsilon", "0.001", { $0.epsilon = 0.001 }), ("weight_decay", "0.5", { $0.weightDecay = 0.5 }),
    ]

    private let base = TrainingOptions(epochs: nil, steps: 12, batchSize: 16, optimizer: .adamw, learningRate: 0.02)

    @Test(arguments: changes.indices)
    func eachChangesTheWeightsAndIsRecorded(index: Int) throws {
        let (name, value, change) = Self.changes[index]
        let data = try TinyTraining.data(100)
        var options = base
        change(&options)
        var trainer = TinyTraining.trainer(data, options)
        var standard = TinyTraining.trainer(data, base)
        trainer.run()
        standard.run()
        #expect(TinyTraining.bits(trainer.model) != TinyTraining.bits(standard.model))
        #expect(trainer.model.trainingRecord.options.contains { $0 == (name, value) })
        #expect(!standard.model.trainingRecord.options.contains { $0.name == name })
        #expect(try trainer.model.trainingOptions() == options)
    }

    @Test(arguments: changes.indices)
    func eachIsKeptOnResuming(index: Int) throws {
        let (name, value, change) = Self.changes[index]
        let data = try TinyTraining.data(100)
        var options = base
        change(&options)
        var whole = TinyTraining.trainer(data, options)
        whole.run()
        var stopped = TinyTraining.trainer(data, options)
        stopped.run { event in
            if case .step(let report) = event, report.step == 5 { return .stop }
            return .proceed
        }
        let checkpoint = try CheckpointTests.throughFile(stopped.checkpoint)
        var resumed = try TinyTraining.trainer(resuming: checkpoint, on: data, options)
        resumed.run()
        #expect(TinyTraining.bits(resumed.model) == TinyTraining.bits(whole.model))
        #expect(throws: CheckpointError.otherOption(name: name, before: value, now: "not given")) {
            try TinyTraining.trainer(resuming: checkpoint, on: data, base)
        }
    }

    @Test(arguments: [(\TrainingOptions.beta1, 1.0), (\.beta2, -0.1), (\.epsilon, 0), (\.weightDecay, .nan)])
    func impossibleOnesAreFoundByTheTable(path: WritableKeyPath<TrainingOptions, Double> & Sendable, value: Double) {
        var options = TrainingOptions()
        options[keyPath: path] = value
        #expect(TrainingOptions.settings.fault(in: options) != nil)
    }

    @Test func aFreshOptimizerHasTheOptionsDefaults() {
        let (optimizer, options) = (Optimizer(.adam, learningRate: 1), TrainingOptions())
        #expect(optimizer.beta1 == options.beta1 && optimizer.beta2 == options.beta2)
        #expect(optimizer.epsilon == options.epsilon && optimizer.weightDecay == options.weightDecay)
    }
}
