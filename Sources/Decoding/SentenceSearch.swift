import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// The search for the target of one source: its live hypotheses, all of the same length, and those that have ended.
struct SentenceSearch {
    /// A hypothesis that goes on.
    struct Live {
        /// Its last token; -1 before the first.
        let node: Int
        let lastToken: Int32
        let logProbability: Double
        /// How much all steps so far attended to each source token, if that counts.
        let coverage: [Double]
        /// The row that it came from, among the sentence's rows.
        let parent: Int
        /// Which of the samples it is.
        let sample: Int
        /// Where it is with what holds for the source's targets.
        let constraints: SentenceConstraints.State
        /// Its group of the beam.
        let group: Int
    }

    /// A hypothesis that has ended.
    private struct Ended {
        let node: Int
        let logProbability: Double
        let score: Double
        let sample: Int
        /// Whether it holds what it must.
        let meetsConstraints: Bool
        /// What the last step says of the end token, if it ended by itself.
        let end: (logProbability: Float, view: StepView)?
    }

    /// The hypotheses that go on, the most probable first.
    private(set) var live: [Live]
    /// Tokens of each live hypothesis.
    private var length = 0
    /// The best that ended by themselves, at most as many as are asked for, the best first.
    private var finished: [Ended] = []
    /// Those that were cut off, the best first.
    private var cut: [Ended] = []
    private var trellis: Trellis
    private let query: SearchQuery
    private let options: SearchOptions
    private let constraints: SentenceConstraints
    private let places: BeamPlaces
    /// The most tokens.
    private let cap: Int
    /// Whether steps tell log probabilities; otherwise what has the same order, and hypotheses have NaN.
    private let tellsProbabilities: Bool

    init(
        _ query: SearchQuery, options: SearchOptions, constraints: SentenceConstraints, tellsProbabilities: Bool = true
    ) {
        self.tellsProbabilities = tellsProbabilities
        self.query = query
        self.options = options
        self.constraints = constraints
        places = BeamPlaces(
            width: options.beamWidth, bankCount: constraints.bankCount, groupCount: options.beamGroups,
            diversityPenalty: options.diversityPenalty)
        cap = max(query.maximumLength, query.prefix.count + constraints.bankCount - 1)
        trellis = Trellis(keepsAttention: options.keepsAttention, keepsTopTokens: options.topTokenCount != nil)
        let coverage = options.coveragePenalty > 0 ? query.sources[0].map { _ in 0.0 } : []
        let count = options.sampling == nil ? options.beamGroups : options.hypothesisCount
        live = (0..<count).map { index in
            Live(
                node: -1, lastToken: Vocabulary.begin, logProbability: 0, coverage: coverage, parent: 0,
                sample: index, constraints: constraints.start, group: index)
        }
    }

    /// What the search has found: the best first, then those that were cut off if there are too few; or the samples in
    /// their order. What lacks what it must hold is left out if there is anything else.
    var hypotheses: [Hypothesis] {
        var all = finished + cut
        if options.sampling == nil && all.contains(where: \.meetsConstraints) {
            all.removeAll { !$0.meetsConstraints }
        }
        let chosen =
            options.sampling == nil
            ? Array(all.prefix(options.hypothesisCount)) : all.sorted { $0.sample < $1.sample }
        return chosen.map { ended in
            var hypothesis = trellis.hypothesis(
                endingAt: ended.node, logProbability: ended.logProbability, score: ended.score, end: ended.end)
            hypothesis.meetsConstraints = ended.meetsConstraints
            return hypothesis
        }
    }

