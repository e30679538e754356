import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// Beam search for the targets of many sources at once, greedy search and sampling being kinds of it.
///
/// At each step all continuations of a source's live hypotheses are compared by their log probability, and the best are
/// kept, wherever they come from; of equal ones that of the better hypothesis, then the token with the lower id. Those
/// that end are finished and compared by their score; the others live on, until `beamWidth` of them do. So the beam
/// stays as wide as asked: what ends gives its place to the next best. A hypothesis at its cap ends if that is among
/// the best continuations, by the same count, and is cut off otherwise, as is one that no token may follow; those are
/// only returned where too few have ended.
///
/// With phrases that a target must hold, the continuations that bring a hypothesis further with them are compared too,
/// however improbable, and no hypothesis ends without them. The places of the beam are dealt out in turn to banks of
/// hypotheses that hold equally many of the phrases' tokens, from those with the most to those with the fewest (Post and
/// Vilar 2018, section 3, "dynamic beam allocation"). So some hypothesis holds all phrases before its cap.
///
/// A beam of several groups gives each its share of the places, one group after the other: continuations are compared by
/// their log probability less the diversity penalty for each time that groups before took their token at this step
/// (Vijayakumar et al. 2018, section 3). What two groups find alike counts once.
///
/// With a beam of 1 it is greedy search, which is over with the first end. Otherwise the search for a source is over
/// when no live hypothesis can have a greater score than the last finished one that is asked for. A live hypothesis with
/// the log probability `L` and `t` tokens ends with `n` tokens, the end token counted, `t + 1 <= n <= cap + 1` (or the
/// minimum length for `t`, if that is more), and no token adds more than 0 to `L`. So no more than
///
/// - `L` without a length penalty,
/// - `L / (cap + 1)` with the average,
/// - the greater of `L / ((5 + n) / 6)^alpha` for the least and the greatest `n` with GNMT's
///
/// can come of it; coverage penalties are at most 0, and attention may always become complete later. The live
/// hypothesis with the greatest `L` speaks for all, as they are equally long. What has an equal score but came later
/// goes after what came first, so the search need not wait for it. How many hypotheses are asked for only decides how
/// long the search goes on, never what it compares: the first of them does not depend on it.
///
/// A source leaves the batch when its search is over. Nothing depends on the batch, on threads or on the instruction
/// set.
///
/// ```swift
/// let query = SearchQuery(model.encodedSource(of: "535+61"), maximumLength: 10)
/// let found = BeamSearch(SearchOptions(beamWidth: 5)).search([query], with: model.network, on: Workspace())
/// print(found[0][0].tokens, found[0][0].logProbability)
/// ```
public struct BeamSearch: Sendable {
    /// How to search: the width of the beam, penalties, constraints.
    public var options: SearchOptions
    /// Called before each token is chosen; may change its log probabilities. Nil for no such hook.
    public var onStep: SearchHook?

    /// A search with these options.
    public init(_ options: SearchOptions = SearchOptions(), onStep: SearchHook? = nil) {
        self.options = options
        self.onStep = onStep
    }

    /// The best targets of each source.
    ///
    /// - Parameters:
    ///   - queries: the sources and what holds for each.
    ///   - ensemble: the models.
    ///   - workspaces: where to compute, one for each model.
    /// - Returns: for each query its hypotheses, the best first, no two alike; samples are in the order of their
    ///   numbers and may be alike.
    public func search(
        _ queries: [SearchQuery], with ensemble: Ensemble, on workspaces: [Workspace]
    ) -> [[Hypothesis]] {
        options.check()
        require(workspaces.count == ensemble.workspaceCount, "Each model needs a workspace of its own")
        require(options.coveragePenalty == 0 || ensemble.hasAttention, "Coverage needs a model with attention")
        guard !queries.isEmpty else { return [] }
        for query in queries { query.check(options, idCount: ensemble.idCount(of: query)) }
        require(
            queries.allSatisfy { $0.tokens?.commonCount == queries[0].tokens?.commonCount },
            "Queries that are searched together have lists of tokens with as many of the first ids, or none has one")
        // With reserved tokens, which a search may exclude.
        let bestCount =
            onStep == nil && options.excludesReservedAlone && queries.allSatisfy(\.excludesReservedAlone)
            ? options.beamWidth + 2 + Vocabulary.reservedTokens.count : nil
        let seeksBest = ensemble.canSeekBest && onStep == nil && options.seeksBest && queries.allSatisfy(\.isFree)
        var sentences = zip(queries, constraints(of: queries, with: ensemble)).map { query, constraints in
            SentenceSearch(query, options: options, constraints: constraints, tellsProbabilities: !seeksBest)
        }
        var active = Array(sentences.indices)
        var state = ensemble.encode(queries, on: workspaces)
        let rows = active.flatMap { index in sentences[index].live.map { _ in index } }
        if rows.count > active.count { state = state.selecting(rows: rows) }
        var last = rows.map { _ in Vocabulary.begin }
        while true {
            let step = ensemble.step(
                last, from: state, seekingBest: seeksBest, bestCount: bestCount, on: workspaces)
            var kept: [Int] = []
            var first = 0
            last = []
            for index in active {
                let count = sentences[index].live.count
                sentences[index].advance(by: step, firstRow: first, hook: onStep)
                kept += sentences[index].live.map { first + $0.parent }
                last += sentences[index].live.map(\.lastToken)
                first += count
            }
            if kept.isEmpty { return sentences.map(\.hypotheses) }
            active.removeAll { sentences[$0].live.isEmpty }
            state = kept.elementsEqual(0..<first) ? step.state : step.state.selecting(rows: kept)
        }
    }

