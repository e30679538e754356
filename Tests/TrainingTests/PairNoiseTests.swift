import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// Noise in sources and dropped words, anew in each epoch.
@Suite("Training: noise")
struct PairNoiseTests {
    private func weights(
        threads: Int = 1, seed: UInt64 = 1, stopping: Int? = nil, _ give: (inout TrainingData.Options) -> Void
    ) throws -> [UInt32] {
        var options = TrainingData.Options(seed: seed)
        give(&options)
        let data = try TinyTraining.data(60, options: options)
        var configuration = TinyTraining.configuration()
        (configuration.attention, configuration.copy) = (.dot, true)
        let model = data.model(configuration, seed: 1)
        let training = TrainingOptions(epochs: 3, batchSize: 16)
        let workspace = Workspace(threads: threads)
        var trainer = Trainer(model, on: data, options: training, workspace: workspace)
        if let stopping {
            for _ in 0..<stopping { _ = trainer.next() }
            trainer = try Trainer(
                model, resuming: trainer.checkpoint, on: data, options: training, workspace: workspace)
        }
        trainer.run()
        return TinyTraining.bits(trainer.model)
    }

    private static let kinds: [@Sendable (inout TrainingData.Options) -> Void] = [
        { $0.sourceNoise = 0.3 }, { $0.sourceWordDropout = 0.3 }, { $0.targetWordDropout = 0.3 },
        { ($0.sourceNoise, $0.targetWordDropout, $0.sourceTokens, $0.subwordDropout) = (0.9, 0.9, .subwords, 0.5) },
    ]

    @Test(arguments: kinds.indices)
    func everyKindChangesTheTrainingTheSameWayAtAnyThreadCountAndResumed(kind: Int) throws {
        let give = Self.kinds[kind]
        let expected = try weights(give)
        #expect(try weights(threads: 2, give) == expected)
        #expect(try weights(stopping: 7, give) == expected)
        #expect(try weights { _ in } != expected)
        #expect(try weights(seed: 2, give) != expected)
    }

    @Test func theSettingsAreInTheRecord() throws {
        let data = try TinyTraining.data(60, options: .init { $0.sourceNoise = 0.25 })
        let model = data.model(TinyTraining.configuration(), seed: 1)
        #expect(model.trainingRecord.options.contains { $0.name == "source_noise" && $0.value == "0.25" })
    }
}
