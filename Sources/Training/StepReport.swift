/// One optimiser step.
public struct StepReport: Sendable, Hashable {
    /// Steps taken, this one included.
    public var step: Int
    /// The epoch, counted from 1.
    public var epoch: Int
    /// Share of the training that is done, from 0 to 1.
    public var progress: Double
    /// Loss per target token of this batch, in nats, with label smoothing and dropout if there are.
    public var lossPerToken: Double
    /// Norm of the gradients of the loss per token, before clipping.
    public var gradientNorm: Double
    /// The learning rate of this step.
    public var learningRate: Double
    /// Target tokens of this batch, end tokens included.
    public var targetTokens: Int
    /// Seconds that this step took.
    public var seconds: Double
}
