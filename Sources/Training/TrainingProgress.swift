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
