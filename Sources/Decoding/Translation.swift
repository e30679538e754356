import Seq2SeqText

/// A target that a model has written for a source, as text, with its score and alignment.
public struct Translation: Sendable, Hashable {
    /// The target as text.
    public var text: String
    /// The target's tokens.
    public var tokens: [String]
    /// The log probability of the tokens and the end token, in nats.
    public var logProbability: Double
    /// What translations are ranked by: the log probability under the search's penalties.
    public var score: Double
    /// Whether the target ended by itself; otherwise it was cut off at its cap.
    public var isFinished: Bool
    /// Whether it holds what it must say and is one of the texts allowed. If not, none was found that does.
    public var meetsConstraints = true
    /// The source's tokens, as the first model reads them; alignments count them from 0.
    public var sourceTokens: [String]
    /// The tokens of a second source, if the first model reads it.
    public var secondSourceTokens: [String] = []
    /// How many of the source's tokens, and of a second source's, the first model does not know.
    public var unknownSourceTokenCount: Int
    /// How many of the source's tags the first model that reads tags does not know; it reads the others alone.
    public var unknownTagCount = 0
    /// For each token the source token that it attends to most; empty without attention.
    public var alignment: [Int]
    /// For each token how much it attends to each source token, `[target, source]`, if the search keeps that.
    public var attention: [[Float]]
    /// The log probability of each token, and of the end token if it ended by itself, in nats; their sum is the
    /// translation's.
    public var tokenLogProbabilities: [Float]
    /// For the step of each token, and of the end token if it ended by itself, the most probable tokens, the most
    /// probable first, if the search is asked for them.
    public var topTokens: [[RankedToken<String>]]

    /// What each of the translator's rescorers finds: the log probability of the text, in nats; empty without any.
    public var rescoredLogProbabilities: [Double] = []

    /// The alignment as it is usually written: source and target token, both counted from 0, `0-0 2-1`.
    public var pharaohAlignment: String {
        alignment.enumerated().map { "\($0.element)-\($0.offset)" }.joined(separator: " ")
    }

    /// The translation with its tokens as they are read, of a model that says them in an order.
    func asRead(_ order: TokenOrder) -> Translation {
        guard order == .rightToLeft else { return self }
        var turned = self
        turned.tokens.reverse()
        turned.alignment.reverse()
        turned.attention.reverse()
        // The end is the last thing that is said, whichever way.
        turned.tokenLogProbabilities = tokenLogProbabilities.turned(count: tokens.count)
        turned.topTokens = topTokens.turned(count: tokens.count)
        return turned
    }

    /// What a blank source becomes.
    static let blank = Translation(
        text: "", tokens: [], logProbability: 0, score: 0, isFinished: true, sourceTokens: [],
        unknownSourceTokenCount: 0, alignment: [], attention: [], tokenLogProbabilities: [], topTokens: [])
}

extension Array {
    /// The elements in the other order, so many of them from the first; the rest stays behind them.
    fileprivate func turned(count: Int) -> [Element] { prefix(count).reversed() + dropFirst(count) }
}

/// A text to translate, with what holds for it alone.
public struct SourceText: Sendable, Hashable {
    /// The text to translate.
    public var text: String
    /// The text that the target must start with; empty for any.
    public var prefix: String
    /// What is told beside the text, to models that read tags: tags with `;` between them.
    public var tags: String
    /// A second text beside it, for models that read one; blank for none.
    public var secondSource: String
    /// A number that random draws depend on besides the seed and the step, such as the number of the line.
    public var line: Int
    /// Phrases that the target must hold, in any order, as their tokens stand one after another; they may overlap. They
    /// need a beam of at least 2, and better one that is wider than they have tokens.
    public var mustSay: [String]
    /// Phrases that the target must not hold, as their tokens stand one after another.
    public var neverSay: [String]
    /// What is read instead of a text, by models that read vectors; empty for a text. `[time, features]`
    public var vectors: [[Float]] = []

    /// A text, what comes beside it, and what its target must start with, hold and not hold.
    public init(
        _ text: String, tags: String = "", secondSource: String = "", prefix: String = "", line: Int = 1,
        mustSay: [String] = [], neverSay: [String] = []
    ) {
        self.text = text
        self.tags = tags
        self.secondSource = secondSource
        self.prefix = prefix
        self.line = line
        self.mustSay = mustSay
        self.neverSay = neverSay
    }
    /// A sequence of vectors, what comes beside it, and what its target must start with, hold and not hold.
    ///
    /// - Parameter vectors: `[time, features]`
    public init(
        vectors: [[Float]], tags: String = "", prefix: String = "", line: Int = 1, mustSay: [String] = [],
        neverSay: [String] = []
    ) {
        self.init("", tags: tags, prefix: prefix, line: line, mustSay: mustSay, neverSay: neverSay)
        self.vectors = vectors
    }

    /// The source of a pair, with what comes beside it.
    package init(of pair: TextPair, line: Int = 1) {
        self.init(pair.source, tags: pair.tags, secondSource: pair.secondSource, line: line)
        vectors = pair.vectors
    }
}
