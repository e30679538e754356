import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// Trains a model on pairs and keeps the best one. It reports values and prints nothing.
///
/// ```swift
/// let data = try TrainingData(training: corpus.pairs, options: .init(validFraction: 0.05))
/// var trainer = Trainer(data.model(.init(embedding: 32, hidden: 128), seed: 1), on: data)
/// let summary = trainer.run { event in
///     if case .validation(let report, _) = event { print(report.exactMatch) }
///     return .proceed
/// }
/// print(summary.ending, Translator(trainer.bestModel).translate("535+61"))
/// ```
///
/// `run` goes to the end; `next` goes from event to event, for a program that owns the loop itself.
public struct Trainer {
    /// The model as it is now.
    public internal(set) var model: TranslationModel
    /// The best model by validation; without validation pairs the model as it is now, or its moving average.
    public var bestModel: TranslationModel { best?.model ?? candidate }
    /// The best model's validation; nil before the first validation.
    public var bestReport: ValidationReport? { best?.report }
    /// How to train.
    public let options: TrainingOptions

    /// Where it computes.
    package let workspace: Workspace

    /// How many steps are to be taken: as many as the options ask for, or as many as fit into the time there is.
    public var plannedSteps: Int { progress.plannedSteps ?? askedSteps }
    /// Why the training ended, once there is no further event; until then nil.
    public internal(set) var ending: TrainingSummary.Ending?

    /// Steps without a finite gradient in a row after which training stops.
    static let tolerance = 5

    let training: [EncodedPair]
    /// The weights that stay as they are.
    let frozen: [ParameterStore.Entry]
    let noise: PairNoise?
    let validation: Validation?
    private(set) var order: BatchOrder
    let dataFingerprint: UInt64
    /// How many steps the options ask for at most.
    let askedSteps: Int
    /// The time there is and what of it is gone; nil without a limit.
    var clock: TrainingClock?
    private let activations: ActivationMemory
    /// The most that the activations of a batch were predicted to take so far.
    private var predictedBytes = 0
    var optimizer: Optimizer
    /// How the work is shared out; nil if this process does all of it.
    var sharing: Sharing?
    var progress = TrainingProgress()
    var best: (model: TranslationModel, report: ValidationReport)?
    var averages = AveragedWeights()
    /// What the training has told so far, before a resumption too.
    public internal(set) var history = TrainingHistory()
    /// Events that have happened, but have not been told yet.
    var pending: [TrainingEvent] = []
    /// The batches of the epoch that is under way, as the indices of their pairs.
    var plan: (epoch: Int, batches: [[Int]])?

    /// A trainer that has taken no step.
    ///
    /// - Parameters:
    ///   - model: the model to start from.
    ///   - training: pairs of the model's ids; there must be one at least, and no source may be empty unless
    ///     the model allows it.
    ///   - validation: pairs of text to validate with; may be empty.
    ///   - options: how to train.
    ///   - subwordDropout: what becomes of the same pairs in each epoch, if not always the same.
    ///   - workspace: where to compute.
    public init(
        _ model: TranslationModel, training: [EncodedPair], validation: [TextPair], options: TrainingOptions,
        subwordDropout: SubwordDropout? = nil, workspace: Workspace
    ) {
        self.init(
            model, training: training, validation: validation, options: options,
            noise: subwordDropout.map(PairNoise.init), workspace: workspace)
    }

    private init(
        _ model: TranslationModel, training: [EncodedPair], validation: [TextPair], options: TrainingOptions,
        noise: PairNoise?, workspace: Workspace
    ) {
        require(!training.isEmpty, "There is no pair to train on")
        Self.check(training, for: model)
        workspace.checkLearning()
        TrainingOptions.settings.check(options)
        if let problem = model.network.parameters.problem(freezing: options.frozen) { fail(problem) }
        frozen = model.network.parameters.entries(of: options.frozen)
        self.model = model
        self.model.trainingRecord.note(options, of: TrainingOptions.settings)
        // Other weights align other tokens.
        self.model.shortlist = nil
        self.training = training
        self.noise = noise
        self.validation = validation.isEmpty ? nil : Validation(validation, metric: options.metric, for: model)
        dataFingerprint = DataFingerprint(training: training, validation: validation).value
        self.options = options
        self.workspace = workspace
        order = BatchOrder(of: training, options)
        progress.hasEvenSteps = options.accumulate > 1 ? true : nil
        activations = ActivationMemory(model.network.configuration, for: options)
        askedSteps = order.steps(options)
        clock = options.timeLimit.map(TrainingClock.init(minutes:))
        optimizer = Optimizer(options.optimizer, learningRate: options.learningRate)
        optimizer.follow(options)
    }

    /// How many steps a training on pairs takes at most.
    static func plannedSteps(of training: [EncodedPair], _ options: TrainingOptions) -> Int {
        BatchOrder(of: training, options).steps(options)
    }

    /// A trainer on all of the data.
    ///
    /// - Parameters:
    ///   - model: the model to start from; its vocabularies and tokenizers are those of the data, as
    ///     `TrainingData.model` makes it. Pairs for a model with other ones are encoded by `TranslationModel.encodedPairs`
    ///     and go into the other initializer.
    ///   - data: the pairs.
    ///   - options: how to train.
    ///   - workspace: where to compute.
    public init(
        _ model: TranslationModel, on data: TrainingData, options: TrainingOptions = TrainingOptions(),
        workspace: Workspace = Workspace()
    ) {
        Self.check(data, for: model)
        self.init(
            model, training: data.training(for: model), validation: data.validation, options: options,
            noise: data.noise, workspace: workspace)
    }

