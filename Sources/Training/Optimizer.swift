import Seq2SeqSettings
import Seq2SeqTensors

/// Moves the weights along the gradients.
///
/// The gradients of a sum over tokens are divided by their count, then clipped, then applied. An optimiser is a value:
/// a copy goes on from the same moments.
///
/// ```swift
/// let workspace = Workspace()
/// var optimizer = Optimizer(.adam, learningRate: 0.001, clipNorm: 5)
/// let (loss, gradients) = model.network.lossAndGradients(for: Batch(data.training), on: workspace)
/// optimizer.update(&model.network.parameters, along: gradients, on: workspace)
/// print(loss.perToken)
/// ```
public struct Optimizer: Sendable {
    /// The rule by which weights are moved.
    public enum Method: String, Sendable, Codable, CaseIterable {
        /// Stochastic gradient descent.
        case sgd
        /// Kingma and Ba 2015, algorithm 1.
        case adam
        /// Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2).
        case adamw

        /// Whether it keeps running means of the gradients and of their squares.
        var keepsMoments: Bool { self != .sgd }
    }

    /// The rule in use.
    public let method: Method
    /// The learning rate.
    public var learningRate: Double
    /// The largest Euclidean norm of all gradients together (Pascanu et al. 2013, algorithm 1), or nil for no limit.
    public var clipNorm: Double? {
        didSet { Self.check(clipNorm: clipNorm) }
    }
    /// Adam's decay of the first moment.
    public var beta1 = TrainingOptions.standard.beta1 {
        didSet { Self.check { $0.beta1 = beta1 } }
    }
    /// Adam's decay of the second moment.
    public var beta2 = TrainingOptions.standard.beta2 {
        didSet { Self.check { $0.beta2 = beta2 } }
    }
    /// What Adam adds to the denominator, after the correction of the second moment's bias.
    public var epsilon = TrainingOptions.standard.epsilon {
        didSet { Self.check { $0.epsilon = epsilon } }
    }
    /// The share of each weight that AdamW takes off per unit of learning rate.
    public var weightDecay = TrainingOptions.standard.weightDecay {
        didSet { Self.check { $0.weightDecay = weightDecay } }
    }
    /// How many steps have been taken.
    public private(set) var stepCount = 0
    /// How many epochs of `fit` it has been through; the next one draws its order as the one after them.
    public internal(set) var epochCount = 0

    package private(set) var firstMoment = FloatStorage(count: 0)
    package private(set) var secondMoment = FloatStorage(count: 0)

    /// An optimiser that has taken no step.
    public init(_ method: Method, learningRate: Double, clipNorm: Double? = nil) {
        require(learningRate > 0, "The learning rate must be positive, but is \(learningRate)")
        Self.check(clipNorm: clipNorm)
        self.method = method
        self.learningRate = learningRate
        self.clipNorm = clipNorm
    }

    /// Refuses what no training may have.
    private static func check(_ change: (inout TrainingOptions) -> Void) {
        TrainingOptions.settings.check(TrainingOptions(change))
    }

    static func check(clipNorm: Double?) {
        guard let clipNorm else { return }
        require(clipNorm > 0, "The largest norm of the gradients must be positive, but is \(clipNorm)")
    }

    /// An optimiser that goes on from what another has gathered.
    package init(
        _ method: Method, learningRate: Double, stepCount: Int, firstMoment: FloatStorage, secondMoment: FloatStorage
    ) {
        self.init(method, learningRate: learningRate)
        self.stepCount = stepCount
        self.firstMoment = firstMoment
        self.secondMoment = secondMoment
    }

    /// Goes on from what an optimiser of the same rule and rates has gathered.
    mutating func goOn(fromStep stepCount: Int, epoch epochCount: Int, _ first: FloatStorage, _ second: FloatStorage) {
        (self.stepCount, self.epochCount) = (stepCount, epochCount)
        (firstMoment, secondMoment) = (first, second)
    }

    /// Takes moments in place of its own.
    mutating func replaceMoments(_ first: FloatStorage, _ second: FloatStorage) {
        (firstMoment, secondMoment) = (first, second)
    }

    /// Takes all but the rule and the learning rate, which the schedule decides, from the options of a training.
    mutating func follow(_ options: TrainingOptions) {
        clipNorm = options.clipNorm
        (beta1, beta2, epsilon) = (options.beta1, options.beta2, options.epsilon)
        weightDecay = options.weightDecay
    }

    /// Takes one step, unless the gradients are not finite.
    ///
    /// - Returns: the norm of the gradients of the loss per token, before clipping. If it is not finite, nothing was
    ///   changed.
    @discardableResult
    public mutating func update(
        _ parameters: inout ParameterStore, along gradients: Gradients, on workspace: Workspace
    ) -> Double {
        require(
            gradients.tokenCount > 0 && gradients.divisor > 0,
            "The gradients are of a loss over no tokens, or over none with a weight")
        require(
            gradients.entries == parameters.entries, "The gradients are of weights with other names or shapes")
        let norm = workspace.norm(of: gradients) / gradients.divisor
        update(
            &parameters, in: 0..<parameters.bufferCount, along: gradients.storage, norm: norm,
            divisor: gradients.divisor, on: workspace)
        return norm
    }

    /// Takes one step on a part of the weights, unless the gradients are not finite. Whatever part an optimiser is told
    /// of first, it keeps the moments of that alone.
    ///
    /// - Parameters:
    ///   - part: of the parameters' buffer, as `Workspace.parts` cuts it.
    ///   - gradients: those of the part.
    ///   - norm: of all gradients of the loss per token.
    ///   - divisor: over how many tokens the loss sums, or the sum of their weights.
    package mutating func update(
        _ parameters: inout ParameterStore, in part: Range<Int>, along gradients: FloatStorage, norm: Double,
        divisor: Double, on workspace: Workspace
    ) {
        require(
            stepCount == 0 || !method.keepsMoments || firstMoment.count == part.count,
            "The optimiser has gathered the moments of other weights")
        guard norm.isFinite else { return }
        stepCount += 1
        var scale = 1 / divisor
        if let clipNorm { scale *= min(1, clipNorm / (norm + 1e-6)) }
        switch method {
        case .sgd: workspace.sgdStep(&parameters, in: part, gradients, stepSize: Float(learningRate * scale))
        case .adam, .adamw: adamStep(&parameters, in: part, gradients, scale: scale, on: workspace)
        }
    }

    private mutating func adamStep(
        _ parameters: inout ParameterStore, in part: Range<Int>, _ gradients: FloatStorage, scale: Double,
        on workspace: Workspace
    ) {
        Self.makeUnique(&firstMoment, count: part.count)
        Self.makeUnique(&secondMoment, count: part.count)
        let step = Kernels.AdamStep(
            gradientScale: Float(scale), beta1: beta1, beta2: beta2, epsilon: Float(epsilon),
            stepSize: Float(learningRate / (1 - PortableMath.power(beta1, Double(stepCount)))),
            secondMomentScale: Float(1 / (1 - PortableMath.power(beta2, Double(stepCount))).squareRoot()),
            decay: method == .adamw ? Float(learningRate * weightDecay) : 0)
        workspace.adamStep(
            &parameters, in: part, firstMoment: firstMoment, secondMoment: secondMoment, gradients, step: step)
    }

    private static func makeUnique(_ moment: inout FloatStorage, count: Int) {
        if moment.count != count {
            moment = FloatStorage(count: count)
        } else if !isKnownUniquelyReferenced(&moment) {
            moment = FloatStorage(copying: moment)
        }
    }
}
