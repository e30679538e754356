import Seq2SeqModels
import Seq2SeqText

/// How to train: the options of `seq2seq-train` that concern training.
public struct TrainingOptions: Sendable, Hashable {
    /// What a validation is judged by.
    public enum Metric: String, Sendable, Codable, CaseIterable {
        /// Loss per token; less is better.
        case loss
        /// Share of the pairs decoded exactly; more is better.
        case exact
        /// BLEU of the decoded targets, as sacreBLEU computes it by default; more is better.
        case bleu
        /// chrF2 of the decoded targets, as sacreBLEU computes it by default; more is better.
        case chrf
    }

    /// Passes over the training pairs, or nil for as many as the steps ask for.
    public var epochs: Int?
    /// The limit of optimiser steps, or nil for all steps of the epochs.
    public var steps: Int?
    /// Pairs of a batch.
    public var batchSize: Int
    /// The most tokens of either side of a batch, end tokens included, instead of a number of pairs.
    public var batchTokens: Int?
    /// Batches of one step: their gradients are added up, so a step is that of all their pairs in less memory. The last
    /// step of an epoch takes what is left.
    public var accumulate: Int
    /// The optimiser's rule.
    public var optimizer: Optimizer.Method
    /// The optimiser's learning rate, before the schedule.
    public var learningRate: Double
    /// How the learning rate changes.
    public var schedule: LearningRateSchedule.Course
    /// Steps over which the learning rate rises to the full one.
    public var warmupSteps: Int
    /// The largest norm of the gradients, or nil for no limit.
    public var clipNorm: Double?
    /// The probability that an element is dropped in training (Srivastava et al. 2014): of the embeddings, between the
    /// layers and of what the output layer reads.
    public var dropout: Double
    /// Whether a pair keeps its dropout's masks for all time steps, also on the recurrent connections (Gal and
    /// Ghahramani 2016).
    public var variationalDropout: Bool
    /// The share of the target mass that is spread evenly over the vocabulary (Szegedy et al. 2016, section 7).
    public var labelSmoothing: Double
    /// The probability in the end that the decoder reads a token of its own instead of the reference's.
    public var scheduledSampling: Double
    /// How the probability of the reference decays to that.
    public var scheduledSamplingDecay: SamplingSchedule.Decay
    /// Steps between validations, or nil for one after each epoch.
    public var validateEvery: Int?
    /// Steps between checkpoints, or nil for those after validations and epochs alone.
    public var checkpointEvery: Int?
    /// Validations without a better one after which training stops, or nil to go on.
    public var patience: Int?
    /// What decides which model is the best.
    public var metric: Metric
    /// Which average of the weights is judged and kept.
    public var averaging: WeightAveraging
    /// Decoded samples in each validation.
    public var sampleCount: Int
    /// The seed of the weights and of the order of the pairs.
    public var seed: UInt64

    /// Options that say how to train; without any, as `seq2seq-train` does.
    public init(
        epochs: Int? = 20, steps: Int? = nil, batchSize: Int = 64, batchTokens: Int? = nil,
        accumulate: Int = 1, optimizer: Optimizer.Method = .adam, learningRate: Double = 0.001,
        schedule: LearningRateSchedule.Course = .constant, warmupSteps: Int = 0, clipNorm: Double? = 5,
        dropout: Double = 0, variationalDropout: Bool = false, labelSmoothing: Double = 0,
        scheduledSampling: Double = 0, scheduledSamplingDecay: SamplingSchedule.Decay = .linear,
        validateEvery: Int? = nil, checkpointEvery: Int? = nil, patience: Int? = nil, metric: Metric = .loss,
        averaging: WeightAveraging = .none, sampleCount: Int = 3, seed: UInt64 = 1
    ) {
        self.epochs = epochs
        self.steps = steps
        self.batchSize = batchSize
        self.batchTokens = batchTokens
        self.accumulate = accumulate
        self.optimizer = optimizer
        self.learningRate = learningRate
        self.schedule = schedule
        self.warmupSteps = warmupSteps
        self.clipNorm = clipNorm
        self.dropout = dropout
        self.variationalDropout = variationalDropout
        self.labelSmoothing = labelSmoothing
        self.scheduledSampling = scheduledSampling
        self.scheduledSamplingDecay = scheduledSamplingDecay
        self.validateEvery = validateEvery
        self.checkpointEvery = checkpointEvery
        self.patience = patience
        self.metric = metric
        self.averaging = averaging
        self.sampleCount = sampleCount
        self.seed = seed
    }
}

extension TrainingOptions {
    /// Refuses numbers that no training can have.
    func check() {
        precondition(accumulate > 0, "A step needs a batch at least, but has \(accumulate)")
        for (name, count) in [
            ("steps between validations", validateEvery), ("steps between checkpoints", checkpointEvery),
            ("patience", patience),
        ] {
            if let count { precondition(count > 0, "The \(name) must be positive, not \(count)") }
        }
        for (name, count) in [("epochs", epochs), ("steps", steps), ("samples", sampleCount)] {
            if let count { precondition(count >= 0, "The number of \(name) must not be negative, but is \(count)") }
        }
        Optimizer.check(clipNorm: clipNorm)
        // Losses are computed in floats.
        Regularization.check(labelSmoothing: Float(labelSmoothing))
        averaging.check()
    }

    /// How large a batch is: of so many tokens if that was asked for, otherwise of so many pairs.
    public var size: BatchSize { batchTokens.map(BatchSize.tokens) ?? .pairs(batchSize) }
}
