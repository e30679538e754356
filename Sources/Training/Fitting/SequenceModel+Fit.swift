import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqTensors

extension SequenceModel {
    /// Trains the model: a `Sequential` on its outputs, an encoder-decoder with teacher forcing, where each step reads
    /// the target of the step before it.
    ///
    /// Each call is a training of its own: it starts from the optimiser as it is given, and whatever that has gathered
    /// in it is gone when it ends. To go on with a training, hand the optimiser over with `&`; to keep the best model,
    /// take the overload whose receiver gets the model too.
    ///
    /// ```swift
    /// var model = try Sequential(input: .sequences(1)) {
    ///     LSTM(16)
    ///     Dense(1)
    /// }
    /// try model.fit(.sequences(x), .vectors(y), optimizer: Optimizer(.adam, learningRate: 0.02), epochs: 40)
    /// let answer = try model.predict(.sequences(x)).vectors
    /// ```
    ///
    /// A step whose loss or gradient is not finite changes no weight and is counted in the report; after five in a row
    /// training ends.
    ///
    /// - Parameters:
    ///   - x: the inputs; `starting(from:)` gives them states that the recurrent layers begin with.
    ///   - y: the target of each input, of the shape of the outputs. Of sequences those steps count that the outputs
    ///     have; an encoder-decoder writes as many as the target has. Masked steps never count.
    ///   - loss: what is made small; an encoder-decoder's is the mean squared or the mean absolute error.
    ///   - metrics: what is reported beside it.
    ///   - optimizer: how the weights are moved.
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
        _ x: Examples, _ y: Examples, loss: SequenceLoss = FitDefaults.loss, metrics: [SequenceMetric] = [],
        optimizer: Optimizer = FitDefaults.optimizer, epochs: Int = FitDefaults.epochs,
        batchSize: Int = FitDefaults.batchSize,
        validation: (x: Examples, y: Examples)? = nil, seed: UInt64 = FitDefaults.seed,
        on workspace: Workspace = Workspace(),
        report: (FitReport) -> TrainingControl = { _ in .proceed }
    ) throws(SequentialError) -> [FitReport] {
        try fit(
            x, y, loss: loss, metrics: metrics, optimizer: optimizer, epochs: epochs,
            batchSize: batchSize,
            validation: validation, seed: seed, on: workspace
        ) { epoch, _ in report(epoch) }
    }

    /// Trains the model, and shows it after each epoch.
    ///
    /// ```swift
    /// var best = (model: model, loss: Double.infinity)
    /// try model.fit(x, y, epochs: 40, validation: (x: newX, y: newY)) { epoch, model in
    ///     if let loss = epoch.validation?.loss, loss < best.loss { best = (model, loss) }
    ///     return .proceed
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - x: the inputs, as in the other overload.
    ///   - y: the target of each input.
    ///   - loss: what is made small.
    ///   - metrics: what is reported beside it.
    ///   - optimizer: how the weights are moved.
    ///   - epochs: how often all inputs are seen.
    ///   - batchSize: inputs of one step.
    ///   - validation: what is evaluated after each epoch.
    ///   - seed: what order and dropout are drawn from.
    ///   - workspace: where to compute.
    ///   - report: receives each epoch as it ends, and the model as it is then; its answer may stop the training.
    /// - Returns: every epoch.
    /// - Throws: how inputs, targets, loss and model do not fit together.
    @discardableResult
    public mutating func fit(
        _ x: Examples, _ y: Examples, loss: SequenceLoss = FitDefaults.loss,
        metrics: [SequenceMetric] = [],
        optimizer: Optimizer = FitDefaults.optimizer, epochs: Int = FitDefaults.epochs,
        batchSize: Int = FitDefaults.batchSize,
        validation: (x: Examples, y: Examples)? = nil, seed: UInt64 = FitDefaults.seed,
        on workspace: Workspace = Workspace(),
        report: (FitReport, Self) -> TrainingControl
    ) throws(SequentialError) -> [FitReport] {
        var optimizer = optimizer
        return try fit(
            x, y, loss: loss, metrics: metrics, optimizer: &optimizer, epochs: epochs,
            batchSize: batchSize,
            validation: validation, seed: seed, on: workspace, report: report)
    }

    /// Goes on with a training: moments, order, dropout and the number of the epoch go on from where the optimiser
    /// stands, so that two and two epochs are four, to the bit.
    ///
    /// ```swift
    /// var optimizer = Optimizer(.adam, learningRate: 0.02)
    /// while try model.evaluate(x, y).loss > 0.01, optimizer.epochCount < 100 {
    ///     try model.fit(x, y, optimizer: &optimizer, epochs: 5)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - x: the inputs, as in the other overloads; each call may have its own.
    ///   - y: the target of each input.
    ///   - loss: what is made small.
    ///   - metrics: what is reported beside it.
    ///   - optimizer: how the weights are moved; it keeps what it gathers.
    ///   - epochs: how often all inputs are seen.
    ///   - batchSize: inputs of one step.
    ///   - validation: what is evaluated after each epoch.
    ///   - seed: what order and dropout are drawn from.
    ///   - workspace: where to compute.
    ///   - report: receives each epoch as it ends, and the model as it is then; its answer may stop the training.
    /// - Returns: every epoch of this call.
    /// - Throws: how inputs, targets, loss and model do not fit together.
    @discardableResult
    public mutating func fit(
        _ x: Examples, _ y: Examples, loss: SequenceLoss = FitDefaults.loss,
        metrics: [SequenceMetric] = [],
        optimizer: inout Optimizer, epochs: Int = FitDefaults.epochs, batchSize: Int = FitDefaults.batchSize,
        validation: (x: Examples, y: Examples)? = nil, seed: UInt64 = FitDefaults.seed,
        on workspace: Workspace = Workspace(),
        report: (FitReport, Self) -> TrainingControl = { _, _ in .proceed }
    ) throws(SequentialError) -> [FitReport] {
        let options = FitOptions {
            $0.epochs = epochs
            $0.batchSize = batchSize
            $0.seed = seed
            $0.keepsBest = false
        }
        return try fit(
            x, y, loss: loss, metrics: metrics, optimizer: &optimizer, options: options, validation: validation,
            on: workspace, report: report)
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
        _ x: Examples, _ y: Examples, loss: SequenceLoss = FitDefaults.loss, metrics: [SequenceMetric] = [],
        batchSize: Int = FitDefaults.batchSize, on workspace: Workspace = Workspace()
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
    ///   - classWeights: what the loss of each class of the targets is multiplied by, `[classes]`; nil for nothing.
    ///   - workspace: where to compute; it needs the precision `float32`.
    /// - Returns: the sum over vectors, or over the steps that are there, with their count, and its gradient.
    /// - Throws: how inputs, targets, loss and model do not fit together.
    public func lossAndGradients(
        for x: Examples, _ y: Examples, loss: SequenceLoss, classWeights: [Float]? = nil, on workspace: Workspace
    ) throws(SequentialError) -> (loss: Loss, gradients: Gradients) {
        let (totals, gradients) = try SequenceObjective(loss: loss, metrics: [], classWeights: classWeights)
            .totalsAndGradients(of: self, x, y, SequentialPass(), on: workspace)
        return (totals.loss, gradients)
    }
}
