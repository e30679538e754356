/// A source text and the target text it should be turned into.
public struct TextPair: Sendable, Hashable {
    /// The text the model reads.
    public var source: String

    /// The text the model should write.
    public var target: String

    /// What is told beside the source, such as what form of it is asked for: tags with `;` between them. Empty for
    /// nothing.
    public var tags: String

    /// Puts a source and its target together.
    public init(source: String, target: String) {
        self.init(source: source, target: target, tags: "")
    }

    /// Puts a source, its tags and its target together.
    ///
    /// - Parameter tags: tags with `;` between them, such as `V;PST;1;SG`.
    public init(source: String, target: String, tags: String) {
        self.source = source
        self.target = target
        self.tags = tags
    }
}

/// A pair as token ids, without begin and end tokens: those are added by `Batch`.
public struct EncodedPair: Sendable, Hashable {
    /// Ids from the source vocabulary.
    public var source: [Int32]

    /// Ids from the target vocabulary; where a model copies, from that vocabulary as the source extends it.
    public var target: [Int32]

    /// For a model that copies the target's id of each source token, as ``ExtendedVocabulary`` gives it; otherwise
    /// empty.
    public var copies: [Int32]

    /// Ids from the vocabulary of tags; empty for a model that reads none.
    public var tags: [Int32]

    /// Puts the ids of a source and of its target together.
    public init(source: [Int32], target: [Int32], copies: [Int32] = [], tags: [Int32] = []) {
        self.source = source
        self.target = target
        self.copies = copies
        self.tags = tags
    }
}