    /// Lets each live hypothesis go on by one token or end.
    ///
    /// - Parameters:
    ///   - firstRow: the step's row of the first live hypothesis; the others follow.
    mutating func advance(by step: Ensemble.Step, firstRow: Int, hook: SearchHook?) {
        var views = live.indices.map {
            StepView(attention: step.attention.isEmpty ? [] : step.attention[firstRow + $0])
        }
        var candidates: [Candidate] = []
        for parent in live.indices {
            let matrix = step.logProbabilities.matrix
            // Columns beyond those are other sources'.
            let idCount = max(step.vocabularySize, query.reach)
            let count = min(matrix.columns, query.tokens?.count ?? idCount)
            let row = TokenRow(
                values: UnsafeMutableBufferPointer(start: matrix.row(firstRow + parent), count: count),
                list: query.tokens)
            if let count = options.topTokenCount { views[parent].topTokens = row.topTokens(count) }
            let change: (([Int32]) -> Void)? = hook.map { hook in
                { [query, attention = views[parent].attention] tokens in
                    let view = SearchStep(
                        line: query.line, source: query.sources[0], tokens: tokens, attention: attention)
                    row.change(ofAll: idCount) { hook(view, &$0) }
                }
            }
            let best = step.bestColumns.map { $0[firstRow + parent].map(row.token) }
            let found = tokens(after: parent, from: row, knownBest: best, change: change)
            candidates += found.map {
                candidate($0, after: parent, logProbability: tellsProbabilities ? row[$0] : .nan)
            }
            if options.sampling == nil && !places.needsAll { places.keepBest(of: &candidates) }
            // What nothing may follow stops here, or a source could be left without a target.
            if found.isEmpty && length < cap { cutOff(live[parent]) }
        }
        if options.sampling == nil && places.needsAll { places.keepBest(of: &candidates) }
        accept(candidates, views)
        if isDecided { live = [] }
    }

    private func candidate(_ token: Int32, after parent: Int, logProbability: Float) -> Candidate {
        let before = live[parent]
        var bank = 0
        if constraints.bankCount > 1 {
            let isEnd = token == Vocabulary.end
            bank = constraints.bank(
                of: isEnd ? before.constraints : constraints.state(after: token, from: before.constraints))
        }
        return Candidate(
            parent: parent, token: token, step: logProbability,
            logProbability: before.logProbability + Double(logProbability), bank: bank, group: before.group)
    }

    /// The tokens that may follow a live hypothesis and are worth a look: the best first, or the one that was drawn.
    ///
    /// - Parameters:
    ///   - knownBest: more of the row's best than can be excluded, if they are known.
    ///   - change: what a hook does to the row; it is told the hypothesis's tokens.
    private func tokens(
        after parent: Int, from row: TokenRow, knownBest: [Int32]?, change: (([Int32]) -> Void)?
    ) -> [Int32] {
        if length < query.prefix.count {
            let token = query.prefix[length]
            require(
                row.contains(token),
                "A prefix has ids in 0..<\(row.values.count)\(row.list == nil ? "" : " on its list"), but has \(token)")
            return [token]
        }
        var tokens: [Int32] = []
        if change != nil || options.blockedNGramSize != nil { tokens = trellis.tokens(to: live[parent].node) }
        change?(tokens)
        row[Vocabulary.padding] = -.infinity
        row[Vocabulary.begin] = -.infinity
        if options.bansUnknown { row[Vocabulary.unknown] = -.infinity }
        if length < min(options.minimumLength, cap) { row[Vocabulary.end] = -.infinity }
        if let size = options.blockedNGramSize {
            for token in tokens.tokensThatRepeat(runsOf: size) { row[token] = -.infinity }
        }
        let state = live[parent].constraints
        if !constraints.isEmpty { constraints.exclude(from: row, state, count: cap - length) }
        guard let sampling = options.sampling else {
            let best =
                knownBest.map { Array($0.filter { row[$0] > -.infinity }.prefix(places.tokenCount)) }
                ?? row.bestTokens(places.tokenCount)
            return constraints.advancing(state).reduce(into: best) { tokens, token in
                if row[token] > -.infinity && !tokens.contains(token) { tokens.append(token) }
            }
        }
        let drawn = sampling.token(
            from: UnsafeBufferPointer(row.values), line: query.line, sample: live[parent].sample, step: length)
        return drawn.map { [row.token(at: $0)] } ?? []
    }

