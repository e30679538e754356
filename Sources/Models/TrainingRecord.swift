/// How a model was trained, under the names of the training options. It changes nothing that the model computes.
public struct TrainingRecord: Sendable, Hashable, Codable {
    /// Passes over the training pairs.
    public var epochs: Int?
    /// The limit of optimiser steps.
    public var steps: Int?
    /// Pairs of a batch.
    public var batchSize: Int?
    /// The most tokens of either side of a batch, instead of a number of pairs.
    public var batchTokens: Int?
    /// Batches of one step, if not one.
    public var accumulate: Int?
    /// The optimiser's rule.
    public var optimizer: String?
    /// The optimiser's learning rate.
    public var learningRate: Double?
    /// How the learning rate changed.
    public var schedule: String?
    /// Steps over which the learning rate rose to the full one.
    public var warmupSteps: Int?
    /// The largest norm of the gradients; 0 stands for no limit.
    public var clipNorm: Double?
    /// The probability that an element was dropped.
    public var dropout: Double?
    /// Whether dropout's masks were the same at every time step, also on the recurrent connections; nil for no.
    public var variationalDropout: Bool?
    /// Share of the target mass that was spread evenly over the vocabulary.
    public var labelSmoothing: Double?
    /// What the weights were drawn from; nil for `glorot`.
    public var initializer: String?
    /// Steps between validations, if the weights depend on them.
    public var validateEvery: Int?
    /// The seed of the weights and of the order of the pairs.
    public var seed: UInt64?
    /// What decided which model is the best.
    public var metric: String?
    /// How often a token had to occur to get an id of its own.
    public var minimumCount: Int?
    /// The most ids of a vocabulary.
    public var vocabularySize: Int?
    /// The probability that a merge of subwords was left out.
    public var subwordDropout: Double?
    /// Whether source and target have one vocabulary.
    public var shareVocabulary: Bool?
    /// The decay of the moving average of the weights.
    public var ema: Double?
    /// Of how many validated models a mean was made.
    public var average: Int?
    /// Which models those were.
    public var averageOf: String?
    /// The probability in the end that the decoder read a token of its own.
    public var scheduledSampling: Double?
    /// How the probability of the reference decayed.
    public var scheduledSamplingDecay: String?

    /// A record without any entry.
    public init() {}
}
