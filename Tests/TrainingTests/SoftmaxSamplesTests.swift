import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// Trainings whose gradient of the output layer is made of some of the target's tokens.
@Suite("Training: a sampled gradient of the softmax")
struct SoftmaxSamplesTests {
    /// Each of many words becomes one of two others.
    private static func data() throws -> TrainingData {
        var random = RandomSource(seed: 3)
        func pairs(_ count: Int) -> [TextPair] {
            (0..<count).map { _ in
                let words = (0..<random.next(in: 1...5)).map { _ in
                    min(random.next(below: 300), random.next(below: 300))
                }
                let target = words.map { "t\(random.next(below: 4) < 3 ? $0 : ($0 + 150) % 300)" }
                return TextPair(
                    source: words.map { "s\($0)" }.joined(separator: " "), target: target.joined(separator: " "))
            }
        }
        return try TrainingData(
            training: pairs(2000), validation: pairs(100),
            options: TrainingData.Options(sourceTokens: .words, targetTokens: .words))
    }

    private func options(_ samples: Int?, steps: Int) -> TrainingOptions {
        var options = TrainingOptions(epochs: nil, steps: steps, batchSize: 16, learningRate: 0.01)
        options.softmaxSamples = samples
        return options
    }

    private func trainer(
        _ data: TrainingData, _ options: TrainingOptions, copy: Bool = false,
        on workspace: Workspace = Workspace(threads: 1)
    ) -> Trainer {
        var configuration = EncoderDecoder.Configuration()
        (configuration.embedding, configuration.hidden) = (16, 32)
        (configuration.attention, configuration.copy) = (.general, copy)
        return Trainer(data.model(configuration, seed: 1), on: data, options: options, workspace: workspace)
    }

    /// A batch has about 45 different targets, and to say nothing of the source costs a loss of 5.3.
    @Test func theLossFallsAsItDoesWithTheWholeGradient() throws {
        let data = try Self.data()
        let losses = try [nil, 150].map { samples in
            var trainer = trainer(data, options(samples, steps: 1000))
            trainer.run()
            return try #require(trainer.bestReport).lossPerToken
        }
        #expect(losses[0] < 1 && losses[1] < 1.1 * losses[0], "\(losses)")
    }

    @Test(arguments: Kernels.available, [1, 3])
    func stepsGiveTheSameBitsOnEveryMachine(instructions: String, threads: Int) throws {
        let data = try Self.data()
        func bits(_ samples: Int?, _ workspace: Workspace) -> [UInt32] {
            var options = options(samples, steps: 12)
            options.accumulate = 2
            var trainer = trainer(data, options, copy: true, on: workspace)
            trainer.run()
            return TinyTraining.bits(trainer.model)
        }
        let plain = Workspace(threads: 1, kernels: try #require(Kernels(named: "plain")))
        let other = Workspace(threads: threads, kernels: try #require(Kernels(named: instructions)))
        #expect(bits(40, other) == bits(40, plain))
        #expect(bits(40, other) != bits(nil, other))
        // The vocabulary has no more.
        #expect(bits(5000, other) == bits(nil, other))
    }

    @Test func aTrainingThatWasStoppedGoesOnToTheSameBits() throws {
        let data = try Self.data()
        let options = options(40, steps: 20)
        var whole = trainer(data, options)
        whole.run()
        var first = trainer(data, options)
        first.run { event in
            if case .step(let report) = event, report.step == 9 { return .stop }
            return .proceed
        }
        #expect(first.checkpoint.steps == 9)
        var configuration = EncoderDecoder.Configuration()
        (configuration.embedding, configuration.hidden, configuration.attention) = (16, 32, .general)
        var second = try Trainer(
            data.model(configuration, seed: 1), resuming: first.checkpoint, on: data, options: options,
            workspace: Workspace(threads: 2))
        second.run()
        #expect(TinyTraining.bits(second.model) == TinyTraining.bits(whole.model))
        var others = options
        others.softmaxSamples = 50
        #expect(throws: CheckpointError.self) {
            _ = try Trainer(
                data.model(configuration, seed: 1), resuming: first.checkpoint, on: data, options: others,
                workspace: Workspace(threads: 1))
        }
    }
}
