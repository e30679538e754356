/// A target that a search has found.
public struct Hypothesis: Sendable, Hashable {
    /// The ids without begin and end tokens.
    public var tokens: [Int32]
    /// The sum of the tokens' log probabilities in nats, that of the end token included if it is finished.
    public var logProbability: Double
    /// Whether it ended by itself; otherwise it was cut off at its cap.
    public var isFinished: Bool

    /// A hypothesis with its log probability in nats.
    public init(tokens: [Int32], logProbability: Double, isFinished: Bool) {
        self.tokens = tokens
        self.logProbability = logProbability
        self.isFinished = isFinished
    }
}
