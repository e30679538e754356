import Decoding
import Models
import Tensors
import Text

/// Trains a model on pairs and keeps the best one. It reports values and prints nothing.
public struct Trainer {
    /// The model as it is now.
    public private(set) var model: TranslationModel
    /// The best model by validation; without validation pairs the model as it is now.
    public var bestModel: TranslationModel { best?.model ?? model }
    /// How to train.
    public let options: TrainingOptions

    /// How many steps the options ask for.
    public let plannedSteps: Int

    /// Steps without a finite gradient in a row after which training stops.
    private static let tolerance = 5

    private let training: [EncodedPair]
    private let subwordDropout: SubwordDropout?
    private let validation: Validation?
    private let order: BatchOrder
    private let workspace: Workspace
    private let schedule: LearningRateSchedule
    private var optimizer: Optimizer
    private var best: (model: TranslationModel, report: ValidationReport)?
    private var validationsSinceBest = 0
    /// Validations that brought no better model.
    private var plateaus = 0
    private var skippedInARow = 0
    private var totals = (steps: 0, targetTokens: 0, seconds: 0.0)

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
        self.model = model
        self.training = training
        self.subwordDropout = subwordDropout
        self.validation = validation.isEmpty ? nil : Validation(validation, metric: options.metric)
        self.options = options
        self.workspace = workspace
        let order = BatchOrder(
            lengths: training.map { ($0.source.count, $0.target.count) }, batchSize: options.batchSize,
            seed: options.seed)
        self.order = order
        let stepsOfEpochs = options.epochs.map { order.batchCount.multipliedReportingOverflow(by: $0) }
        plannedSteps = min(
            options.steps ?? .max, stepsOfEpochs.map { $0.overflow ? .max : $0.partialValue } ?? .max)
        schedule = LearningRateSchedule(
            options.schedule, learningRate: options.learningRate, warmupSteps: options.warmupSteps,
            plannedSteps: plannedSteps)
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

    /// Trains until the steps are taken, the patience is used up or the receiver asks to stop.
    ///
    /// - Parameter report: receives each event as it happens.
    public mutating func run(_ report: (TrainingEvent) throws -> TrainingControl) rethrows -> TrainingSummary {
        var epoch = 0
        var lastValidated = -1
        while totals.steps < plannedSteps {
            epoch += 1
            for batch in order.batches(epoch: epoch - 1) where totals.steps < plannedSteps {
                let step = takeStep(Batch(batch.map { pair(at: $0, epoch: epoch) }, ids: batch), epoch: epoch)
                let isFinite = step.gradientNorm.isFinite && step.lossPerToken.isFinite
                if try report(isFinite ? .step(step) : .skippedStep(step)) == .stop { return summary(.stopped) }
                if skippedInARow == Self.tolerance { return summary(.diverged) }
                if let every = options.validateEvery, totals.steps % every == 0 {
                    lastValidated = totals.steps
                    if let ending = try validate(epoch: epoch, report) { return summary(ending) }
                }
            }
            if try report(.epochFinished(epoch, model)) == .stop { return summary(.stopped) }
            let isLast = totals.steps >= plannedSteps
            if options.validateEvery == nil || isLast, lastValidated != totals.steps {
                lastValidated = totals.steps
                if let ending = try validate(epoch: epoch, report) { return summary(ending) }
            }
        }
        return summary(.finished)
    }

    private mutating func takeStep(_ batch: Batch, epoch: Int) -> StepReport {
        let clock = ContinuousClock()
        optimizer.learningRate = schedule.learningRate(step: totals.steps + 1, plateaus: plateaus)
        var loss = Loss()
        var norm = 0.0
        let duration = clock.measure {
            let (batchLoss, gradients) = model.network.lossAndGradients(
                for: batch, regularization: regularization(step: totals.steps + 1), on: workspace)
            norm = optimizer.update(&model.network.parameters, along: gradients, on: workspace)
            loss = batchLoss
        }
        let seconds = duration / .seconds(1)
        totals.steps += 1
        totals.targetTokens += batch.targetTokenCount
        totals.seconds += seconds
        skippedInARow = norm.isFinite ? 0 : skippedInARow + 1
        return StepReport(
            step: totals.steps, epoch: epoch, progress: Double(totals.steps) / Double(plannedSteps),
            lossPerToken: loss.perToken, gradientNorm: norm, learningRate: optimizer.learningRate,
            targetTokens: batch.targetTokenCount, seconds: seconds)
    }

    private func pair(at index: Int, epoch: Int) -> EncodedPair {
        subwordDropout?.pair(at: index, epoch: epoch, for: model) ?? training[index]
    }

    private func regularization(step: Int) -> Regularization {
        Regularization(
            dropout: options.dropout > 0
                ? Dropout(rate: Float(options.dropout), seed: options.seed, step: step) : nil,
            labelSmoothing: Float(options.labelSmoothing))
    }

    /// Validates, keeps the model if it is the best, and says whether training should end.
    private mutating func validate(
        epoch: Int, _ report: (TrainingEvent) throws -> TrainingControl
    ) rethrows -> TrainingSummary.Ending? {
        guard let validation else { return nil }
        var result = validation.run(
            model, step: totals.steps, epoch: epoch, sampleCount: options.sampleCount, batchSize: options.batchSize,
            on: workspace)
        result.isBest = best.map { isBetter(result, than: $0.report) } ?? true
        if result.isBest {
            best = (model, result)
            validationsSinceBest = 0
        } else {
            validationsSinceBest += 1
            plateaus += 1
        }
        if try report(.validation(result, model)) == .stop { return .stopped }
        if let patience = options.patience, validationsSinceBest >= patience { return .ranOutOfPatience }
        return nil
    }

    private func isBetter(_ report: ValidationReport, than other: ValidationReport) -> Bool {
        func quality(_ report: ValidationReport) -> Double {
            switch options.metric {
            case .loss: -report.lossPerToken
            case .exact: report.exactMatch
            case .bleu: report.bleu ?? 0
            case .chrf: report.chrf ?? 0
            }
        }
        return (quality(report), -report.lossPerToken) > (quality(other), -other.lossPerToken)
    }

    private func summary(_ ending: TrainingSummary.Ending) -> TrainingSummary {
        TrainingSummary(
            ending: ending, steps: totals.steps, targetTokens: totals.targetTokens, seconds: totals.seconds)
    }
}
