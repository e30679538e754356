import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText

/// Trains a model on pairs and keeps the best one. It reports values and prints nothing.
public struct Trainer {
    /// The model as it is now.
    public private(set) var model: TranslationModel
    /// The best model by validation; without validation pairs the model as it is now, or its moving average.
    public var bestModel: TranslationModel { best?.model ?? candidate }
    /// The best model's validation; nil before the first validation.
    public var bestReport: ValidationReport? { best?.report }
    /// How to train.
    public let options: TrainingOptions

    /// Where it computes.
    package let workspace: Workspace

    /// How many steps the options ask for.
    public let plannedSteps: Int

    /// Steps without a finite gradient in a row after which training stops.
    private static let tolerance = 5

    private let training: [EncodedPair]
    private let subwordDropout: SubwordDropout?
    private let validation: Validation?
    private let dataFingerprint: UInt64
    private let order: BatchOrder
    private let schedule: LearningRateSchedule
    private let sampling: SamplingSchedule
    private let activations: ActivationMemory
    /// The most that the activations of a batch were predicted to take so far.
    private var predictedBytes = 0
    private var optimizer: Optimizer
    private var progress = TrainingProgress()
    private var best: (model: TranslationModel, report: ValidationReport)?
    private var averages = AveragedWeights()

    /// A trainer that has taken no step.
    ///
    /// - Parameters:
    ///   - model: the model to start from.
    ///   - training: pairs of ids; there must be one at least, and no side may be empty.
    ///   - validation: pairs of text to validate with; may be empty.
    ///   - options: how to train.
    ///   - subwordDropout: what becomes of the same pairs in each epoch, if not always the same.
    ///   - workspace: where to compute.
    public init(
        _ model: TranslationModel, training: [EncodedPair], validation: [TextPair], options: TrainingOptions,
        subwordDropout: SubwordDropout? = nil, workspace: Workspace
    ) {
        precondition(!training.isEmpty, "There is no pair to train on")
        workspace.checkLearning()
        options.check()
        self.model = model
        self.model.trainingRecord.note(options)
        self.training = training
        self.subwordDropout = subwordDropout
        self.validation = validation.isEmpty ? nil : Validation(validation, metric: options.metric, for: model)
        dataFingerprint = DataFingerprint(training: training, validation: validation).value
        self.options = options
        self.workspace = workspace
        let order = BatchOrder(
            lengths: training.map { ($0.source.count, $0.target.count) }, size: options.size, seed: options.seed)
        self.order = order
        activations = ActivationMemory(model.network.configuration, for: options)
        let stepsOfEpoch = (order.batchCount + options.accumulate - 1) / options.accumulate
        let stepsOfEpochs = options.epochs.map { stepsOfEpoch.multipliedReportingOverflow(by: $0) }
        plannedSteps = min(
            options.steps ?? .max, stepsOfEpochs.map { $0.overflow ? .max : $0.partialValue } ?? .max)
        schedule = LearningRateSchedule(
            options.schedule, learningRate: options.learningRate, warmupSteps: options.warmupSteps,
            plannedSteps: plannedSteps)
        sampling = SamplingSchedule(
            options.scheduledSamplingDecay, probability: options.scheduledSampling, plannedSteps: plannedSteps)
        optimizer = Optimizer(options.optimizer, learningRate: options.learningRate, clipNorm: options.clipNorm)
    }

    /// A trainer on all of the data.
    public init(
        _ model: TranslationModel, on data: TrainingData, options: TrainingOptions = TrainingOptions(),
        workspace: Workspace = Workspace()
    ) {
        self.init(
            model, training: data.training, validation: data.validation, options: options,
            subwordDropout: data.subwordDropout, workspace: workspace)
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
        model.trainingRecord.note(options)
        if let difference = model.firstDifference(from: checkpoint.model, in: options) {
            throw .otherOption(name: difference.name, before: difference.before, now: difference.now)
        }
        guard checkpoint.model.sourceVocabulary == data.sourceVocabulary,
            checkpoint.model.targetVocabulary == data.targetVocabulary,
            checkpoint.dataFingerprint == DataFingerprint(training: data.training, validation: data.validation).value
        else { throw .otherData }
        self.init(goingOnFrom: checkpoint, on: data, options: options, workspace: workspace)
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
        optimizer.clipNorm = options.clipNorm
        progress = checkpoint.progress
        best = checkpoint.best
        averages = checkpoint.averages
        best?.model.trainingRecord = model.trainingRecord
    }

