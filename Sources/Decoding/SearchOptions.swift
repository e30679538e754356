import Seq2SeqSettings
import Seq2SeqTensors

/// How to search: the width of the beam, penalties, constraints, sampling. It holds for every sentence; what belongs to
/// one sentence is in ``SearchQuery``.
///
/// ```swift
/// var translator = Translator(model)
/// translator.search = SearchOptions(beamWidth: 5, hypothesisCount: 5, lengthPenalty: .gnmt(alpha: 0.6))
/// let five = translator.hypotheses(of: [SourceText("535+61")])[0]
/// ```
public struct SearchOptions: Sendable, Hashable, Adjustable {
    /// How many hypotheses go on from one step to the next; with one the search is greedy.
    public var beamWidth = 1
    /// How many groups the beam is divided into, each of which keeps away from the tokens of those before it
    /// (Vijayakumar et al. 2018); the beam's width is a multiple of it. With one there is nothing to keep away from.
    public var beamGroups = 1
    /// What a token costs a group for each time that a group before it has taken it at the same step (Vijayakumar et al.
    /// 2018, "Hamming diversity"), in nats. It decides which hypotheses go on; log probabilities are without it.
    public var diversityPenalty = 0.5
    /// How many hypotheses to return at most.
    public var hypothesisCount = 1
    /// How lengths are made comparable.
    public var lengthPenalty = LengthPenalty.none
    /// How much it costs to leave source tokens unattended (beta of Wu et al. 2016, eq. 14 and 15). It needs a model
    /// with attention.
    public var coveragePenalty = 0.0
    /// The fewest tokens of a target, the end token not counted; the cap goes before it.
    public var minimumLength = 0
    /// No target holds a run of this many tokens twice.
    public var blockedNGramSize: Int?
    /// Whether the unknown token is never chosen.
    public var bansUnknown = false
    /// Draws each token at random instead of taking the best; the beam's width does not count then.
    public var sampling: Sampling?
    /// Whether hypotheses tell how much each of their tokens attended to each source token.
    public var keepsAttention = false
    /// How many of the most probable tokens of each step hypotheses tell; nil for none. They are the models' own,
    /// whatever constraints leave of them; padding and the begin token are not among them.
    public var topTokenCount: Int?
    /// Whether hypotheses tell how probable they are. Without that a greedy search may be faster, and the log
    /// probabilities and scores of what it finds may be NaN; the tokens are the same.
    package var tellsProbabilities = true

    /// A greedy search.
    public init() {}
}

extension SearchOptions {
    /// What each property has if nothing is said.
    public static let standard = Self()

    /// The settings, in the order of the help; those of `sampling` have a table of their own.
    package static let settings = SettingTable<Self>(
        [
            SettingGroup(
                "Search",
                [
                    Setting(
                        "beam", \.beamWidth, property: "beamWidth", .integer(in: 1...100_000),
                        "Hypotheses that are followed at once; 1 is greedy."),
                    Setting(
                        "beam_groups", \.beamGroups, property: "beamGroups", .integer(in: 1...100_000),
                        "Groups that the beam is divided into, each of which keeps away from those before it."),
                    Setting(
                        "diversity_penalty", \.diversityPenalty, .real(.atLeast(0), "LAMBDA"),
                        "What a token costs for each time that groups before took it at the same step."),
                    Setting(
                        "n_best", \.hypothesisCount, property: "hypothesisCount", .integer(in: 1...100_000),
                        "Outputs for each line, the best first."),
                    Setting(
                        "length_penalty", \.lengthPenalty, .lengthPenalty,
                        "How outputs of unequal lengths are compared."),
                    Setting(
                        "coverage_penalty", \.coveragePenalty, .real(.atLeast(0), "BETA"),
                        "How much it costs to leave parts of a line unattended."),
                    Setting(
                        "min_length", \.minimumLength, property: "minimumLength", .integer(in: 0...longest),
                        "End no output before N tokens."),
                    Setting(
                        "block_ngrams", \.blockedNGramSize, property: "blockedNGramSize", .integer(in: 1...longest),
                        "Say no N tokens in a row twice."),
                    Setting("ban_unknown", \.bansUnknown, property: "bansUnknown", "Never say <unk>."),
                ]),
            SettingGroup(
                "Other",
                [
                    Setting(
                        "attention", \.keepsAttention, property: "keepsAttention",
                        "With --format jsonl, add how much each token attended to each of the source."),
                    Setting(
                        "top_tokens", \.topTokenCount, property: "topTokenCount", .integer("K", in: 1...100_000),
                        "With --format jsonl, add the K most probable tokens of each step with their log probabilities."
                    ),
                ]),
        ],
        rules: { name in
            [
                .impossible { search in
                    guard search.sampling == nil && search.hypothesisCount > search.beamWidth else { return nil }
                    return """
                        \(name[\.hypothesisCount]) is \(search.hypothesisCount), but \(name[\.beamWidth]) is only \
                        \(search.beamWidth)
                        """
                },
                .impossible { search in
                    guard search.sampling == nil && !search.beamWidth.isMultiple(of: max(1, search.beamGroups))
                    else { return nil }
                    return """
                        \(name[\.beamWidth]) is \(search.beamWidth), but must be a multiple of \
                        \(name[\.beamGroups], "\(search.beamGroups)")
                        """
                },
            ]
        })

