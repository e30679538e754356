import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqTensors
import Testing
import Seq2SeqText

/// Beam search beside a search that looks at every target.
@Suite("Beam search: oracle")
struct BeamSearchOracleTests {
    private let workspace = Workspace(threads: 1)

    /// Every penalty and constraint; the last two need attention.
    static let options: [SearchOptions] = [
        SearchOptions(), SearchOptions(lengthPenalty: .average), SearchOptions(lengthPenalty: .gnmt(alpha: 0.6)),
        SearchOptions(lengthPenalty: .gnmt(alpha: 2)), SearchOptions(lengthPenalty: .average, minimumLength: 3),
        SearchOptions(minimumLength: 2, bansUnknown: true), SearchOptions(lengthPenalty: .average, blockedNGramSize: 2),
        SearchOptions(blockedNGramSize: 1), SearchOptions(coveragePenalty: 0.4),
        SearchOptions(lengthPenalty: .gnmt(alpha: 1), coveragePenalty: 2),
    ]

    @Test func aBeamAsWideAsTheSpaceFindsWhatExhaustiveSearchFinds() {
        let cap = 4
        for seed in 0..<240 {
            let network = RandomNetworks.network(seed)
            let source = RandomNetworks.sources(1, seed: UInt64(seed))[0]
            let all = ExhaustiveSearch(source, cap: cap, in: network, on: workspace)
            let hasAttention = network.configuration.attention != .none
            for base in Self.options where base.coveragePenalty == 0 || hasAttention {
                var options = base
                options.beamWidth = 1000
                for count in [1, 3, 1000] {
                    options.hypothesisCount = count
                    let found = BeamSearch(options).search(
                        [SearchQuery(source, maximumLength: cap)], with: network, on: workspace)[0]
                    expect(found, isFirstOf: all.ranked(options), count: count)
                }
            }
        }
    }

    @Test func aForcedPrefixLeavesTheRestToSearch() {
        let prefix: [Int32] = [4, 3]
        for seed in 0..<60 {
            let network = RandomNetworks.network(seed)
            let source = RandomNetworks.sources(1, seed: UInt64(seed))[0]
            let all = ExhaustiveSearch(source, cap: 4, in: network, on: workspace)
            for options in [
                SearchOptions(beamWidth: 500, hypothesisCount: 4),
                SearchOptions(beamWidth: 500, hypothesisCount: 4, lengthPenalty: .average, bansUnknown: true),
            ] {
                let found = BeamSearch(options).search(
                    [SearchQuery(source, maximumLength: 4, prefix: prefix)], with: network, on: workspace)[0]
                expect(found, isFirstOf: all.ranked(options, prefix: prefix), count: 4)
            }
        }
    }

    /// The tokens are the same; the log probabilities to the bit, the scores as near as another way to compute them is.
    private func expect(
        _ found: [Hypothesis], isFirstOf ranked: [(target: ExhaustiveSearch.Target, score: Double)], count: Int
    ) {
        let expected = ranked.prefix(count)
        let ended = found.filter(\.isFinished)
        #expect(ended.map(\.tokens) == expected.map(\.target.tokens))
        for (hypothesis, (target, score)) in zip(ended, expected) {
            #expect(hypothesis.logProbability == target.logProbability)
            #expect(abs(hypothesis.score - score) <= 1e-12 * max(1, abs(score)))
        }
    }

    @Test(arguments: [LengthPenalty.none, .average, .gnmt(alpha: 1)])
    func aBeamOfOneIsGreedySearch(penalty: LengthPenalty) {
        for seed in 0..<100 {
            let network = RandomNetworks.network(seed, letters: 6)
            let sources = RandomNetworks.sources(10, letters: 6, seed: UInt64(seed))
            let caps = sources.indices.map { $0 % 8 }
            let greedy = zip(sources, caps).map {
                GreedyOracle.search($0, maximumLength: $1, with: network, on: workspace)
            }
            let found = BeamSearch(SearchOptions(lengthPenalty: penalty)).search(
                zip(sources, caps).map { SearchQuery($0, maximumLength: $1) }, with: network, on: workspace)
            #expect(found.map(\.count) == sources.map { _ in 1 })
            for (hypothesis, expected) in zip(found.map { $0[0] }, greedy) {
                #expect(hypothesis.tokens == expected.tokens)
                #expect(hypothesis.logProbability == expected.logProbability)
                #expect(hypothesis.isFinished == expected.isFinished)
            }
        }
    }

    @Test func equallyGoodTokensAreTakenInTheOrderOfTheirIds() throws {
        var network = RandomNetworks.network(1, letters: 4)
        for name in network.parameters.names {
            guard let parameter = network.parameters.parameter(named: name) else { continue }
            network.parameters[parameter] = network.parameters[parameter].map { _ in 0 }
        }
        let found = BeamSearch(SearchOptions(beamWidth: 4, hypothesisCount: 4)).search(
            [SearchQuery([4], maximumLength: 2)], with: network, on: workspace)[0]
        // The end has the lowest id of all, and at each step all are equally likely.
        #expect(found.map(\.tokens) == [[], [3], [3, 3], [3, 4]])
    }

    @Test func theLogProbabilityIsTheTeacherForcedOne() {
        var endedCount = 0
        for seed in 0..<50 {
            let network = RandomNetworks.network(seed, letters: 6, bound: 1.5)
            let sources = RandomNetworks.sources(6, letters: 6, seed: UInt64(seed))
            let found = BeamSearch(SearchOptions(beamWidth: 4, hypothesisCount: 4, lengthPenalty: .average)).search(
                sources.map { SearchQuery($0, maximumLength: 9) }, with: network, on: workspace)
            let ended = zip(sources, found).flatMap { source, hypotheses in
                hypotheses.filter(\.isFinished).map { (EncodedPair(source: source, target: $0.tokens), $0) }
            }
            endedCount += ended.count
            if ended.isEmpty { continue }
            let forced = network.logProbabilities(of: Batch(ended.map(\.0)), on: workspace)
            #expect(ended.map(\.1.logProbability) == forced)
        }
        #expect(endedCount > 300)
    }
}
