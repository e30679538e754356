/// A token that can be said at a step, with its log probability in nats.
public struct RankedToken<Token: Hashable & Sendable>: Hashable, Sendable {
    /// The token: an id, or its text.
    public var token: Token
    /// Its log probability in nats.
    public var logProbability: Float

    /// A token with its log probability.
    public init(_ token: Token, logProbability: Float) {
        self.token = token
        self.logProbability = logProbability
    }
}

extension RankedToken: Encodable where Token: Encodable {}
