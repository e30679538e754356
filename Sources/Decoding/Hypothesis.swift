/// A target that a search has found.
public struct Hypothesis: Sendable, Hashable {
    /// The ids without begin and end tokens.
    public var tokens: [Int32]
    /// The sum of the tokens' log probabilities in nats, that of the end token included if it is finished.
    public var logProbability: Double
    /// What hypotheses are compared by: the log probability under the search's penalties.
    public var score: Double
    /// Whether it ended by itself; otherwise it was cut off at its cap.
    public var isFinished: Bool
    /// For each token the source token that it attends to most, of equal ones the first; empty without attention.
    public var alignment: [Int]
    /// For each token how much it attends to each source token, if the search was asked to keep that.
    public var attention: [[Float]]

    /// A hypothesis with its log probability in nats, which is also its score unless another is given.
    public init(
        tokens: [Int32], logProbability: Double, score: Double? = nil, isFinished: Bool, alignment: [Int] = [],
        attention: [[Float]] = []
    ) {
        self.tokens = tokens
        self.logProbability = logProbability
        self.score = score ?? logProbability
        self.isFinished = isFinished
        self.alignment = alignment
        self.attention = attention
    }
}
