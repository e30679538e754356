/// What a training has told so far, in so little room that a checkpoint holds it: however long the training, there are
/// no more than a few hundred intervals of steps and as many validations.
///
/// ```swift
/// for interval in trainer.history.steps { print(interval.lastStep, interval.lossPerToken) }
/// for report in trainer.history.validations { print(report.step, report.exactMatch) }
/// ```
public struct TrainingHistory: Sendable, Hashable {
    /// Steps in a row, as their mean.
    public struct Interval: Sendable, Hashable {
        /// The last of the steps.
        public var lastStep: Int
        /// The epoch of the last step, counted from 1.
        public var epoch: Int
        /// Loss per target token over the steps, in nats.
        public var lossPerToken: Double
        /// The mean norm of the gradients before clipping, one step as much as another.
        public var gradientNorm: Double
        /// The learning rate of the last step.
        public var learningRate: Double
        /// Target tokens of the steps, end tokens included.
        public var targetTokens: Int
        /// Seconds that the steps took.
        public var seconds: Double
        /// Steps whose loss and gradients are counted.
        public var stepCount: Int
        /// Steps that changed no weight, because their loss or gradient was not finite; they count in nothing else.
        public var skippedCount: Int

        /// Target tokens a second.
        public var targetTokensPerSecond: Double { seconds > 0 ? Double(targetTokens) / seconds : 0 }
    }

    /// The steps, in intervals of the same number of steps; the last may have fewer.
    public internal(set) var steps: [Interval] = []
    /// The validations, without all that was decoded. Of very many, most are left out, and many lack their samples.
    public internal(set) var validations: [ValidationReport] = []
    /// How many steps an interval has.
    var stepsOfInterval = 1

    /// Intervals, and validations, at most.
    static let capacity = 256
    /// Validations that keep their samples, at most.
    static let sampledCapacity = 48

    /// The history of a training that has not begun.
    public init() {}

    /// Goes on by what a training has told.
    public mutating func note(_ event: TrainingEvent) {
        switch event {
        case .step(let report): note(report, isSkipped: false)
        case .skippedStep(let report): note(report, isSkipped: true)
        case .validation(let report, _): note(report)
        case .largerBatch, .checkpoint, .epochFinished: break
        }
    }

    private mutating func note(_ report: StepReport, isSkipped: Bool) {
        let step = Interval(report, isSkipped: isSkipped)
        if let last = steps.last, last.stepCount + last.skippedCount < stepsOfInterval {
            steps[steps.count - 1] = last.followed(by: step)
            return
        }
        if steps.count == Self.capacity {
            steps = stride(from: 0, to: steps.count, by: 2).map { steps[$0].followed(by: steps[$0 + 1]) }
            stepsOfInterval *= 2
        }
        steps.append(step)
    }

    private mutating func note(_ report: ValidationReport) {
        if validations.count == Self.capacity {
            // The best so far stays, and so does the latest.
            let best = validations.lastIndex(where: \.isBest)
            validations = validations.indices.filter { $0 % 2 == 1 || $0 == best }.map { validations[$0] }
        }
        validations.append(report.withoutDecoded)
        let sampled = validations.indices.filter { !validations[$0].samples.isEmpty }
        guard sampled.count > Self.sampledCapacity else { return }
        for index in stride(from: 1, to: sampled.count - 1, by: 2) { validations[sampled[index]].samples = [] }
    }
}

extension TrainingHistory.Interval {
    fileprivate init(_ report: StepReport, isSkipped: Bool) {
        self.init(
            lastStep: report.step, epoch: report.epoch, lossPerToken: isSkipped ? 0 : report.lossPerToken,
            gradientNorm: isSkipped ? 0 : report.gradientNorm, learningRate: report.learningRate,
            targetTokens: isSkipped ? 0 : report.targetTokens, seconds: isSkipped ? 0 : report.seconds,
            stepCount: isSkipped ? 0 : 1, skippedCount: isSkipped ? 1 : 0)
    }

    /// Both together.
    fileprivate func followed(by next: Self) -> Self {
        func mean(_ first: Double, _ second: Double, _ weights: (Int, Int)) -> Double {
            // What has no weight does not count, whatever it is.
            if weights.1 == 0 { return first }
            if weights.0 == 0 { return second }
            return (first * Double(weights.0) + second * Double(weights.1)) / Double(weights.0 + weights.1)
        }
        return Self(
            lastStep: next.lastStep, epoch: next.epoch,
            lossPerToken: mean(lossPerToken, next.lossPerToken, (targetTokens, next.targetTokens)),
            gradientNorm: mean(gradientNorm, next.gradientNorm, (stepCount, next.stepCount)),
            learningRate: next.learningRate, targetTokens: targetTokens + next.targetTokens,
            seconds: seconds + next.seconds, stepCount: stepCount + next.stepCount,
            skippedCount: skippedCount + next.skippedCount)
    }
}
