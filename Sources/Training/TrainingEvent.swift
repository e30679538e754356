import Seq2SeqModels

/// What a trainer reports while it runs.
public enum TrainingEvent: Sendable {
    /// The next batch will take more memory than any before it. It is not computed if the receiver stops or throws.
    case largerBatch(MemoryEstimate)
    /// An optimiser step was taken.
    case step(StepReport)
    /// A step's loss or gradient was not finite, so no weight was changed.
    case skippedStep(StepReport)
    /// The model that comes along was validated: the weights as they are, or an average of them.
    case validation(ValidationReport, TranslationModel)
    /// The training can be gone on with from here: after each validation, or each epoch without one, and as often as
    /// the options ask for.
    case checkpoint(TrainingCheckpoint)
    /// All pairs of an epoch, counted from 1, have been seen.
    case epochFinished(Int, TranslationModel)
}

/// What the receiver of an event answers.
public enum TrainingControl: Sendable {
    /// Go on with the training.
    case proceed
    /// Stop after this event.
    case stop
}

/// One optimiser step.
public struct StepReport: Sendable, Hashable {
    /// Steps taken, this one included.
    public var step: Int
    /// The epoch, counted from 1.
    public var epoch: Int
    /// Share of the training that is done, from 0 to 1.
    public var progress: Double
    /// Loss per target token of this batch, in nats, with label smoothing and dropout if there are.
    public var lossPerToken: Double
    /// Norm of the gradients of the loss per token, before clipping.
    public var gradientNorm: Double
    /// The learning rate of this step.
    public var learningRate: Double
    /// Target tokens of this batch, end tokens included.
    public var targetTokens: Int
    /// Seconds that this step took.
    public var seconds: Double

    package init(
        step: Int, epoch: Int, progress: Double, lossPerToken: Double, gradientNorm: Double, learningRate: Double,
        targetTokens: Int, seconds: Double
    ) {
        self.step = step
        self.epoch = epoch
        self.progress = progress
        self.lossPerToken = lossPerToken
        self.gradientNorm = gradientNorm
        self.learningRate = learningRate
        self.targetTokens = targetTokens
        self.seconds = seconds
    }
}

/// How a training ended.
public struct TrainingSummary: Sendable, Hashable {
    /// Why it ended.
    public enum Ending: String, Sendable, Codable {
        /// All steps were taken.
        case finished
        /// No validation was better for as many as the patience allows.
        case ranOutOfPatience = "patience"
        /// The time that there was is used up.
        case ranOutOfTime = "time"
        /// The receiver of the events asked to stop.
        case stopped
        /// Too many steps in a row had a loss or gradient that was not finite.
        case diverged
    }

    /// Why it ended.
    public var ending: Ending
    /// Optimiser steps taken.
    public var steps: Int
    /// Target tokens of those steps, end tokens included.
    public var targetTokens: Int
    /// Seconds spent in those steps alone.
    public var seconds: Double
    /// Target tokens a second over those steps.
    public var targetTokensPerSecond: Double { seconds > 0 ? Double(targetTokens) / seconds : 0 }
}