    /// The most tokens that an option can speak of.
    static let longest = 1_000_000_000

    /// Options of a search. Those that have no parameter here are changed as properties.
    public init(
        beamWidth: Int = standard.beamWidth, hypothesisCount: Int = standard.hypothesisCount,
        lengthPenalty: LengthPenalty = standard.lengthPenalty, coveragePenalty: Double = standard.coveragePenalty,
        beamGroups: Int = standard.beamGroups, diversityPenalty: Double = standard.diversityPenalty,
        minimumLength: Int = standard.minimumLength, blockedNGramSize: Int? = standard.blockedNGramSize,
        bansUnknown: Bool = standard.bansUnknown, sampling: Sampling? = standard.sampling,
        keepsAttention: Bool = standard.keepsAttention, topTokenCount: Int? = standard.topTokenCount
    ) {
        self.beamWidth = beamWidth
        self.beamGroups = beamGroups
        self.diversityPenalty = diversityPenalty
        self.hypothesisCount = hypothesisCount
        self.lengthPenalty = lengthPenalty
        self.coveragePenalty = coveragePenalty
        self.minimumLength = minimumLength
        self.blockedNGramSize = blockedNGramSize
        self.bansUnknown = bansUnknown
        self.sampling = sampling
        self.keepsAttention = keepsAttention
        self.topTokenCount = topTokenCount
    }

    /// Whether no tokens but reserved ones are excluded from those of which a step takes the best.
    var excludesReservedAlone: Bool { sampling == nil && blockedNGramSize == nil }

    /// Whether the most probable token of each step is all that a search asks for.
    var seeksBest: Bool {
        !tellsProbabilities && beamWidth == 1 && hypothesisCount == 1 && sampling == nil && topTokenCount == nil
            && blockedNGramSize == nil && coveragePenalty == 0
    }

    /// Programmer errors are told before they become wrong results.
    func check() {
        Self.settings.check(self)
        if let sampling { Sampling.settings.check(sampling) }
    }
}

extension SettingKind<LengthPenalty> {
    /// `none`, `average` or `gnmt:` with its exponent.
    fileprivate static var lengthPenalty: Self {
        .text(
            "none|average|gnmt:ALPHA", expected: "'none', 'average' or 'gnmt:ALPHA' with a number from 0 to 100",
            hints: .words(["none", "average", "gnmt:"]),
            parse: { word in
                switch word {
                case "none": return LengthPenalty.none
                case "average": return .average
                default:
                    guard word.hasPrefix("gnmt:"), let alpha = Double(word.dropFirst(5)), (0...100).contains(alpha)
                    else { return nil }
                    return .gnmt(alpha: alpha)
                }
            },
            write: { penalty in
                switch penalty {
                case .none: "none"
                case .average: "average"
                case .gnmt(let alpha): "gnmt:\(alpha)"
                }
            },
            // A program may also favour short outputs; far beyond, or at NaN, there is no power to compute.
            contains: { penalty in
                guard case .gnmt(let alpha) = penalty else { return true }
                return abs(alpha) <= 100
            })
    }
}

/// How hypotheses of unequal lengths are made comparable: each more token makes a sum of log probabilities smaller, so
/// without a penalty short ones win.
public enum LengthPenalty: Sendable, Hashable {
    /// The score is the log probability.
    case none
    /// The log probability is divided by the number of tokens.
    case average
    /// The log probability is divided by `((5 + n) / 6)^alpha` (Wu et al. 2016, eq. 14).
    case gnmt(alpha: Double)

    /// What the log probability of `count` tokens, the end token counted, is divided by.
    func divisor(tokenCount count: Int) -> Double {
        switch self {
        case .none: 1
        case .average: Double(max(1, count))
        case .gnmt(let alpha): PortableMath.power(Double(5 + count) / 6, alpha)
        }
    }

    /// The greatest score that a log probability can have with any of the token counts. The divisors rise or fall with
    /// the count throughout, so it is that of the fewest or of the most tokens.
    func greatestScore(ofLogProbability logProbability: Double, tokenCounts: ClosedRange<Int>) -> Double {
        max(
            logProbability / divisor(tokenCount: tokenCounts.lowerBound),
            logProbability / divisor(tokenCount: tokenCounts.upperBound))
    }
}