    /// A trainer that goes on where another stood, to the same bits that the other would have come to.
    ///
    /// Where it ends may change, if what it does until then does not depend on that, and so may the patience, when it
    /// validates and when it leaves checkpoints.
    ///
    /// - Parameters:
    ///   - model: the model that the other started from, whose options must be the checkpoint's.
    ///   - checkpoint: where the other stood.
    /// - Throws: `CheckpointError.otherOption` if the model or the options are not those of the other,
    ///   `CheckpointError.otherData` if the pairs are not, `CheckpointError.beyondTheEnd` if it went further than this
    ///   one should.
    public init(
        _ model: TranslationModel, resuming checkpoint: TrainingCheckpoint, on data: TrainingData,
        options: TrainingOptions = TrainingOptions(), workspace: Workspace = Workspace()
    ) throws(CheckpointError) {
        var model = model
        model.trainingRecord.note(options, of: TrainingOptions.settings)
        if let difference = model.firstDifference(from: checkpoint.model, in: options) {
            throw .otherOption(name: difference.name, before: difference.before, now: difference.now)
        }
        guard checkpoint.model.sourceVocabulary == data.sourceVocabulary,
            checkpoint.model.targetVocabulary == data.targetVocabulary,
            checkpoint.model.tagVocabulary == data.tagVocabulary,
            checkpoint.model.readsSecondSource == data.readsSecondSource,
            checkpoint.model.sourceTokenizer == data.sourceTokenizer,
            checkpoint.model.targetTokenizer == data.targetTokenizer,
            checkpoint.dataFingerprint
                == DataFingerprint(training: data.training(for: model), validation: data.validation).value
        else { throw .otherData }
        self.init(goingOnFrom: checkpoint, on: data, options: options, workspace: workspace)
        // A file of before they were recorded stays without them.
        if !checkpoint.model.trainingRecord.choices.isEmpty {
            self.model.trainingRecord.choices = model.trainingRecord.choices
            best?.model.trainingRecord.choices = model.trainingRecord.choices
        }
        try check(checkpoint.progress)
        guard checkpoint.steps <= plannedSteps else {
            throw .beyondTheEnd(steps: checkpoint.steps, planned: plannedSteps)
        }
    }

    /// A trainer that goes on from a checkpoint, whatever the data and the options were until then.
    package init(
        goingOnFrom checkpoint: TrainingCheckpoint, on data: TrainingData, options: TrainingOptions,
        workspace: Workspace
    ) {
        self.init(checkpoint.model, on: data, options: options, workspace: workspace)
        optimizer = checkpoint.optimizer
        optimizer.follow(options)
        progress = checkpoint.progress
        if progress.hasEvenSteps != true { order = BatchOrder(of: training, options, hasEvenSteps: false) }
        clock?.earlierSeconds = progress.elapsedSeconds ?? 0
        best = checkpoint.best
        averages = checkpoint.averages
        history = checkpoint.history
        best?.model.trainingRecord = model.trainingRecord
        giveAnotherChance()
    }

    /// Lets a training that has diverged try again.
    mutating func giveAnotherChance() {
        if progress.skippedInARow >= Self.tolerance { progress.skippedInARow = 0 }
    }

    /// All that is needed to go on from here.
    public var checkpoint: TrainingCheckpoint {
        var progress = progress
        progress.elapsedSeconds = clock?.seconds ?? progress.elapsedSeconds
        return TrainingCheckpoint(
            model: model, optimizer: optimizer, progress: progress, best: best, averages: averages,
            dataFingerprint: dataFingerprint, history: history,
            sharedMoments: sharing.flatMap { SharedMoments(of: optimizer, $0) })
    }

    /// What the training takes if one of the batches is larger than all before.
    mutating func estimateIfLarger(_ batches: [Batch]) -> MemoryEstimate? {
        let bytes = batches.map(activations.bytes).max() ?? 0
        guard bytes > predictedBytes else { return nil }
        predictedBytes = bytes
        return MemoryEstimate(
            model.network, activationBytes: bytes, options: options, batchCount: order.batchCount,
            keepsBest: validation != nil)
    }

    var schedule: LearningRateSchedule {
        LearningRateSchedule(
            options.schedule, learningRate: options.learningRate, warmupSteps: options.warmupSteps,
            plannedSteps: plannedSteps)
    }
}

extension BatchOrder {
    /// The order in which options ask for pairs.
    package init(of pairs: [EncodedPair], _ options: TrainingOptions, hasEvenSteps: Bool = true) {
        self.init(
            lengths: pairs.map(\.lengths), size: options.size, seed: options.seed,
            batchesPerStep: hasEvenSteps ? options.accumulate : 1)
    }

    /// The steps that options ask for.
    fileprivate func steps(_ options: TrainingOptions) -> Int {
        let ofEpoch = options.steps(of: batchCount)
        let ofEpochs = options.epochs.map { ofEpoch.multipliedReportingOverflow(by: $0) }
        return min(options.steps ?? .max, ofEpochs.map { $0.overflow ? .max : $0.partialValue } ?? .max)
    }
}
