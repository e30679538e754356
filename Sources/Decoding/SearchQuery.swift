import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// A source to find targets for, with the limits that hold for these targets alone.
public struct SearchQuery: Sendable, Hashable {
    /// The source's ids for each model, without begin and end tokens; all are equally long, and may be empty.
    public var sources: [[Int32]]
    /// For models that read vectors those of the source, one for each of its ids; otherwise empty. `[time, features]`
    public var vectors: [[Float]] = []
    /// For models that copy the target's id of each source token, as ``ExtendedVocabulary`` gives it; otherwise empty.
    public var copies: [Int32]
    /// For models that read tags the ids of those of the source, for each model; otherwise empty.
    public var tags: [[Int32]]
    /// For models that read a second source its ids, for each model, none for a blank one; otherwise empty.
    public var secondSources: [[Int32]]
    /// The most tokens of the target, the end token not counted. A longer prefix goes before it.
    public var maximumLength: Int
    /// The tokens that the target starts with.
    public var prefix: [Int32]
    /// A number that random draws depend on besides the seed and the step, such as the number of the line.
    public var line: Int
    /// Runs of tokens that the target must not hold, unless they end within the prefix.
    public var bannedPhrases: [[Int32]] = []
    /// Runs of tokens that the target must hold, in any order; they may overlap. They go before the cap, and need a beam
    /// of at least 2.
    public var requiredPhrases: [[Int32]] = []
    /// Beside a language model its ids of the tokens that the source adds to the vocabulary, in the order of their ids;
    /// unknown where there is none.
    public var languageModelIDs: [Int32] = []
    /// The only targets that there may be; nil for any.
    public var allowed: AllowedTargets?
    /// The only tokens that targets are made of, among which alone probabilities are shared out; nil for the whole
    /// vocabulary. The reserved tokens, what can be copied and what targets must hold are on it. Of queries that are
    /// searched together all have one or none has, with as many of the first ids.
    public var tokens: TokenList?

    /// A query with the source's ids for each model.
    public init(
        sources: [[Int32]], copies: [Int32] = [], tags: [[Int32]] = [], secondSources: [[Int32]] = [],
        maximumLength: Int, prefix: [Int32] = [], line: Int = 1
    ) {
        require(maximumLength >= 0, "A cap must not be negative, but is \(maximumLength)")
        require(
            tags.isEmpty || tags.count == sources.count,
            "\(tags.count) lists of tags do not match \(sources.count) models")
        require(
            secondSources.isEmpty || secondSources.count == sources.count,
            "\(secondSources.count) second sources do not match \(sources.count) models")
        self.sources = sources
        self.copies = copies
        self.tags = tags
        self.secondSources = secondSources
        self.maximumLength = maximumLength
        self.prefix = prefix
        self.line = line
    }

    /// A query for a single model.
    public init(
        _ source: [Int32], vectors: [[Float]] = [], copies: [Int32] = [], tags: [Int32] = [],
        secondSource: [Int32] = [], maximumLength: Int, prefix: [Int32] = [], line: Int = 1
    ) {
        self.init(
            sources: [source], copies: copies, tags: [tags], secondSources: [secondSource],
            maximumLength: maximumLength, prefix: prefix, line: line)
        self.vectors = vectors
    }

    /// A query for a source of vectors and a single model.
    ///
    /// - Parameter vectors: `[time, features]`
    public init(vectors: [[Float]], tags: [Int32] = [], maximumLength: Int, prefix: [Int32] = [], line: Int = 1) {
        self.init(
            [Int32](repeating: Vocabulary.begin, count: vectors.count), vectors: vectors, tags: tags,
            maximumLength: maximumLength, prefix: prefix, line: line)
    }

    /// The tags of the source as a model reads them.
    func tags(for model: Int) -> [Int32] { tags.isEmpty ? [] : tags[model] }

    /// The second source as a model reads it.
    func secondSource(for model: Int) -> [Int32] { secondSources.isEmpty ? [] : secondSources[model] }

    /// Tokens of the source and of a second one together.
    var sourceLength: Int { sources[0].count + (secondSources.map(\.count).max() ?? 0) }

    /// How many tokens of the source, and of a second one, are unknown to the first model.
    var unknownTokenCount: Int { (sources[0] + secondSource(for: 0)).count { $0 == Vocabulary.unknown } }

    /// How many ids a vocabulary must have at least to hold those that can be copied.
    var reach: Int { copies.max().map { Int($0) + 1 } ?? 0 }

    /// Whether any target may be found.
    var isFree: Bool { prefix.isEmpty && tokens == nil && excludesReservedAlone }

    /// Whether nothing excludes tokens but where the target may end.
    var excludesReservedAlone: Bool { allowed == nil && bannedPhrases.isEmpty && requiredPhrases.isEmpty }

    /// Programmer errors are told before they become wrong results. Banned phrases are looked at where they are made into
    /// what finds them, once for all sources that share them.
    ///
    /// - Parameter idCount: how many ids the targets of the source have.
    func check(_ options: SearchOptions, idCount: Int) {
        if let id = requiredPhrases.joined().first(where: { !(0..<idCount).contains(Int($0)) }) {
            fail("Phrases have ids in 0..<\(idCount), but one has \(id)")
        }
        if let tokens {
            require(
                tokens.commonCount >= Vocabulary.reservedTokens.count && Int(tokens.ownIDs.last ?? 0) < idCount,
                "A list of tokens has the reserved ones and ids in 0..<\(idCount)")
        }
        if let id = allowed?.greatestID, id >= idCount {
            fail("Allowed targets have ids in 0..<\(idCount), but one has \(id)")
        }
        require(
            !requiredPhrases.contains { !$0.isEmpty }
                || (options.sampling == nil && options.beamWidth > 1 && options.beamGroups == 1),
            "Phrases that a target must hold need a beam of at least 2, one group of it, and no sampling")
    }
}

/// A hypothesis whose next token is about to be chosen, as a ``SearchHook`` sees it.
public struct SearchStep: Sendable {
    /// The line of the query it belongs to.
    public let line: Int
    /// The source's ids for the first model.
    public let source: [Int32]
    /// The ids that the hypothesis has so far, without the begin token.
    public let tokens: [Int32]
    /// How much the step attends to each source token; empty without attention.
    public let attention: [Float]
}

/// A user's own constraint: it may change the log probabilities of the next token, whose index is the id. Where a model
/// copies, the tokens of the source that the vocabulary lacks come after the vocabulary's own.
///
/// What it leaves is what search adds up. Minus infinity bans a token. Values above zero count as zero, since the
/// search's end depends on none being greater. It is called for each live hypothesis at each step, but not while a
/// prefix is forced, and always in the same order for a query, whatever else is in the batch.
public typealias SearchHook = @Sendable (SearchStep, inout [Float]) -> Void
