import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText

extension Trainer {
    /// Takes one step along the gradients of all batches together.
    mutating func takeStep(_ batches: [Batch]) -> StepReport {
        let clock = ContinuousClock()
        optimizer.learningRate = schedule.learningRate(
            step: progress.steps + 1, plateaus: progress.plateaus)
        var loss = Loss()
        var norm = 0.0
        let duration = clock.measure {
            (loss, norm) = step(along: batches, regularization(step: progress.steps + 1))
            if norm.isFinite {
                averages.follow(
                    model.network.parameters, step: optimizer.stepCount, by: options.averaging, on: workspace)
            }
        }
        let seconds = duration / .seconds(1)
        progress.steps += 1
        progress.batch += batches.count
        progress.targetTokens += loss.tokenCount
        progress.seconds += seconds
        progress.skippedInARow = norm.isFinite ? 0 : progress.skippedInARow + 1
        return StepReport(
            step: progress.steps, epoch: progress.epoch, progress: Double(progress.steps) / Double(plannedSteps),
            lossPerToken: loss.perToken, gradientNorm: norm, learningRate: optimizer.learningRate,
            targetTokens: loss.tokenCount, seconds: seconds)
    }

    /// Moves the weights that are not frozen along the gradients of batches.
    ///
    /// - Returns: the loss, and the norm of the gradients of those weights.
    private mutating func step(along batches: [Batch], _ regularization: Regularization) -> (Loss, Double) {
        if let sharing { return step(along: batches, regularization, sharing: sharing) }
        let (loss, gradients) = model.network.lossAndGradients(
            for: batches, regularization: regularization, on: workspace)
        guard loss.sum.isFinite else { return (loss, .nan) }
        gradients.clear(frozen)
        let norm = keepingFrozenWeights { trainer in
            trainer.optimizer.update(&trainer.model.network.parameters, along: gradients, on: trainer.workspace)
        }
        return (loss, norm)
    }

    /// Keeps the weights that are frozen from decaying: along no gradient they would.
    mutating func keepingFrozenWeights<Result>(_ update: (inout Trainer) -> Result) -> Result {
        let decaying = options.optimizer == .adamw ? frozen : []
        if decaying.isEmpty { return update(&self) }
        let kept = decaying.map { Array($0.elements(in: model.network.parameters.storage)) }
        let result = update(&self)
        model.network.parameters.update { values in
            for (entry, elements) in zip(decaying, kept) {
                for (index, value) in elements.enumerated() { values[entry.offset + index] = value }
            }
        }
        return result
    }
}
