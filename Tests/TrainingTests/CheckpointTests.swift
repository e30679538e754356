import Foundation
import Seq2SeqModels
import Seq2SeqTensors
import Testing
import Seq2SeqText
import Seq2SeqTraining

/// A training that is gone on with comes to the bits of one that was never stopped.
struct CheckpointTests {
    /// With everything that has a state: dropout, a schedule that reacts to validation, an optimiser with moments.
    private func options(_ schedule: LearningRateSchedule.Course = .plateau) -> TrainingOptions {
        TrainingOptions(
            epochs: nil, steps: 40, batchSize: 16, learningRate: 0.02, schedule: schedule, dropout: 0.2,
            scheduledSampling: 0.5, scheduledSamplingDecay: .inverseSigmoid, validateEvery: 6, checkpointEvery: 1,
            metric: .exact)
    }

    static func throughFile(_ checkpoint: TrainingCheckpoint) throws -> TrainingCheckpoint {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try checkpoint.write(to: path)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        return try TrainingCheckpoint(contentsOf: path)
    }

    @Test(arguments: LearningRateSchedule.Course.allCases, [1, 2])
    func everyCheckpointLeadsToTheSameEnd(schedule: LearningRateSchedule.Course, threads: Int) throws {
        let data = try TinyTraining.data()
        var whole = TinyTraining.trainer(data, options(schedule))
        var checkpoints: [TrainingCheckpoint] = []
        let end = try whole.run { event in
            if case .checkpoint(let checkpoint) = event { checkpoints.append(try Self.throughFile(checkpoint)) }
            return .proceed
        }
        #expect(checkpoints.count > 40)
        for checkpoint in checkpoints where [1, 5, 6, 13, 14, 26, 39, 40].contains(checkpoint.steps) {
            var resumed = try TinyTraining.trainer(
                resuming: checkpoint, on: data, options(schedule), threads: threads)
            let summary = resumed.run { _ in .proceed }
            #expect(TinyTraining.bits(resumed.model) == TinyTraining.bits(whole.model))
            #expect(TinyTraining.bits(resumed.bestModel) == TinyTraining.bits(whole.bestModel))
            #expect(summary.steps == end.steps && summary.targetTokens == end.targetTokens)
        }
    }

    @Test func aTrainingStoppedAtAnyStepIsGoneOnWith() throws {
        let data = try TinyTraining.data()
        var whole = TinyTraining.trainer(data, options())
        _ = whole.run { _ in .proceed }
        for step in [1, 6, 12, 13, 25] {
            var stopped = TinyTraining.trainer(data, options())
            _ = stopped.run { event in
                if case .step(let report) = event, report.step == step { return .stop }
                return .proceed
            }
            var resumed = try TinyTraining.trainer(
                resuming: Self.throughFile(stopped.checkpoint), on: data, options())
            _ = resumed.run { _ in .proceed }
            #expect(TinyTraining.bits(resumed.model) == TinyTraining.bits(whole.model))
            #expect(resumed.bestReport == whole.bestReport)
        }
    }

    @Test func otherPairsAreRefused() throws {
        var trainer = TinyTraining.trainer(try TinyTraining.data(100), options())
        _ = trainer.run { _ in .proceed }
        #expect(throws: CheckpointError.otherData) {
            try TinyTraining.trainer(resuming: trainer.checkpoint, on: TinyTraining.data(99), options())
        }
    }

    @Test func otherOptionsAreRefused() throws {
        let data = try TinyTraining.data(100)
        var trainer = TinyTraining.trainer(data, options())
        _ = trainer.run { _ in .proceed }
        var other = options()
        other.batchSize += 1
        #expect(
            throws: CheckpointError.otherOption(
                name: "batch_size", before: "\(options().batchSize)", now: "\(other.batchSize)")
        ) {
            try TinyTraining.trainer(resuming: trainer.checkpoint, on: data, other)
        }
        #expect(throws: CheckpointError.otherOption(name: "hidden", before: "16", now: "24")) {
            try Trainer(
                data.model(TinyTraining.configuration(hidden: 24), seed: 1), resuming: trainer.checkpoint, on: data,
                options: options())
        }
    }

    @Test func aDamagedCheckpointIsRefused() throws {
        let trainer = TinyTraining.trainer(try TinyTraining.data(), options())
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        try trainer.checkpoint.write(to: path)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for place in stride(from: 0, to: whole.count, by: max(1, whole.count / 200)) {
            var flipped = whole
            flipped[place] ^= 1 << UInt8(place % 8)
            try flipped.write(to: URL(fileURLWithPath: path))
            #expect(throws: CheckpointError.self) { try TrainingCheckpoint(contentsOf: path) }
            try whole.prefix(place).write(to: URL(fileURLWithPath: path))
            #expect(throws: CheckpointError.self) { try TrainingCheckpoint(contentsOf: path) }
        }
    }

    @Test func aModelIsNoCheckpointAndACheckpointNoModel() throws {
        let trainer = TinyTraining.trainer(try TinyTraining.data(), options())
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        try trainer.checkpoint.write(to: path)
        #expect(throws: ModelFileError.self) { try TranslationModel(contentsOf: path) }
        try trainer.model.write(to: path)
        #expect(throws: CheckpointError.self) { try TrainingCheckpoint(contentsOf: path) }
    }
}
