import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqText

/// How to train: the options of `seq2seq-train` that concern training.
public struct TrainingOptions: Sendable, Hashable, Adjustable {
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
    public var epochs: Int? = 20
    /// The limit of optimiser steps, or nil for all steps of the epochs.
    public var steps: Int?
    /// The limit of the training's time in minutes, validations included, or nil for none. The steps that fit into it
    /// are planned once the speed is known.
    public var timeLimit: Double?
    /// Pairs of a batch.
    public var batchSize = 64
    /// The most tokens of either side of a batch, end tokens included, instead of a number of pairs.
    public var batchTokens: Int?
    /// Batches of one step: their gradients are added up, so a step is that of all their pairs in less memory. The last
    /// step of an epoch takes what is left.
    public var accumulate = 1
    /// The optimiser's rule.
    public var optimizer = Optimizer.Method.adam
    /// The optimiser's learning rate, before the schedule.
    public var learningRate = 0.001
    /// Adam's decay of the first moment (Kingma and Ba 2015, algorithm 1: beta 1).
    public var beta1 = 0.9
    /// Adam's decay of the second moment (beta 2).
    public var beta2 = 0.999
    /// What Adam adds to the denominator (epsilon).
    public var epsilon = 1e-8
    /// The share of each weight that AdamW takes off per unit of learning rate (Loshchilov and Hutter 2019, algorithm
    /// 2: lambda).
    public var weightDecay = 0.01
    /// How the learning rate changes.
    public var schedule = LearningRateSchedule.Course.constant
    /// Steps over which the learning rate rises to the full one.
    public var warmupSteps = 0
    /// The largest norm of the gradients, or nil for no limit.
    public var clipNorm: Double? = 5
    /// The probability that an element is dropped in training (Srivastava et al. 2014): of the embeddings, between the
    /// layers and of what the output layer reads.
    public var dropout = 0.0
    /// Whether a pair keeps its dropout's masks for all time steps, also on the recurrent connections (Gal and
    /// Ghahramani 2016).
    public var variationalDropout = false
    /// The share of the target mass that is spread evenly over the vocabulary (Szegedy et al. 2016, section 7).
    public var labelSmoothing = 0.0
    /// How many tokens of the target's vocabulary, in the mean, the gradient of the output layer is made of in each step;
    /// nil for all.
    public var softmaxSamples: Int?
    /// With coverage what it costs to attend again to what was attended to (lambda of See et al. 2017, eq. 13).
    public var coverageLoss = 1.0
    /// The probability in the end that the decoder reads a token of its own instead of the reference's.
    public var scheduledSampling = 0.0
    /// How the probability of the reference decays to that.
    public var scheduledSamplingDecay = SamplingSchedule.Decay.linear
    /// Parts of the model whose weights stay as they are, such as `encoder` or `source_embedding`, or single weights, by
    /// their names in the model file.
    public var frozen: [String] = []
    /// Steps between validations, or nil for one after each epoch.
    public var validateEvery: Int?
    /// Steps between checkpoints, or nil for those after validations and epochs alone.
    public var checkpointEvery: Int?
    /// Validations without a better one after which training stops, or nil to go on. Nothing is better than all right.
    public var patience: Int?
    /// What decides which model is the best.
    public var metric = Metric.loss
    /// The decay of a moving average of the weights, which is then judged and kept; see `averaging`.
    public var ema: Double?
    /// The models of how many validations a mean is made of, which is judged too; see `averaging`.
    public var average: Int?
    /// Which models a mean is made of.
    public var averageOf = WeightAveraging.Selection.last
    /// Decoded samples in each validation.
    public var sampleCount = 3
    /// The seed of the weights and of the order of the pairs.
    public var seed: UInt64 = 1

    /// What `seq2seq-train` does if nothing else is said.
    public init() {}
}

extension TrainingOptions {
    /// What each property has if nothing is said.
    public static let standard = Self()

