/// A source text and the target text it should be turned into.
public struct TextPair: Sendable, Hashable {
    /// The text the model reads.
    public var source: String

    /// The text the model should write.
    public var target: String

    /// What is told beside the source, such as what form of it is asked for: tags with `;` between them. Empty for
    /// nothing.
    public var tags: String

    /// A second text that the model reads beside the source, by an encoder of its own; blank for none.
    public var secondSource: String

    /// What its loss is multiplied by in training: 0 leaves it out, 1 is usual. Validation does not look at it.
    public var weight: Float

    /// What is read instead of a source text, by a model that reads vectors; empty for a text. `[time, features]`
    public var vectors: [[Float]] = []

    /// Puts a sequence of vectors and the text that it should be turned into together.
    ///
    /// ```swift
    /// let pair = TextPair(vectors: [[0.1, 0.9], [0.8, 0.2]], target: "la mi")
    /// ```
    ///
    /// - Parameters:
    ///   - vectors: one for each step, all of one size. `[time, features]`
    ///   - tags: tags with `;` between them.
    ///   - weight: what the pair's loss is multiplied by in training, a finite number of at least 0.
    public init(vectors: [[Float]], target: String, tags: String = "", weight: Float = 1) {
        self.init(source: "", target: target, tags: tags, weight: weight)
        self.vectors = vectors
    }

    /// Puts a source and its target together.
    public init(source: String, target: String) {
        self.init(source: source, target: target, tags: "")
    }

    /// Puts a source, its tags and its target together.
    ///
    /// - Parameter tags: tags with `;` between them, such as `V;PST;1;SG`.
    public init(source: String, target: String, tags: String) {
        self.init(source: source, target: target, tags: tags, weight: 1)
    }

    /// Puts a source, its target and how much they count together.
    ///
    /// - Parameters:
    ///   - tags: tags with `;` between them.
    ///   - weight: what the pair's loss is multiplied by in training, a finite number of at least 0.
    public init(source: String, target: String, tags: String = "", weight: Float) {
        self.init(source: source, target: target, tags: tags, secondSource: "", weight: weight)
    }

    /// Puts two sources and their target together.
    ///
    /// ```swift
    /// let pair = TextPair(source: "go", target: "going", secondSource: "went")
    /// ```
    ///
    /// - Parameters:
    ///   - tags: tags with `;` between them.
    ///   - secondSource: what is read beside the source; blank for nothing.
    ///   - weight: what the pair's loss is multiplied by in training, a finite number of at least 0.
    public init(source: String, target: String, tags: String = "", secondSource: String, weight: Float = 1) {
        self.source = source
        self.target = target
        self.tags = tags
        self.secondSource = secondSource
        self.weight = weight
    }

    /// The same pair with the usual weight.
    package var unweighted: TextPair {
        var pair = self
        pair.weight = 1
        return pair
    }

    /// The same pair; of a side that is blank nothing is left.
    package var withoutBlanks: TextPair {
        var pair = self
        if source.isBlank { pair.source = "" }
        if target.isBlank { pair.target = "" }
        return pair
    }

    /// The target alone, as a language model learns it.
    package var withoutSource: TextPair { TextPair(source: "", target: target, weight: weight) }
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

    /// Ids from the source vocabulary of a second source; empty for none, and for a model that reads none.
    public var secondSource: [Int32]

    /// What its loss is multiplied by in training.
    public var weight: Float

    /// For a model that reads vectors those of the source, one for each id; otherwise empty. `[time, features]`
    public var vectors: [[Float]] = []

    /// Puts the ids of a source and of its target together.
    public init(
        source: [Int32], target: [Int32], copies: [Int32] = [], tags: [Int32] = [], secondSource: [Int32] = [],
        weight: Float = 1
    ) {
        self.source = source
        self.target = target
        self.copies = copies
        self.tags = tags
        self.secondSource = secondSource
        self.weight = weight
    }

    /// Puts a source of vectors and the ids of its target together. An id stands in the place of each vector, which
    /// nothing reads.
    ///
    /// - Parameter vectors: `[time, features]`
    public init(vectors: [[Float]], target: [Int32], tags: [Int32] = [], weight: Float = 1) {
        self.init(
            source: [Int32](repeating: Vocabulary.begin, count: vectors.count), target: target, tags: tags,
            weight: weight)
        self.vectors = vectors
    }

    /// Tokens of both sources together, and of the target.
    package var lengths: (source: Int, target: Int) { (source.count + secondSource.count, target.count) }
}
