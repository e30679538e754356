import Foundation
import Seq2SeqModels
import Seq2SeqTensors

/// All that it takes to resume a training: weights, optimiser, position, averages, and the best model so far.
///
/// The order of the pairs and all that is random are functions of the seed and the position, so nothing else is kept.
public struct TrainingCheckpoint: Sendable {
    /// The model as it was when the checkpoint was made.
    public let model: TranslationModel
    let optimizer: Optimizer
    let progress: TrainingProgress
    let best: (model: TranslationModel, report: ValidationReport)?
    let averages: AveragedWeights
    /// Tells the pairs to train on and to validate with from others.
    let dataFingerprint: UInt64

    /// Optimiser steps that had been taken.
    public var steps: Int { progress.steps }
    /// The step after which the last validation was made; 0 before the first.
    public var lastValidatedStep: Int { progress.lastValidatedStep }

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
    }

    private enum Vector {
        static let firstMoment = "first_moment"
        static let secondMoment = "second_moment"
        static let bestWeights = "best_weights"
        static let movingAverage = "moving_average"
        static func snapshot(_ index: Int) -> String { "snapshot_\(index)" }
    }

    init(
        model: TranslationModel, optimizer: Optimizer, progress: TrainingProgress,
        best: (model: TranslationModel, report: ValidationReport)?, averages: AveragedWeights,
        dataFingerprint: UInt64
    ) {
        self.model = model
        self.optimizer = optimizer
        self.progress = progress
        self.best = best
        self.averages = averages
        self.dataFingerprint = dataFingerprint
    }

    /// Writes the checkpoint; a crash at any moment leaves the old file whole.
    ///
    /// - Throws: `CheckpointError.file` with the system's reason.
    public func write(to path: String) throws(CheckpointError) {
        let position = Position(
            progress: progress, best: best?.report, snapshots: averages.snapshots.map(\.report),
            optimizer: optimizer.method, learningRate: optimizer.learningRate, optimizerSteps: optimizer.stepCount,
            dataFingerprint: dataFingerprint)
        var vectors = [(Vector.firstMoment, optimizer.firstMoment), (Vector.secondMoment, optimizer.secondMoment)]
        if let best { vectors.append((Vector.bestWeights, best.model.network.parameters.storage)) }
        if let moving = averages.moving { vectors.append((Vector.movingAverage, moving)) }
        vectors += averages.snapshots.enumerated().map { (Vector.snapshot($0), $1.weights) }
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            encoder.nonConformingFloatEncodingStrategy = Self.floats
            let text = String(decoding: try encoder.encode(position), as: UTF8.self)
            try model.write(to: path, adding: ModelFileAddition(text: text, vectors: vectors))
        } catch let error as ModelFileError {
            throw .file(error)
        } catch {
            throw .file(ModelFileError(path: path, problem: .notEncodable(reason: "\(error)")))
        }
    }

    /// Reads a checkpoint.
    ///
    /// - Throws: `CheckpointError.file` if it is not there, cut short, altered or of another format.
    public init(contentsOf path: String) throws(CheckpointError) {
        do {
            let (model, addition) = try TranslationModel.withAddition(contentsOf: path)
            let decoder = JSONDecoder()
            decoder.nonConformingFloatDecodingStrategy = .convertFromString(
                positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            let position = try decoder.decode(Position.self, from: Data(addition.text.utf8))
            func vector(_ name: String, isOptional: Bool = false) throws(CheckpointError) -> FloatStorage {
                let count = model.network.parameters.bufferCount
                let found = addition.vectors.first { $0.name == name }?.values
                guard let found, found.count == count || (isOptional && found.count == 0) else {
                    throw .incomplete(path: path, part: name)
                }
                return found
            }
            self.model = model
            dataFingerprint = position.dataFingerprint
            progress = position.progress
            // An optimiser that has taken no step, or needs no moments, has none.
            optimizer = Optimizer(
                position.optimizer, learningRate: position.learningRate, stepCount: position.optimizerSteps,
                firstMoment: try vector(Vector.firstMoment, isOptional: true),
                secondMoment: try vector(Vector.secondMoment, isOptional: true))
            if let report = position.best {
                var bestModel = model
                bestModel.network.parameters.replaceValues(by: try vector(Vector.bestWeights))
                best = (bestModel, report)
            } else {
                best = nil
            }
            var snapshots: [AveragedWeights.Snapshot] = []
            for (index, report) in (position.snapshots ?? []).enumerated() {
                snapshots.append(.init(weights: try vector(Vector.snapshot(index)), report: report))
            }
            let hasMoving = addition.vectors.contains { $0.name == Vector.movingAverage }
            averages = AveragedWeights(
                moving: hasMoving ? try vector(Vector.movingAverage) : nil, snapshots: snapshots)
        } catch let error as ModelFileError {
            throw .file(error)
        } catch let error as CheckpointError {
            throw error
        } catch {
            throw .incomplete(path: path, part: "position")
        }
    }

    private static let floats = JSONEncoder.NonConformingFloatEncodingStrategy.convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
}

/// Why a training cannot be resumed.
public enum CheckpointError: Error, Sendable, Hashable {
    /// The file cannot be read or written.
    case file(ModelFileError)
    /// The file lacks a part.
    case incomplete(path: String, part: String)
    /// The pairs to train on or to validate with are others.
    case otherData
    /// An option that must stay as it was has changed; its name is that of the model file.
    case otherOption(name: String, before: String, now: String)
    /// More steps have been taken than are asked for.
    case beyondTheEnd(steps: Int, planned: Int)
}

extension CheckpointError: CustomStringConvertible {
    /// What was found, what was expected, and a hint.
    public var description: String {
        switch self {
        case .file(let error):
            error.description + (error.isDamage ? " Or train anew without resuming." : "")
        case .incomplete(let path, let part):
            "\(path) is damaged: its \(part) is missing or of the wrong size. Train anew without resuming."
        case .otherData:
            "The checkpoint was made with other pairs to train on or to validate with. Give the same, or train anew"
                + " without resuming."
        case .otherOption(let name, let before, let now):
            "The checkpoint was made with \(name) \(before), but now it is \(now). Give the same, or train anew without"
                + " resuming."
        case .beyondTheEnd(let steps, let planned):
            "The checkpoint has taken \(steps) steps, but a training of \(planned) is asked for. Ask for as many at least,"
                + " or train anew without resuming."
        }
    }
}

/// Where a training stands. The order of the pairs and all that is random follow from it and the seed.
struct TrainingProgress: Sendable, Hashable, Codable {
    /// Optimiser steps taken, those that were skipped included.
    var steps = 0
    /// Target tokens of those steps, end tokens included.
    var targetTokens = 0
    /// Seconds spent in those steps alone.
    var seconds = 0.0
    /// The epoch, counted from 1.
    var epoch = 1
    /// Batches of the epoch that have been trained on.
    var batch = 0
    /// The step after which the last validation was made.
    var lastValidatedStep = 0
    /// Validations in a row that brought no better model.
    var validationsSinceBest = 0
    /// All validations that brought no better model.
    var plateaus = 0
    /// Steps in a row that changed no weight because a gradient was not finite.
    var skippedInARow = 0
}
