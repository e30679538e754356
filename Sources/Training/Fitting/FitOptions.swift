import Seq2SeqSettings

/// How `fit` trains.
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
public struct FitOptions: Sendable, Hashable, Adjustable {
    /// How often all inputs are seen at most.
    public var epochs = FitDefaults.epochs
    /// Inputs of one step.
    public var batchSize = FitDefaults.batchSize
    /// The share of the examples, drawn by the seed, that is not trained on but evaluated after each epoch; 0 for none.
    public var validationShare = 0.0
    /// Epochs without a better one after which training stops; nil to go on.
    public var patience: Int?
    /// Whether the model ends with the weights of its best epoch instead of its last.
    public var keepsBest = true
    /// How the optimiser's learning rate changes from step to step.
    public var schedule = LearningRateSchedule.Course.constant
    /// Steps over which the learning rate rises to the full one.
    public var warmupSteps = 0
    /// What the loss of each class of the targets is multiplied by in training, `[classes]`; nil for nothing. Validation
    /// weighs all alike.
    public var classWeights: [Float]?
    /// A file that is written after each epoch, and from which the same `fit` goes on if the program was stopped, to the
    /// same bits; nil for none. Patience may change in between, and epochs may become more.
    public var checkpoint: String?
    /// What order and dropout are drawn from.
    public var seed = FitDefaults.seed

    /// What `fit` does if nothing is said, with the best weights kept if there is validation.
    public init() {}
}
