import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqTensors

extension SequenceModel {
    /// Trains the model as the options say: with validation, patience, the best weights kept, a schedule of the
    /// learning rate, weights of classes. The training is one of its own, as with the `fit` that takes an optimiser by
    /// value.
    ///
    /// ```swift
    /// let options = FitOptions {
    ///     $0.epochs = 100
    ///     $0.validationShare = 0.2
    ///     $0.patience = 5
    ///     $0.schedule = .exponential
    /// }
    /// let reports = try model.fit(x, y, options: options)
    /// ```
    ///
    /// - Parameters:
    ///   - x: the inputs.
    ///   - y: the target of each input; `weighted(by:)` gives them weights.
    ///   - loss: what is made small.
    ///   - metrics: what is reported beside it.
    ///   - optimizer: how the weights are moved; its learning rate is what the schedule starts from.
    ///   - options: how to train.
    ///   - validation: what is evaluated after each epoch, instead of a share of the inputs.
    ///   - workspace: where to compute.
    ///   - report: receives each epoch as it ends, and the model as it is then; its answer may stop the training.
    ///   - steps: receives each step; its answer may stop the training within an epoch, of which there is no report then.
    /// - Returns: every epoch.
    /// - Throws: how inputs, targets, weights, loss and model do not fit together.
    @discardableResult
    public mutating func fit(
        _ x: Examples, _ y: Examples, loss: SequenceLoss = FitDefaults.loss, metrics: [SequenceMetric] = [],
        optimizer: Optimizer = FitDefaults.optimizer, options: FitOptions,
        validation: (x: Examples, y: Examples)? = nil, on workspace: Workspace = Workspace(),
        report: (FitReport, Self) -> TrainingControl = { _, _ in .proceed },
        steps: (FitStep) -> TrainingControl = { _ in .proceed }
    ) throws(SequentialError) -> [FitReport] {
        var optimizer = optimizer
        return try fit(
            x, y, loss: loss, metrics: metrics, optimizer: &optimizer, options: options, validation: validation,
            on: workspace, report: report, steps: steps)
    }

    /// Goes on with a training as the options say. Moments, order, dropout, the schedule's steps and the number of the
    /// epoch go on from where the optimiser stands; patience and the best epoch are those of this call. So `.plateau`
    /// starts again at the full rate, `.exponential` is planned for the epochs of this call, and with `keepsBest` the
    /// weights go back to the best epoch's while the moments stay those of the last.
    ///
    /// - Parameters:
    ///   - x: the inputs.
    ///   - y: the target of each input; `weighted(by:)` gives them weights.
    ///   - loss: what is made small.
    ///   - metrics: what is reported beside it.
    ///   - optimizer: how the weights are moved; it keeps what it gathers, and its learning rate.
    ///   - options: how to train.
    ///   - validation: what is evaluated after each epoch, instead of a share of the inputs.
    ///   - workspace: where to compute.
    ///   - report: receives each epoch as it ends, and the model as it is then; its answer may stop the training.
    ///   - steps: receives each step; its answer may stop the training within an epoch, of which there is no report then.
    /// - Returns: every epoch of this call.
    /// - Throws: how inputs, targets, weights, loss and model do not fit together.
    @discardableResult
    public mutating func fit(
        _ x: Examples, _ y: Examples, loss: SequenceLoss = FitDefaults.loss, metrics: [SequenceMetric] = [],
        optimizer: inout Optimizer, options: FitOptions, validation: (x: Examples, y: Examples)? = nil,
        on workspace: Workspace = Workspace(),
        report: (FitReport, Self) -> TrainingControl = { _, _ in .proceed },
        steps: (FitStep) -> TrainingControl = { _ in .proceed }
    ) throws(SequentialError) -> [FitReport] {
        var fitting = SequenceFitting(
            loss: loss, metrics: metrics, options: options, validation: validation, workspace: workspace)
        return try fitting.run(&self, x, y, &optimizer, steps, report)
    }
}