    /// What holds for the targets of each source alone. Sources with the same banned phrases share what finds them.
    private func constraints(of queries: [SearchQuery], with ensemble: Ensemble) -> [SentenceConstraints] {
        var last: (phrases: [[Int32]], automaton: PhraseAutomaton?) = ([], nil)
        return queries.map { query in
            if query.bannedPhrases != last.phrases {
                let phrases = query.bannedPhrases
                last = (phrases, phrases.isEmpty ? nil : PhraseAutomaton(phrases))
            }
            if let ids = last.automaton?.ids {
                let count = ensemble.idCount(of: query)
                require(ids.lowerBound >= 0 && ids.upperBound < count, "Phrases have ids in 0..<\(count), not \(ids)")
            }
            return SentenceConstraints(query, banned: last.automaton)
        }
    }

    /// The best targets of each source under a single model.
    public func search(
        _ queries: [SearchQuery], with network: EncoderDecoder, on workspace: Workspace
    ) -> [[Hypothesis]] {
        search(queries, with: Ensemble([network]), on: [workspace])
    }
}

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
    /// Whether it holds the phrases that it must and is one of the targets allowed. If not, the search has found none
    /// that does.
    public var meetsConstraints = true
    /// For each token the source token that it attends to most, of equal ones the first; empty without attention.
    public var alignment: [Int]
    /// For each token how much it attends to each source token, if the search was asked to keep that.
    public var attention: [[Float]]
    /// The log probability of each token, and of the end token if it is finished, in nats.
    public var tokenLogProbabilities: [Float]
    /// For the step of each token, and of the end token if it is finished, the most probable tokens, the most probable
    /// first, if the search was asked for them.
    public var topTokens: [[RankedToken<Int32>]]

    /// A hypothesis with its log probability in nats, which is also its score unless another is given.
    public init(
        tokens: [Int32], logProbability: Double, score: Double? = nil, isFinished: Bool, alignment: [Int] = [],
        attention: [[Float]] = [], tokenLogProbabilities: [Float] = [], topTokens: [[RankedToken<Int32>]] = []
    ) {
        self.tokens = tokens
        self.logProbability = logProbability
        self.score = score ?? logProbability
        self.isFinished = isFinished
        self.alignment = alignment
        self.attention = attention
        self.tokenLogProbabilities = tokenLogProbabilities
        self.topTokens = topTokens
    }
}

extension UnsafeBufferPointer<Float> {
    /// The ids of the greatest log probabilities, the greatest first, of equal ones the lowest id first. Minus infinity
    /// and NaN are left out.
    package func bestTokens(_ wanted: Int) -> [Int32] {
        if wanted >= count / 4 { return Array(allTokens.prefix(wanted)) }
        var best: [Int32] = []
        best.reserveCapacity(wanted + 1)
        var bound = -Float.infinity
        func take(_ index: Int) {
            let value = self[index]
            var place = best.count
            while place > 0 && self[Int(best[place - 1])] < value { place -= 1 }
            best.insert(Int32(index), at: place)
            if best.count > wanted { best.removeLast() }
            if best.count == wanted { bound = self[Int(best[wanted - 1])] }
        }
        // Hardly any is among the best, so most are only compared.
        var next = 0
        while let index = Kernels.firstIndex(above: bound, in: self, from: next) {
            take(index)
            next = index + 1
        }
        return best
    }

    /// All of them; the sort is stable, so equal ones stay in the order of their ids.
    private var allTokens: [Int32] {
        let tokens = (0..<Int32(count)).filter { self[Int($0)] > -Float.infinity }
        return tokens.sorted { left, right in self[Int(left)] > self[Int(right)] }
    }
}