    /// The settings, in the order of the help.
    package static let settings = SettingTable<Self>(
        [
            SettingGroup(
                "Model",
                [
                    Setting(
                        "dropout", \.dropout, .real(.from(0, below: 1), "P"), stored: .always,
                        "Drop elements of embeddings, between layers and before the output with this probability."),
                    Setting(
                        "variational_dropout", \.variationalDropout,
                        "Drop the same elements at every step of a pair, also in the state that a layer passes on."),
                ]),
            SettingGroup(
                "Training",
                [
                    Setting(
                        "epochs", \.epochs, .integer(atLeast: 1).orInPrograms(0), stored: .always,
                        resumed: .keptIf(\.isPlannedByItsEnd),
                        "Go through the pairs N times; without limit if only --steps is given."),
                    Setting(
                        "steps", \.steps, .integer(atLeast: 1).orInPrograms(0), stored: .always,
                        resumed: .keptIf(\.isPlannedByItsEnd), "End after N steps."),
                    Setting(
                        "time_limit", \.timeLimit, .real(.above(0), "MINUTES"), stored: .never,
                        "End after so many minutes at most; the schedule is planned for the steps that fit."),
                    Setting(
                        "batch_size", \.batchSize, .integer(in: 1...1_000_000),
                        stored: .when { $0.batchTokens == nil }, "Pairs in a batch."),
                    Setting(
                        "batch_tokens", \.batchTokens, .integer(in: 1...100_000_000), stored: .always,
                        "As many pairs in a batch as have at most N tokens on either side, instead of --batch-size."),
                    Setting(
                        "accumulate", \.accumulate, .integer(in: 1...1_000_000),
                        "Add up the gradients of N batches for each step."),
                    Setting(
                        "optimizer", \.optimizer, .choice(), stored: .always, "How gradients change the parameters."),
                    Setting(
                        "learning_rate", \.learningRate, .real(.above(0)), stored: .always,
                        "Size of the optimizer's steps."),
                    Setting(
                        "beta1", \.beta1, .real(.from(0, below: 1)),
                        "How much of its running mean of the gradients Adam keeps at each step."),
                    Setting(
                        "beta2", \.beta2, .real(.from(0, below: 1)),
                        "The same of its running mean of their squares; 0.98 is usual with large batches."),
                    Setting("epsilon", \.epsilon, .real(.above(0)), "What Adam adds before it divides by the root."),
                    Setting(
                        "weight_decay", \.weightDecay, .real(.atLeast(0)),
                        "The share of each weight that AdamW takes off per unit of learning rate."),
                    Setting("schedule", \.schedule, .choice(), stored: .always, "How the learning rate falls."),
                    Setting(
                        "warmup_steps", \.warmupSteps, .integer(atLeast: 0), stored: .always,
                        "Let the learning rate rise to its full size over N steps."),
                    Setting(
                        "clip_norm", \.clipNorm, .real(.atLeast(0)), none: 0, stored: .always,
                        "Shorten longer gradients to this norm; 0 for never."),
                    Setting(
                        "label_smoothing", \.labelSmoothing, .real(.from(0, below: 1)), stored: .always,
                        "Spread this share of the target's probability evenly over the vocabulary."),
                    Setting(
                        "softmax_samples", \.softmaxSamples, property: "softmaxSamples", .integer(atLeast: 1), none: 0,
                        "Make each step's gradient of the softmax of about N tokens, drawn by their parts in it; faster"
                            + " for many thousands of tokens, 0 for all."),
                    Setting(
                        "coverage_loss", \.coverageLoss, .real(.within(0...1000)),
                        "With --coverage, what it costs to attend again to what was attended to; 0 for nothing."),
                    Setting(
                        "scheduled_sampling", \.scheduledSampling, .real(.aboveUpTo(0, 1), "P"), none: 0,
                        "Let the decoder read its own tokens instead of the target's, in the end with this"
                            + " probability."),
                    Setting(
                        "scheduled_sampling_decay", \.scheduledSamplingDecay, .choice(),
                        stored: .when { $0.scheduledSampling > 0 },
                        "How it gets there over the steps of the training."),
                    Setting(
                        "freeze", \.frozen, property: "frozen", .names(), none: [],
                        "Leave the weights of these parts as they are: source_embedding, encoder, bridge, decoder and so"
                            + " on."),
                    Setting(
                        "validate_every", \.validateEvery, .integer(atLeast: 1),
                        stored: .when(\.validationsDecideWeights),
                        "Measure progress every N steps instead of after each epoch."),
                    Setting(
                        "patience", \.patience, .integer(atLeast: 1), none: 0, stored: .never,
                        "End when N validations in a row brought no better model; 0 for never."),
                    Setting(
                        "metric", \.metric, .choice(), stored: .always,
                        "What the best model is best in, of equal ones in loss; BLEU and chrF2 as in sacreBLEU."),
                    Setting(
                        "ema", \.ema, .real(.from(0, below: 1), "DECAY"), none: 0,
                        "Validate and keep a moving average of the weights; 0.999 is usual, 0 for none."),
                    Setting(
                        "average", \.average, .integer(in: 2...1000),
                        "Also validate the mean of the models of N validations, and keep it when it is the best."),
                    Setting(
                        "average_of", \.averageOf, .choice(), stored: .when { $0.average != nil },
                        "Of which: the last N validations, or the N best by --metric."),
                    Setting(
                        "seed", \.seed, .integer(atLeast: 0), stored: .always,
                        "The number that decides all that is random."),
                ]),
            SettingGroup(
                "Output",
                [
                    Setting(
                        "samples", \.sampleCount, property: "sampleCount", .integer(in: 0...1000), stored: .never,
                        "Outputs that each validation shows beside their references."),
                    Setting(
                        "checkpoint_every", \.checkpointEvery, .integer(atLeast: 1), stored: .never,
                        "Write a checkpoint every N steps too, not only after validations or epochs."),
                ]),
        ],
        rules: { name in
            [
                .conflict(name[\.batchSize], with: [name[\.batchTokens]]),
                .needs(name[\.scheduledSamplingDecay], name[\.scheduledSampling]),
                .conflict(name[\.ema], with: [name[\.average]]),
                .needs(name[\.averageOf], name[\.average]),
                .impossible { $0.ema != nil && $0.average != nil ? "\(name[\.ema]) excludes \(name[\.average])" : nil },
                .idle { options in
                    guard options.variationalDropout && options.dropout == 0 else { return nil }
                    return "\(name[\.variationalDropout]) also needs \(name[\.dropout], "P")"
                },
                .idle { options in
                    let moments: [WritableKeyPath<Self, Double> & Sendable] = [\.beta1, \.beta2, \.epsilon]
                    let given = moments.first { options[keyPath: $0] != standard[keyPath: $0] }
                    guard !options.optimizer.keepsMoments, let given else { return nil }
                    let optimizers = Optimizer.Method.allCases.filter(\.keepsMoments)
                    return "\(name[given]) also needs \(name[\.optimizer], optimizers)"
                },
                .idle { options in
                    guard options.optimizer != .adamw && options.weightDecay != standard.weightDecay else { return nil }
                    return "\(name[\.weightDecay]) also needs \(name[\.optimizer], [Optimizer.Method.adamw])"
                },
            ]
        })