    /// All that is needed to go on from here.
    public var checkpoint: TrainingCheckpoint {
        TrainingCheckpoint(
            model: model, optimizer: optimizer, progress: progress, best: best, averages: averages,
            dataFingerprint: dataFingerprint)
    }

    /// Trains until the steps are taken, the patience is used up or the receiver asks to stop.
    ///
    /// It may be called again after a stop, and goes on from there.
    ///
    /// - Parameter report: receives each event as it happens.
    @discardableResult
    public mutating func run(
        _ report: (TrainingEvent) throws -> TrainingControl
    ) rethrows -> TrainingSummary {
        // One that has diverged gets another chance.
        if progress.skippedInARow >= Self.tolerance { progress.skippedInARow = 0 }
        var batches = order.batches(epoch: progress.epoch - 1)
        while true {
            // What is due comes before the next step, so that a resumed training makes up for it.
            if isValidationDue {
                if try validate(report) == .stop { return summary(.stopped) }
                if try report(.checkpoint(checkpoint)) == .stop { return summary(.stopped) }
            }
            if isOutOfPatience { return summary(.ranOutOfPatience) }
            if progress.batch == batches.count {
                if try report(.epochFinished(progress.epoch, candidate)) == .stop { return summary(.stopped) }
                progress.epoch += 1
                progress.batch = 0
                if progress.steps < plannedSteps { batches = order.batches(epoch: progress.epoch - 1) }
                if validation == nil, try report(.checkpoint(checkpoint)) == .stop { return summary(.stopped) }
            }
            if progress.steps >= plannedSteps { return summary(.finished) }
            let end = min(progress.batch + options.accumulate, batches.count)
            let next = batches[progress.batch..<end].map { pairs in
                Batch(pairs.map { pair(at: $0, epoch: progress.epoch) }, ids: pairs)
            }
            if let estimate = estimateIfLarger(next), try report(.largerBatch(estimate)) == .stop {
                return summary(.stopped)
            }
            let step = takeStep(next)
            if try report(progress.skippedInARow == 0 ? .step(step) : .skippedStep(step)) == .stop {
                return summary(.stopped)
            }
            if progress.skippedInARow == Self.tolerance { return summary(.diverged) }
            if let every = options.checkpointEvery, progress.steps % every == 0,
                try report(.checkpoint(checkpoint)) == .stop
            {
                return summary(.stopped)
            }
        }
    }

    /// Trains to the end without reporting anything.
    @discardableResult
    public mutating func run() -> TrainingSummary {
        run { _ in .proceed }
    }

    private var isValidationDue: Bool {
        guard validation != nil, progress.steps > 0, progress.lastValidatedStep != progress.steps else { return false }
        if progress.steps >= plannedSteps { return true }
        return options.validateEvery.map { progress.steps % $0 == 0 } ?? (progress.batch == order.batchCount)
    }

    /// Whether the last validation was one too many that brought no better model.
    private var isOutOfPatience: Bool {
        guard let patience = options.patience, progress.lastValidatedStep == progress.steps else { return false }
        return progress.validationsSinceBest >= patience
    }

    /// What the training takes if one of the batches is larger than all before.
    private mutating func estimateIfLarger(_ batches: [Batch]) -> MemoryEstimate? {
        let bytes = batches.map(activations.bytes).max() ?? 0
        guard bytes > predictedBytes else { return nil }
        predictedBytes = bytes
        return MemoryEstimate(
            model.network, activationBytes: bytes, options: options, keepsBest: validation != nil)
    }

