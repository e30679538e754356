/// How to train: the options of `seq2seq-train` that concern training.
public struct TrainingOptions: Sendable, Hashable {
    /// What a validation is judged by.
    public enum Metric: String, Sendable, Codable, CaseIterable {
        /// Loss per token; less is better.
        case loss
        /// Share of the pairs decoded exactly; more is better.
        case exact
    }

    /// Passes over the training pairs, or nil for as many as the steps ask for.
    public var epochs: Int? = 20
    /// The most optimiser steps, or nil for all steps of the epochs.
    public var steps: Int?
    /// Pairs of one step.
    public var batchSize = 64
    /// The optimiser's rule.
    public var optimizer = Optimizer.Method.adam
    /// The optimiser's learning rate, before the schedule.
    public var learningRate = 0.001
    /// How the learning rate changes.
    public var schedule = LearningRateSchedule.Course.constant
    /// Steps over which the learning rate rises to the full one.
    public var warmupSteps = 0
    /// The largest norm of the gradients, or nil for no limit.
    public var clipNorm: Double? = 5
    /// Steps between validations, or nil for one after each epoch.
    public var validateEvery: Int?
    /// Validations without a better one after which training stops, or nil to go on.
    public var patience: Int?
    /// What decides which model is the best.
    public var metric = Metric.loss
    /// Decoded samples in each validation.
    public var sampleCount = 3
    /// The seed of the weights and of the order of the pairs.
    public var seed: UInt64 = 1

    /// The default options.
    public init() {}
}
