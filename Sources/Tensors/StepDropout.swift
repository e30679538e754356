/// Dropout of one training step (Srivastava et al. 2014): which elements are dropped is a function of the seed, the
/// step, the place in the model, the pair, the time and the column, so it depends neither on the batch nor on threads.
public struct StepDropout: Sendable, Hashable {
    /// The probability that an element is dropped.
    public let rate: Float
    /// The seed of all masks.
    public let seed: UInt64
    /// The training step, which changes the masks.
    public let step: Int

    /// A dropout that a step applies.
    public init(rate: Float, seed: UInt64, step: Int) {
        precondition((0..<1).contains(rate), "A dropout rate must be from 0 up to but not 1, but is \(rate)")
        self.rate = rate
        self.seed = seed
        self.step = step
    }

    var rule: Kernels.DropoutRule {
        Kernels.DropoutRule(threshold: UInt32(rate * 0x1p32), scale: 1 / (1 - rate))
    }
}
