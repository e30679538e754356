import Foundation
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// A training that several processes share comes to the bits of one.
struct SharedTrainingTests {
    /// What a training came to.
    private struct End: Sendable, Equatable {
        let weights: [UInt32]
        let best: [UInt32]
        let checkpoints: [[UInt8]]
        let losses: [Double]
        let norms: [Double]
        let samples: [String]
    }

    /// The bytes of a checkpoint, but for the seconds that it took.
    private static func bytes(of checkpoint: TrainingCheckpoint) throws -> [UInt8] {
        let path = NSTemporaryDirectory() + "shared-\(UUID().uuidString).checkpoint"
        defer { unlink(path) }
        try checkpoint.write(to: path)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let header = bytes.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        return Array(bytes[(8 + header)...])
    }

    private static func run(_ trainer: consuming Trainer, isFirst: Bool) throws -> End {
        var trainer = trainer
        var checkpoints: [[UInt8]] = []
        var (losses, norms, samples): ([Double], [Double], [String]) = ([], [], [])
        try trainer.run { event in
            switch event {
            case .checkpoint(let checkpoint):
                if isFirst { checkpoints.append(try Self.bytes(of: checkpoint)) } else { checkpoint.standBy() }
            case .step(let step):
                losses.append(step.lossPerToken)
                norms.append(step.gradientNorm)
            case .validation(let report, _):
                losses.append(report.lossPerToken)
                samples += report.samples.map(\.hypothesis)
            default: break
            }
            return .proceed
        }
        return End(
            weights: TinyTraining.bits(trainer.model), best: TinyTraining.bits(trainer.bestModel),
            checkpoints: checkpoints, losses: losses, norms: norms, samples: samples)
    }

    static let kinds: [@Sendable (inout TrainingOptions) -> Void] = [
        { _ in },
        { options in
            (options.accumulate, options.batchTokens, options.ema) = (7, 40, 0.9)
            options.scheduledSampling = 0.3
        },
        { options in
            (options.optimizer, options.frozen, options.accumulate) = (.adamw, ["encoder"], 2)
            options.weightDecay = 0.1
        },
        { options in (options.optimizer, options.accumulate, options.average) = (.sgd, 3, 2) },
    ]

    private static func options(_ kind: Int) -> TrainingOptions {
        var options = TrainingOptions(
            epochs: 2, batchSize: 8, accumulate: 5, learningRate: 0.01, dropout: 0.2, labelSmoothing: 0.1,
            checkpointEvery: 2)
        kinds[kind](&options)
        return options
    }

    @Test(arguments: [1, 2, 3, 4], 0..<4)
    func anyNumberOfProcessesComesToTheBitsOfOne(processes count: Int, kind: Int) throws {
        let data = try TinyTraining.data(100)
        // More weights than one run, so that each of the processes has some.
        let whole = try Self.run(TinyTraining.trainer(data, Self.options(kind), hidden: 64), isFirst: true)
        #expect(whole.checkpoints.count > 2)
        let ends: [End?] = ThreadProcesses.run(count) { processes in
            do {
                var trainer = TinyTraining.trainer(data, Self.options(kind), hidden: 64)
                try trainer.share(with: processes)
                return try Self.run(trainer, isFirst: processes.rank == 0)
            } catch {
                Issue.record(error)
                return nil
            }
        }
        #expect(ends.count == count)
        for (rank, end) in ends.enumerated() {
            let end = try #require(end)
            #expect(end.weights == whole.weights && end.best == whole.best, "process \(rank)")
            #expect(end.losses == whole.losses && end.norms == whole.norms && end.samples == whole.samples)
            if rank == 0 { #expect(end.checkpoints == whole.checkpoints) }
        }
    }

    @Test func itIsGoneOnWithByAnyNumberOfProcesses() throws {
        let data = try TinyTraining.data(100)
        let options = Self.options(0)
        let whole = try Self.run(TinyTraining.trainer(data, options), isFirst: true)
        for (before, after) in [(1, 3), (3, 1), (2, 4)] {
            let checkpoints: [[TrainingCheckpoint]] = ThreadProcesses.run(before) { processes in
                var (found, seen): ([TrainingCheckpoint], Int) = ([], 0)
                do {
                    var trainer = TinyTraining.trainer(data, options)
                    try trainer.share(with: processes)
                    try trainer.run { event in
                        guard case .checkpoint(let checkpoint) = event else { return .proceed }
                        seen += 1
                        if processes.isFirst, seen == 2 {
                            found.append(try CheckpointTests.throughFile(checkpoint))
                        } else {
                            checkpoint.standBy()
                        }
                        return seen == 2 ? .stop : .proceed
                    }
                } catch { Issue.record(error) }
                return found
            }
            let checkpoint = try #require(checkpoints[0].first)
            let ends: [[UInt32]] = ThreadProcesses.run(after) { processes in
                do {
                    var trainer = try TinyTraining.trainer(resuming: checkpoint, on: data, options)
                    try trainer.share(with: processes)
                    trainer.run()
                    return TinyTraining.bits(trainer.model)
                } catch {
                    Issue.record(error)
                    return []
                }
            }
            #expect(ends.allSatisfy { $0 == whole.weights }, "\(before) processes, then \(after)")
        }
    }

    @Test(arguments: [1, 2, 4])
    func whatIsSentIsAsTheDocumentationSays(processes count: Int) throws {
        let data = try TinyTraining.data(96)
        // 12 batches, which are 3 steps.
        let options = TrainingOptions(epochs: 1, batchSize: 8, accumulate: 4)
        let network = TinyTraining.trainer(data, options, hidden: 64).model.network
        let floats = network.parameters.bufferCount
        let received = ThreadProcesses.run(count) { processes in
            var trainer = TinyTraining.trainer(data, options, hidden: 64, validates: false)
            do { try trainer.share(with: processes) } catch { Issue.record(error) }
            while let event = trainer.next() {
                if case .epochFinished = event { break }
            }
            return (processes as? ThreadProcess)?.receivedFloats ?? 0
        }
        let parts = Workspace.parts(of: floats, among: count)
        let runs = parts.map { Workspace.runCount(of: $0.count) }
        for (rank, part) in parts.enumerated() {
            let gradients = (4 - 4 / count) * part.count
            #expect(
                received[rank] == 3 * (gradients + floats - part.count + runs.reduce(0, +) - runs[rank]))
        }
    }

    @Test func processesThatDifferAreToldApart() throws {
        let messages = ThreadProcesses.run(3) { processes in
            do {
                let data = try TinyTraining.data(processes.rank == 2 ? 99 : 100)
                var trainer = TinyTraining.trainer(data, Self.options(0))
                try trainer.share(with: processes)
                return ""
            } catch { return "\(error)" }
        }
        #expect(Set(messages).count == 1)
        #expect(messages[0].hasPrefix("Process 2 has other pairs than process 0: hash "), "\(messages[0])")
    }
}