    /// Options that say how to train. Those that have no parameter here are changed as properties.
    public init(
        epochs: Int? = standard.epochs, steps: Int? = standard.steps, batchSize: Int = standard.batchSize,
        batchTokens: Int? = standard.batchTokens, accumulate: Int = standard.accumulate,
        optimizer: Optimizer.Method = standard.optimizer, learningRate: Double = standard.learningRate,
        schedule: LearningRateSchedule.Course = standard.schedule, warmupSteps: Int = standard.warmupSteps,
        clipNorm: Double? = standard.clipNorm, dropout: Double = standard.dropout,
        variationalDropout: Bool = standard.variationalDropout, labelSmoothing: Double = standard.labelSmoothing,
        scheduledSampling: Double = standard.scheduledSampling,
        scheduledSamplingDecay: SamplingSchedule.Decay = standard.scheduledSamplingDecay,
        validateEvery: Int? = standard.validateEvery, checkpointEvery: Int? = standard.checkpointEvery,
        patience: Int? = standard.patience, metric: Metric = standard.metric,
        averaging: WeightAveraging = standard.averaging, sampleCount: Int = standard.sampleCount,
        seed: UInt64 = standard.seed
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
        self.sampleCount = sampleCount
        self.seed = seed
        self.averaging = averaging
    }
}

extension TrainingOptions {
    /// How large a batch is: of so many tokens if that was asked for, otherwise of so many pairs.
    public var size: BatchSize { batchTokens.map(BatchSize.tokens) ?? .pairs(batchSize) }

    /// Whether what a training does depends on where it ends.
    var isPlannedByItsEnd: Bool {
        schedule == .exponential || (scheduledSampling > 0 && scheduledSamplingDecay != .fixed)
    }

    /// Whether the weights that are trained or kept depend on when they are validated.
    var validationsDecideWeights: Bool { schedule == .plateau || averaging.snapshotCount > 0 }
}
