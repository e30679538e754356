import Seq2SeqText

/// A token that might follow a live hypothesis.
struct Candidate {
    /// The hypothesis, among the live ones.
    let parent: Int
    let token: Int32
    /// The token's own log probability.
    let step: Float
    /// That of all tokens up to it.
    let logProbability: Double
    /// How many tokens it then has of what it must hold.
    let bank: Int
    /// Its group of the beam.
    let group: Int

    /// Whether the hypothesis ends with it.
    var isEnd: Bool { token == Vocabulary.end }
}

/// The places of a beam: which candidates get one.
struct BeamPlaces {
    /// How many candidates go on.
    let width: Int
    /// How many banks of hypotheses there are, to which places are dealt out in turn.
    let bankCount: Int
    /// Into how many groups the beam is divided.
    let groupCount: Int
    /// What a token costs a group for each time that groups before it took it.
    let diversityPenalty: Double

    /// Whether all candidates must be known before any is left out.
    var needsAll: Bool { bankCount > 1 || groupCount > 1 }

    /// How many tokens of a hypothesis are worth a look: one may be the end, which takes no place, and every one that a
    /// group before took may cost too much.
    var tokenCount: Int { width + (groupCount > 1 ? 2 : 1) }

    /// Keeps the best until as many of them as the beam is wide go on, the best first: those that end take no place from
    /// others. Of several banks each gives its best in turn, the last bank first, as long as it has any.
    func keepBest(of candidates: inout [Candidate]) {
        if groupCount > 1 { return keepBestOfGroups(of: &candidates) }
        // The sort is stable: of equal ones that of the better parent goes first, then that which was found first.
        candidates.sort { $0.logProbability > $1.logProbability }
        if candidates.count <= width { return }
        var banks = [[Int]](repeating: [], count: bankCount)
        for (index, candidate) in candidates.enumerated() { banks[candidate.bank].append(index) }
        var taken = [Int](repeating: 0, count: bankCount)
        var places = width
        var isDealing = true
        while isDealing {
            isDealing = false
            for bank in banks.indices.reversed() where places > 0 {
                while taken[bank] < banks[bank].count {
                    let candidate = candidates[banks[bank][taken[bank]]]
                    taken[bank] += 1
                    if candidate.isEnd { continue }
                    places -= 1
                    isDealing = true
                    break
                }
            }
        }
        let kept = zip(banks, taken).flatMap { $0.prefix($1) }
        candidates = kept.sorted().map { [candidates] in candidates[$0] }
    }

    /// Lets one group after the other take its best, less what it costs to take what those before it took.
    private func keepBestOfGroups(of candidates: inout [Candidate]) {
        var kept: [Candidate] = []
        /// How often each token was taken.
        var taken: [Int32: Int] = [:]
        for group in 0..<groupCount {
            let own = candidates.filter { $0.group == group }.map { candidate in
                let cost = diversityPenalty * Double(taken[candidate.token] ?? 0)
                return (candidate: candidate, worth: candidate.logProbability - cost)
            }
            var places = width / groupCount
            for (candidate, _) in own.sorted(by: { $0.worth > $1.worth }) where places > 0 {
                kept.append(candidate)
                if !candidate.isEnd { places -= 1 }
            }
            for candidate in kept where candidate.group == group { taken[candidate.token, default: 0] += 1 }
        }
        candidates = kept.sorted { $0.logProbability > $1.logProbability }
    }
}
