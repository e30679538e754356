import Seq2SeqModels
import Seq2SeqTensors

extension Trainer {
    /// Whether the model has to be validated before the next step.
    var isValidationDue: Bool {
        guard progress.steps > 0, progress.lastValidatedStep != progress.steps else { return false }
        if progress.steps >= plannedSteps || clock?.isUp == true { return true }
        return options.validateEvery.map { progress.steps % $0 == 0 } ?? (progress.batch == order.batchCount)
    }

    /// Whether the last validation was one too many that brought no better model.
    var isOutOfPatience: Bool {
        guard let patience = options.patience, progress.lastValidatedStep == progress.steps else { return false }
        return progress.validationsSinceBest >= patience
    }

    /// The model as it is judged and kept: with the moving average of the weights if there is one.
    var candidate: TranslationModel { averages.moving.map(model(of:)) ?? model }

    private func model(of weights: FloatStorage) -> TranslationModel {
        var model = model
        model.network.parameters.replaceValues(by: weights)
        return model
    }

    /// Validates the model, and the mean of several if there is a new one.
    mutating func validate(by validation: Validation) -> [TrainingEvent] {
        let wasPerfect = best?.report.isPerfect(by: options.metric) ?? false
        var judged = [judge(candidate, by: validation)]
        // Weights whose loss is NaN would spoil every mean that they are in.
        if judged[0].report.lossPerToken.isFinite,
            averages.add(
                judged[0].model.network.parameters, judged[0].report.withoutDecoded, by: options.averaging,
                metric: options.metric)
        {
            let mean = model(of: averages.mean(on: workspace))
            judged.append(judge(mean, by: validation, averagedModels: averages.snapshots.count))
        }
        let isBetter = judged.contains(where: \.report.isBest)
        if !isBetter { progress.plateaus += 1 }
        // A smaller loss may make another model the best, but nothing is better than all right.
        progress.validationsSinceBest = isBetter && !wasPerfect ? 0 : progress.validationsSinceBest + 1
        progress.lastValidatedStep = progress.steps
        let events = judged.map { TrainingEvent.validation($0.report, $0.model) }
        for event in events { history.note(event) }
        return events
    }

    /// Validates a model and keeps it if it is the best.
    private mutating func judge(
        _ model: TranslationModel, by validation: Validation, averagedModels: Int? = nil
    ) -> (model: TranslationModel, report: ValidationReport) {
        var result = validation.run(
            model, step: progress.steps, epoch: progress.epoch, sampleCount: options.sampleCount,
            size: options.size, among: sharing?.processes, on: workspace)
        result.averagedModels = averagedModels
        // NaN compares with nothing, so it must not become what others are compared with.
        result.isBest =
            result.lossPerToken.isFinite && (best.map { result.isBetter(than: $0.report, by: options.metric) } ?? true)
        if result.isBest { best = (model, result.withoutDecoded) }
        return (model, result)
    }
}
