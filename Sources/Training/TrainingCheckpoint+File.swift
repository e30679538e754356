import Foundation
import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqTensors

// The checkpoint's file: a model file's parts, vectors of the weights' size, and where the training stood as JSON.

extension TrainingCheckpoint {
    /// What is written as text.
    private struct Position: Codable {
        let progress: TrainingProgress
        let best: ValidationReport?
        /// What is known of each snapshot; absent in files of before there were any.
        let snapshots: [ValidationReport]?
        let optimizer: Optimizer.Method
        let learningRate: Double
        let optimizerSteps: Int
        let dataFingerprint: UInt64
        /// Absent in files of before there was any.
        let history: TrainingHistory?
    }

    private enum Vector {
        static let firstMoment = "first_moment"
        static let secondMoment = "second_moment"
        static let bestWeights = "best_weights"
        static let movingAverage = "moving_average"
        static func snapshot(_ index: Int) -> String { "snapshot_\(index)" }
    }

    /// Writes the checkpoint from where it lies in memory; a crash at any moment leaves the old file whole.
    ///
    /// - Throws: `CheckpointError.file` with the system's reason.
    public func write(to path: String) throws(CheckpointError) {
        let position = Position(
            progress: progress, best: best?.report, snapshots: averages.snapshots.map(\.report),
            optimizer: optimizer.method, learningRate: optimizer.learningRate, optimizerSteps: optimizer.stepCount,
            dataFingerprint: dataFingerprint, history: history)
        let shared = sharedMoments.map { Array(zip([Vector.firstMoment, Vector.secondMoment], $0.gathered())) } ?? []
        var vectors =
            shared.isEmpty
            ? [(Vector.firstMoment, optimizer.firstMoment), (Vector.secondMoment, optimizer.secondMoment)] : []
        if let best { vectors.append((Vector.bestWeights, best.model.network.parameters.storage)) }
        if let moving = averages.moving { vectors.append((Vector.movingAverage, moving)) }
        vectors += averages.snapshots.enumerated().map { (Vector.snapshot($0), $1.weights) }
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            encoder.nonConformingFloatEncodingStrategy = .convertToString(
                positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            let text = String(decoding: try encoder.encode(position), as: UTF8.self)
            try model.write(to: path, adding: ModelFileAddition(text: text, parts: shared, vectors: vectors))
        } catch let error as ModelFileError {
            throw .file(error)
        } catch {
            throw .file(ModelFileError(path: path, problem: .notEncodable(reason: "\(error)")))
        }
    }

    /// Reads a checkpoint.
    ///
    /// - Throws: `CheckpointError.file` if it is not there, cut short, altered or of another format,
    ///   `CheckpointError.incomplete` if it lacks a part, `CheckpointError.impossible` if it stands where no training
    ///   comes to. No file makes it trap.
    public init(contentsOf path: String) throws(CheckpointError) {
        let (model, addition) = try Self.parts(of: path)
        let options = try Self.options(of: model)
        let position = try Self.position(addition.text, path: path)
        try position.progress.check(best: position.best)
        // Every schedule starts from the full rate and falls.
        try Self.check(
            position.learningRate, "learning rate", isPossible: { $0 > 0 && $0 <= options.learningRate * (1 + 1e-9) })
        try Self.check(position.optimizerSteps, "number of optimiser steps", in: 0...position.progress.steps)
        let history = position.history ?? TrainingHistory()
        try history.check()
        guard let snapshots = position.snapshots ?? (options.average == nil ? [] : nil) else {
            throw .incomplete(path: path, part: "list of snapshots")
        }
        // There is one at least once validations have been made whose loss was finite.
        let hasSnapshots = options.average != nil && position.best != nil
        try Self.check(snapshots.count, "number of snapshots", in: (hasSnapshots ? 1 : 0)...(options.average ?? 0))
        for report in snapshots { try report.check(as: "snapshot", in: position.progress) }
        var vectors = Vectors(addition, of: model, path: path)
        // An optimiser that has taken no step, or needs no moments, has none.
        let hasMoments = position.optimizer.keepsMoments && position.optimizerSteps > 0
        self.init(
            model: model,
            optimizer: Optimizer(
                position.optimizer, learningRate: position.learningRate, stepCount: position.optimizerSteps,
                firstMoment: try vectors.take(Vector.firstMoment, isEmpty: !hasMoments),
                secondMoment: try vectors.take(Vector.secondMoment, isEmpty: !hasMoments)),
            progress: position.progress,
            best: try position.best.map { report throws(CheckpointError) in
                var bestModel = model
                bestModel.network.parameters.replaceValues(by: try vectors.take(Vector.bestWeights))
                return (bestModel, report)
            },
            averages: AveragedWeights(
                moving: options.ema != nil && position.optimizerSteps > 0
                    ? try vectors.take(Vector.movingAverage) : nil,
                snapshots: try snapshots.enumerated().map { index, report throws(CheckpointError) in
                    .init(weights: try vectors.take(Vector.snapshot(index)), report: report)
                }),
            dataFingerprint: position.dataFingerprint, history: history)
        try vectors.checkAllTaken()
    }