    /// Takes one step along the gradients of all batches together.
    private mutating func takeStep(_ batches: [Batch]) -> StepReport {
        let clock = ContinuousClock()
        optimizer.learningRate = schedule.learningRate(
            step: progress.steps + 1, plateaus: progress.plateaus)
        var loss = Loss()
        var norm = 0.0
        let duration = clock.measure {
            let (total, gradients) = model.network.lossAndGradients(
                for: batches, regularization: regularization(step: progress.steps + 1), on: workspace)
            loss = total
            norm =
                total.sum.isFinite
                ? optimizer.update(&model.network.parameters, along: gradients, on: workspace) : .nan
            if norm.isFinite {
                averages.follow(
                    model.network.parameters, step: optimizer.stepCount, by: options.averaging, on: workspace)
            }
        }
        let seconds = duration / .seconds(1)
        progress.steps += 1
        progress.batch += batches.count
        progress.targetTokens += loss.tokenCount
        progress.seconds += seconds
        progress.skippedInARow = norm.isFinite ? 0 : progress.skippedInARow + 1
        return StepReport(
            step: progress.steps, epoch: progress.epoch, progress: Double(progress.steps) / Double(plannedSteps),
            lossPerToken: loss.perToken, gradientNorm: norm, learningRate: optimizer.learningRate,
            targetTokens: loss.tokenCount, seconds: seconds)
    }

    private func pair(at index: Int, epoch: Int) -> EncodedPair {
        subwordDropout?.pair(at: index, epoch: epoch, for: model) ?? training[index]
    }

    private func regularization(step: Int) -> Regularization {
        Regularization(
            dropout: options.dropout > 0
                ? StepDropout(rate: Float(options.dropout), seed: options.seed, step: step) : nil,
            isVariational: options.variationalDropout, labelSmoothing: Float(options.labelSmoothing),
            scheduledSampling: options.scheduledSampling > 0
                ? ScheduledSampling(
                    probability: sampling.probability(step: step), seed: options.seed, step: step) : nil)
    }

    /// The model as it is judged and kept: with the moving average of the weights if there is one.
    private var candidate: TranslationModel { averages.moving.map(model(of:)) ?? model }

    private func model(of weights: FloatStorage) -> TranslationModel {
        var model = model
        model.network.parameters.replaceValues(by: weights)
        return model
    }

    /// Validates the model, and the mean of several if there is a new one; says whether training should end.
    private mutating func validate(
        _ report: (TrainingEvent) throws -> TrainingControl
    ) rethrows -> TrainingControl {
        guard let validation else { return .proceed }
        var judged = [judge(candidate, by: validation)]
        // Weights whose loss is no number would spoil every mean that they are in.
        if judged[0].report.lossPerToken.isFinite,
            averages.add(
                judged[0].model.network.parameters, judged[0].report, by: options.averaging, metric: options.metric)
        {
            let mean = model(of: averages.mean(on: workspace))
            judged.append(judge(mean, by: validation, averagedModels: averages.snapshots.count))
        }
        if judged.contains(where: \.report.isBest) {
            progress.validationsSinceBest = 0
        } else {
            progress.validationsSinceBest += 1
            progress.plateaus += 1
        }
        progress.lastValidatedStep = progress.steps
        // A receiver who stops at the first has still to be told of the second, which may be the best.
        var control = TrainingControl.proceed
        for (model, result) in judged {
            if try report(.validation(result, model)) == .stop { control = .stop }
        }
        return control
    }

    /// Validates a model and keeps it if it is the best.
    private mutating func judge(
        _ model: TranslationModel, by validation: Validation, averagedModels: Int? = nil
    ) -> (model: TranslationModel, report: ValidationReport) {
        var result = validation.run(
            model, step: progress.steps, epoch: progress.epoch, sampleCount: options.sampleCount,
            size: options.size, on: workspace)
        result.averagedModels = averagedModels
        // A loss that is no number compares with nothing, so it must not become what others are compared with.
        result.isBest =
            result.lossPerToken.isFinite && (best.map { result.isBetter(than: $0.report, by: options.metric) } ?? true)
        if result.isBest { best = (model, result) }
        return (model, result)
    }

    private func summary(_ ending: TrainingSummary.Ending) -> TrainingSummary {
        TrainingSummary(
            ending: ending, steps: progress.steps, targetTokens: progress.targetTokens, seconds: progress.seconds)
    }
}
