import Models

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
