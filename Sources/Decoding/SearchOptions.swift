/// How to search: the width of the beam, penalties, constraints, sampling. It holds for every sentence; what belongs to
/// one sentence is in ``SearchQuery``.
public struct SearchOptions: Sendable, Hashable {
    /// How many hypotheses go on from one step to the next; with one the search is greedy.
    public var beamWidth: Int
    /// How many hypotheses to return at most.
    public var hypothesisCount: Int
    /// How lengths are made comparable.
    public var lengthPenalty: LengthPenalty
    /// How much it costs to leave source tokens unattended (beta of Wu et al. 2016, eq. 14 and 15). It needs a model
    /// with attention.
    public var coveragePenalty: Double
    /// The fewest tokens of a target, the end token not counted; the cap goes before it.
    public var minimumLength: Int
    /// No target holds a run of this many tokens twice.
    public var blockedNGramSize: Int?
    /// Whether the unknown token is never chosen.
    public var bansUnknown: Bool
    /// Draws each token at random instead of taking the best; the beam's width does not count then.
    public var sampling: Sampling?
    /// Whether hypotheses tell how much each of their tokens attended to each source token.
    public var keepsAttention: Bool

    /// Options of a search: greedy if nothing is said.
    public init(
        beamWidth: Int = 1, hypothesisCount: Int = 1, lengthPenalty: LengthPenalty = .none,
        coveragePenalty: Double = 0, minimumLength: Int = 0, blockedNGramSize: Int? = nil, bansUnknown: Bool = false,
        sampling: Sampling? = nil, keepsAttention: Bool = false
    ) {
        self.beamWidth = beamWidth
        self.hypothesisCount = hypothesisCount
        self.lengthPenalty = lengthPenalty
        self.coveragePenalty = coveragePenalty
        self.minimumLength = minimumLength
        self.blockedNGramSize = blockedNGramSize
        self.bansUnknown = bansUnknown
        self.sampling = sampling
        self.keepsAttention = keepsAttention
    }

    /// Programmer errors are told before they become wrong results.
    func check() {
        precondition(beamWidth > 0, "A beam's width must be positive, but is \(beamWidth)")
        precondition(hypothesisCount > 0, "At least one hypothesis must be asked for, but not \(hypothesisCount)")
        precondition(
            sampling != nil || hypothesisCount <= beamWidth,
            "A beam of \(beamWidth) does not give \(hypothesisCount) hypotheses")
        precondition(coveragePenalty >= 0, "A coverage penalty must not be negative, but is \(coveragePenalty)")
        precondition(minimumLength >= 0, "A minimum length must not be negative, but is \(minimumLength)")
        precondition((blockedNGramSize ?? 1) > 0, "A run of blocked tokens must have at least one")
    }
}
