import Layers
import Models
import Tensors

extension ContinuousEncoderDecoder {
    /// Trains the model with teacher forcing: each step reads the target of the step before it.
    ///
    /// - Parameters:
    ///   - x: the sequences that are read.
    ///   - y: the sequences that should be written, of any lengths; masked steps count nowhere.
    ///   - loss: what is made small: the mean squared or the mean absolute error.
    ///   - metrics: what is reported beside it.
    ///   - optimizer: how the weights are moved; it goes on from its own moments.
    ///   - epochs: how often all inputs are seen.
    ///   - batchSize: inputs of one step.
    ///   - validation: what is evaluated, with teacher forcing, after each epoch.
    ///   - seed: what the order is drawn from.
    ///   - workspace: where to compute.
    ///   - report: receives each epoch as it ends; its answer may stop the training.
    /// - Returns: every epoch.
    /// - Throws: how inputs, targets, loss and model do not fit together.
    @discardableResult
    public mutating func fit(
        _ x: Examples, _ y: Examples, loss: SequenceLoss = .meanSquaredError, metrics: [SequenceMetric] = [],
        optimizer: Optimizer = Optimizer(.adam, learningRate: 0.001), epochs: Int = 1, batchSize: Int = 32,
        validation: (x: Examples, y: Examples)? = nil, seed: UInt64 = 1, on workspace: Workspace = Workspace(),
        report: (FitReport) -> TrainingControl = { _ in .proceed }
    ) throws(SequentialError) -> [FitReport] {
        var fitting = SequenceFitting(
            objective: SequenceObjective(loss: loss, metrics: metrics), optimizer: optimizer, epochs: epochs,
            batchSize: batchSize, seed: seed, validation: validation, workspace: workspace)
        return try fitting.run(&self, x, y, report)
    }

    /// The loss of a batch under teacher forcing, and the gradient of its sum with respect to every weight.
    public func lossAndGradients(
        for x: Examples, _ y: Examples, loss: SequenceLoss, on workspace: Workspace
    ) throws(SequentialError) -> (loss: Loss, gradients: Gradients) {
        let (totals, gradients) = try SequenceObjective(loss: loss, metrics: [])
            .totalsAndGradients(of: self, x, y, SequentialPass(), on: workspace)
        return (totals.loss, gradients)
    }
}
