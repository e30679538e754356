/// A source text and the target text it should be turned into.
public struct TextPair: Sendable, Hashable {
    /// The text the model reads.
    public var source: String

    /// The text the model should write.
    public var target: String

    /// Puts a source and its target together.
    public init(source: String, target: String) {
        self.source = source
        self.target = target
    }
}