    /// Ends the hypotheses that the end token follows and lets the others go on, unless they are at their cap.
    private mutating func accept(_ candidates: [Candidate], _ views: [StepView]) {
        var hasEnded = [Bool](repeating: false, count: live.count)
        for candidate in candidates where candidate.token == Vocabulary.end {
            hasEnded[candidate.parent] = true
            finish(candidate, views[candidate.parent])
        }
        if length == cap {
            for (index, hypothesis) in live.enumerated() where !hasEnded[index] { cutOff(hypothesis) }
            live = []
            return
        }
        var next: [Live] = []
        let coverages = live.indices.map { coverage(of: live[$0], with: views[$0].attention) }
        for candidate in candidates where candidate.token != Vocabulary.end {
            let parent = live[candidate.parent]
            let node = trellis.append(
                candidate.token, logProbability: candidate.step, after: parent.node, views[candidate.parent])
            next.append(
                Live(
                    node: node, lastToken: candidate.token, logProbability: candidate.logProbability,
                    coverage: coverages[candidate.parent], parent: candidate.parent, sample: parent.sample,
                    constraints: constraints.state(after: candidate.token, from: parent.constraints),
                    group: parent.group))
        }
        live = next
        length += 1
    }

    private mutating func finish(_ candidate: Candidate, _ view: StepView) {
        let parent = live[candidate.parent]
        let score = score(
            candidate.logProbability, tokenCount: length + 1, coverage: coverage(of: parent, with: view.attention))
        let ended = Ended(
            node: parent.node, logProbability: candidate.logProbability, score: score, sample: parent.sample,
            meetsConstraints: constraints.areMet(parent.constraints), end: (candidate.step, view))
        if isKnown(parent.node, among: finished) { return }
        // After equal ones: what was found first goes before what was found later.
        let place = options.sampling == nil ? finished.firstIndex { $0.score < score } : nil
        finished.insert(ended, at: place ?? finished.count)
        if finished.count > options.hypothesisCount { finished.removeLast() }
    }

    private mutating func cutOff(_ hypothesis: Live) {
        let score = score(hypothesis.logProbability, tokenCount: length, coverage: hypothesis.coverage)
        let ended = Ended(
            node: hypothesis.node, logProbability: hypothesis.logProbability, score: score, sample: hypothesis.sample,
            meetsConstraints: constraints.areMet(hypothesis.constraints), end: nil)
        if isKnown(hypothesis.node, among: finished + cut) { return }
        // Those that hold what they must go first.
        let place =
            cut.firstIndex { other in
                other.meetsConstraints == ended.meetsConstraints ? other.score < score : ended.meetsConstraints
            } ?? cut.count
        cut.insert(ended, at: place)
        if cut.count > options.hypothesisCount { cut.removeLast() }
    }

    /// Whether another group has found the same tokens.
    private func isKnown(_ node: Int, among others: [Ended]) -> Bool {
        guard options.beamGroups > 1 && options.sampling == nil else { return false }
        let tokens = trellis.tokens(to: node)
        return others.contains { trellis.tokens(to: $0.node) == tokens }
    }

    private func coverage(of hypothesis: Live, with attention: [Float]) -> [Double] {
        zip(hypothesis.coverage, attention).map { $0 + Double($1) }
    }

    /// The log probability under the penalties.
    private func score(_ logProbability: Double, tokenCount: Int, coverage: [Double]) -> Double {
        let penalized = logProbability / options.lengthPenalty.divisor(tokenCount: tokenCount)
        if options.coveragePenalty == 0 { return penalized }
        // A token that nothing attended to costs much, but not infinitely much.
        let covered = coverage.reduce(0.0) { $0 + PortableMath.logarithm(min(max($1, 1e-30), 1)) }
        return penalized + options.coveragePenalty * covered
    }

    /// Whether no live hypothesis can still beat the last of the finished ones that are asked for: see `BeamSearch`.
    private var isDecided: Bool {
        guard options.sampling == nil, finished.count == options.hypothesisCount, let last = finished.last,
            let best = live.first
        else { return false }
        // Greedy search takes the first end.
        if options.beamWidth == 1 { return true }
        // The end token counts as one of them.
        let fewest = max(length, min(options.minimumLength, cap), query.prefix.count) + 1
        return options.lengthPenalty.greatestScore(
            ofLogProbability: best.logProbability, tokenCounts: fewest...cap + 1) <= last.score
    }
}

extension [Int32] {
    /// The tokens that would complete a run of `size` tokens which occurs already.
    func tokensThatRepeat(runsOf size: Int) -> [Int32] {
        guard count >= size else { return [] }
        let tail = suffix(size - 1)
        return (0...count - size).filter { self[$0..<$0 + size - 1].elementsEqual(tail) }.map { self[$0 + size - 1] }
    }
}
