import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText

/// All that it takes to resume a training: weights, optimiser, position, averages, and the best model so far.
///
/// The order of the pairs and all that is random are functions of the seed and the position, so nothing else is kept.
///
/// ```swift
/// try trainer.checkpoint.write(to: path)
/// let checkpoint = try TrainingCheckpoint(contentsOf: path)
/// trainer = try Trainer(model, resuming: checkpoint, on: data, options: options)
/// trainer.run()
/// ```
public struct TrainingCheckpoint: Sendable {
    /// The model as it was when the checkpoint was made.
    public let model: TranslationModel
    let optimizer: Optimizer
    let progress: TrainingProgress
    let best: (model: TranslationModel, report: ValidationReport)?
    let averages: AveragedWeights
    /// Tells the pairs to train on and to validate with from others.
    let dataFingerprint: UInt64
    /// What the training had told; of a file of an earlier version nothing.
    public let history: TrainingHistory
    /// The moments, if each of several processes has a part of them; then the optimiser has this one's.
    let sharedMoments: SharedMoments?

    /// Optimiser steps that had been taken.
    public var steps: Int { progress.steps }
    /// The step after which the last validation was made; 0 before the first.
    public var lastValidatedStep: Int { progress.lastValidatedStep }
    /// The steps that were planned for the time there is; nil without a limit of time, and before.
    public var plannedSteps: Int? { progress.plannedSteps }

    init(
        model: TranslationModel, optimizer: Optimizer, progress: TrainingProgress,
        best: (model: TranslationModel, report: ValidationReport)?, averages: AveragedWeights,
        dataFingerprint: UInt64, history: TrainingHistory = TrainingHistory(), sharedMoments: SharedMoments? = nil
    ) {
        self.model = model
        self.optimizer = optimizer
        self.progress = progress
        self.best = best
        self.averages = averages
        self.dataFingerprint = dataFingerprint
        self.history = history
        self.sharedMoments = sharedMoments
    }

    /// What each of several processes does with a checkpoint that it does not write: it gives its part of the moments
    /// if the first process writes its own. For each checkpoint all but the first call this, and the first calls either
    /// this or `write`.
    package func standBy() { sharedMoments?.standBy() }
}

/// Why a training cannot be resumed.
public enum CheckpointError: Error, Sendable, Hashable {
    /// The file cannot be read or written.
    case file(ModelFileError)
    /// The file lacks a part.
    case incomplete(path: String, part: String)
    /// A figure of where the training stood that no training comes to.
    case impossible(figure: String, value: String)
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
        case .impossible(let figure, let value):
            "The checkpoint is damaged: its \(figure) is \(value), which no training comes to. Train anew without resuming."
        case .otherData:
            "The checkpoint was made with other pairs to train on or to validate with. Give the same files and"
                + " columns, or train anew without resuming."
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
    /// The steps that were planned for the time there is; nil without a limit of time, and before.
    var plannedSteps: Int?
    /// Seconds of the whole training so far, if its time is limited.
    var elapsedSeconds: Double?
    /// Whether the batches of a step are of about the same length; nil of files from before they were, and where each
    /// is a step by itself.
    var hasEvenSteps: Bool?
}

/// A hash that tells pairs from others, in the manner of FNV-1a (Fowler, Noll and Vo 1991) but over words of 32 bits.
struct DataFingerprint {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Of the ids of the pairs to train on, and the texts of those to validate with. What a pair has not is left out.
    init(training: [EncodedPair], validation: [TextPair]) {
        for pair in training {
            let further = [pair.copies, pair.tags, pair.secondSource].filter { !$0.isEmpty }
            for side in [pair.source, pair.target] + further {
                add(UInt32(truncatingIfNeeded: side.count))
                for id in side { add(UInt32(bitPattern: id)) }
            }
            if pair.weight != 1 { add(pair.weight.bitPattern) }
            add(pair.vectors)
        }
        for pair in validation {
            let further = [pair.tags, pair.secondSource].filter { !$0.isEmpty }
            for side in [pair.source, pair.target] + further {
                add(UInt32(truncatingIfNeeded: side.utf8.count))
                for byte in side.utf8 { add(UInt32(byte)) }
            }
            add(pair.vectors)
        }
    }

    /// Of nothing.
    init() {}

    /// Adds vectors; of none nothing.
    private mutating func add(_ vectors: [[Float]]) {
        for value in vectors.joined() { add(value.bitPattern) }
    }

    mutating func add(_ word: UInt32) {
        value = (value ^ UInt64(word)) &* 0x100_0000_01B3
    }
}