    private static func parts(
        of path: String
    ) throws(CheckpointError) -> (model: TranslationModel, addition: ModelFileAddition) {
        do throws(ModelFileError) {
            return try TranslationModel.withAddition(contentsOf: path)
        } catch {
            throw .file(error)
        }
    }

    /// The options that the training had; those of its data are looked at too.
    private static func options(of model: TranslationModel) throws(CheckpointError) -> TrainingOptions {
        do throws(SettingFault) {
            _ = try TrainingData.Options.settings.restored(from: model.settings)
            return try model.trainingOptions()
        } catch .value(let name, let value, _) {
            throw .impossible(figure: name.stored, value: value)
        } catch {
            throw .impossible(figure: "record of options", value: error.text(for: .modelFiles))
        }
    }

    private static func position(_ text: String, path: String) throws(CheckpointError) -> Position {
        do {
            let decoder = JSONDecoder()
            decoder.nonConformingFloatDecodingStrategy = .convertFromString(
                positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            return try decoder.decode(Position.self, from: Data(text.utf8))
        } catch {
            throw .incomplete(path: path, part: "position")
        }
    }

    /// Where a training stood, for those who only look at its checkpoint.
    package struct Standing: Sendable {
        package let steps: Int
        package let targetTokens: Int
        /// Seconds spent in steps alone.
        package let seconds: Double
        package let epoch: Int
        package let learningRate: Double
        package let validationsSinceBest: Int
        package let best: ValidationReport?
    }

    /// Where the training stood of which a checkpoint's text tells.
    ///
    /// - Throws: `CheckpointError.incomplete`, `CheckpointError.impossible`.
    package static func standing(from text: String, path: String) throws(CheckpointError) -> Standing {
        let position = try position(text, path: path)
        try position.progress.check(best: position.best)
        let progress = position.progress
        return Standing(
            steps: progress.steps, targetTokens: progress.targetTokens, seconds: progress.seconds,
            epoch: progress.epoch, learningRate: position.learningRate,
            validationsSinceBest: progress.validationsSinceBest, best: position.best)
    }

    /// The vectors of a file, taken one by one.
    private struct Vectors {
        private var values: [(name: String, values: FloatStorage)]
        private let count: Int
        private let path: String

        init(_ addition: ModelFileAddition, of model: TranslationModel, path: String) {
            values = addition.vectors
            count = model.network.parameters.bufferCount
            self.path = path
        }

        /// The vector of a name, which must be of the weights' size or empty.
        mutating func take(_ name: String, isEmpty: Bool = false) throws(CheckpointError) -> FloatStorage {
            guard let index = values.firstIndex(where: { $0.name == name }),
                values[index].values.count == (isEmpty ? 0 : count)
            else { throw .incomplete(path: path, part: name) }
            return values.remove(at: index).values
        }

        /// Refuses what the training had no use for.
        func checkAllTaken() throws(CheckpointError) {
            if let left = values.first {
                throw .file(ModelFileError(path: path, problem: .unexpectedTensor(left.name)))
            }
        }
    }
}

extension TrainingProgress {
    /// Refuses figures that no training comes to.
    fileprivate func check(best: ValidationReport?) throws(CheckpointError) {
        // What is counted is shown as a Double too.
        let largest = 1 << 53
        try TrainingCheckpoint.check(steps, "number of steps", in: 0...largest)
        // Each step has an end token at least.
        try TrainingCheckpoint.check(
            targetTokens, "number of target tokens", in: steps...(steps == 0 ? 0 : largest))
        try TrainingCheckpoint.check(epoch, "epoch", in: 1...steps + 1)
        try TrainingCheckpoint.check(batch, "batch of the epoch", in: 0...largest)
        try TrainingCheckpoint.check(lastValidatedStep, "step of the last validation", in: 0...steps)
        try TrainingCheckpoint.check(plateaus, "number of plateaus", in: 0...lastValidatedStep)
        try TrainingCheckpoint.check(
            validationsSinceBest, "number of validations since the best", in: 0...lastValidatedStep)
        try TrainingCheckpoint.check(plannedSteps ?? steps, "number of planned steps", in: steps...Int.max)
        try TrainingCheckpoint.check(elapsedSeconds ?? 0, "time of all") { $0.isFinite && $0 >= 0 }
        try TrainingCheckpoint.check(skippedInARow, "number of skipped steps", in: 0...steps)
        // Three thousand years.
        try TrainingCheckpoint.check(seconds, "time") { (0...1e11).contains($0) }
        try best?.check(as: "best model", in: self)
    }
}

extension ValidationReport {
    /// Refuses figures that no validation of a training that stands there comes to.
    fileprivate func check(as name: String, in progress: TrainingProgress) throws(CheckpointError) {
        let (last, what) = (progress.lastValidatedStep, " of the \(name)")
        if step > last && step <= progress.steps {
            throw .impossible(figure: "step of the last validation", value: "\(last)")
        }
        try TrainingCheckpoint.check(step, "step" + what, in: 1...max(1, last))
        try TrainingCheckpoint.check(epoch, "epoch" + what, in: 1...progress.epoch)
        for (figure, share) in [("token accuracy", tokenAccuracy), ("exact match", exactMatch)] {
            try TrainingCheckpoint.check(share, figure + what) { (0...1).contains($0) }
        }
        // A model that is sure of every token loses nothing, as floats round.
        try TrainingCheckpoint.check(lossPerToken, "loss" + what) {
            $0 <= Double(Float.greatestFiniteMagnitude) && ($0 > 0 || ($0 == 0 && tokenAccuracy == 1))
        }
        for (figure, score) in [("BLEU", bleu), ("chrF", chrf)] {
            guard let score else { continue }
            try TrainingCheckpoint.check(score, figure + what) { (0...100.001).contains($0) }
        }
        if let averagedModels {
            try TrainingCheckpoint.check(averagedModels, "number of averaged models" + what, in: 2...max(2, last))
        }
    }
}

extension TrainingCheckpoint {
    /// Refuses a count that is out of range.
    static func check(_ count: Int, _ figure: String, in range: ClosedRange<Int>) throws(CheckpointError) {
        if !range.contains(count) { throw .impossible(figure: figure, value: "\(count)") }
    }

    fileprivate static func check(
        _ value: Double, _ figure: String, isPossible: (Double) -> Bool
    ) throws(CheckpointError) {
        if !isPossible(value) { throw .impossible(figure: figure, value: "\(value)") }
    }
}
