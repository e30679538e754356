import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqTensors

extension SequenceModel {
    /// Trains the model: a `Sequential` on its outputs, an encoder-decoder with teacher forcing, where each step reads
    /// the target of the step before it.
    ///
    /// - Parameters:
    ///   - x: the inputs; `starting(from:)` gives them states that the recurrent layers begin with.
    ///   - y: the target of each input, of the shape of the outputs. Of sequences those steps count that the outputs
    ///     have; an encoder-decoder writes as many as the target has. Masked steps never count.
    ///   - loss: what is made small; an encoder-decoder's is the mean squared or the mean absolute error.
    ///   - metrics: what is reported beside it.
    ///   - optimizer: how the weights are moved; it goes on from its own moments.
    ///   - epochs: how often all inputs are seen.
    ///   - batchSize: inputs of one step.
    ///   - validation: what is evaluated after each epoch.
    ///   - seed: what order and dropout are drawn from.
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

    /// The loss and the metrics of data, with teacher forcing where the model is trained with it; nothing is learned.
    ///
    /// - Parameters:
    ///   - x: the inputs, `[batch, …]` of the model's input shape.
    ///   - y: the target of each input, as `fit` takes them.
    ///   - loss: what is measured.
    ///   - metrics: what is reported beside it.
    ///   - batchSize: inputs that are computed at once; the result does not depend on it but for rounding.
    ///   - workspace: where to compute.
    /// - Returns: the means over vectors, or over the steps that are there.
    /// - Throws: how inputs, targets, loss and model do not fit together.
    public func evaluate(
        _ x: Examples, _ y: Examples, loss: SequenceLoss = .meanSquaredError, metrics: [SequenceMetric] = [],
        batchSize: Int = 32, on workspace: Workspace = Workspace()
    ) throws(SequentialError) -> Evaluation {
        try SequenceObjective(loss: loss, metrics: metrics)
            .evaluation(of: self, x, y, batchSize: batchSize, on: workspace)
    }

    /// The loss of a batch, and the gradient of its sum with respect to every weight; without dropout.
    ///
    /// - Parameters:
    ///   - x: the inputs, `[batch, …]` of the model's input shape.
    ///   - y: the target of each input, as `fit` takes them.
    ///   - loss: what the gradient is of.
    ///   - workspace: where to compute; it needs the precision `float32`.
    /// - Returns: the sum over vectors, or over the steps that are there, with their count, and its gradient.
    /// - Throws: how inputs, targets, loss and model do not fit together.
    public func lossAndGradients(
        for x: Examples, _ y: Examples, loss: SequenceLoss, on workspace: Workspace
    ) throws(SequentialError) -> (loss: Loss, gradients: Gradients) {
        let (totals, gradients) = try SequenceObjective(loss: loss, metrics: [])
            .totalsAndGradients(of: self, x, y, SequentialPass(), on: workspace)
        return (totals.loss, gradients)
    }
}
