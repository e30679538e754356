import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Testing

/// Search under the constraints of a source beside a search that looks at every target.
@Suite("Constraints: oracle")
struct ConstraintOracleTests {
    private let workspace = Workspace(threads: 1)
    private let cap = 4

    static let options: [SearchOptions] = [
        SearchOptions(), SearchOptions(lengthPenalty: .average), SearchOptions(lengthPenalty: .gnmt(alpha: 2)),
        SearchOptions(lengthPenalty: .gnmt(alpha: 0.6), coveragePenalty: 0.4),
        SearchOptions(minimumLength: 2, bansUnknown: true), SearchOptions(blockedNGramSize: 2),
    ]

    /// A row of 1 to `longest` tokens that can be said.
    private func phrase(longest: Int, _ random: inout RandomSource, ids: Int = 6) -> [Int32] {
        (0..<random.next(in: 1...longest)).map { _ in Int32(random.next(in: 3...ids - 1)) }
    }

    /// Compares the best five, and all, under every penalty.
    private func compare(
        _ query: SearchQuery, allowed: [[Int32]]? = nil, _ network: EncoderDecoder, _ all: ExhaustiveSearch
    ) -> Int {
        var (query, foundCount) = (query, 0)
        query.allowed = allowed.map(AllowedTargets.init)
        let hasAttention = network.configuration.attention != .none
        for base in Self.options where base.coveragePenalty == 0 || hasAttention {
            for count in [1, 5, 1500] {
                var options = base
                (options.beamWidth, options.hypothesisCount) = (1500, count)
                let found = BeamSearch(options).search([query], with: network, on: workspace)[0]
                let expected = all.ranked(options, query, allowed: allowed).prefix(count)
                let ended = found.filter(\.isFinished)
                #expect(ended.map(\.tokens) == expected.map(\.target.tokens))
                #expect(ended.map(\.logProbability) == expected.map(\.target.logProbability))
                #expect(ended.allSatisfy { $0.meetsConstraints })
                if !ended.isEmpty { #expect(found.allSatisfy { $0.meetsConstraints }) }
                foundCount += ended.count
            }
        }
        return foundCount
    }

    /// Runs a body for many random networks, each with a source and all of its targets.
    private func forEachNetwork(
        seed first: Int,
        _ body: (
            _ seed: Int, _ network: EncoderDecoder, _ source: [Int32], _ all: ExhaustiveSearch,
            _ random: inout RandomSource
        ) -> Void
    ) {
        for seed in 0..<120 {
            var random = RandomSource(seed: UInt64(seed + first))
            let network = RandomNetworks.network(seed)
            let source = RandomNetworks.sources(1, seed: UInt64(seed))[0]
            body(seed, network, source, ExhaustiveSearch(source, cap: cap, in: network, on: workspace), &random)
        }
    }

    @Test func whatMustNotBeSaid() {
        var foundCount = 0
        forEachNetwork(seed: 1000) { seed, network, source, all, random in
            let prefix = seed % 4 == 0 ? phrase(longest: 2, &random) : []
            var query = SearchQuery(source, maximumLength: cap, prefix: prefix)
            query.bannedPhrases = (0..<random.next(in: 1...4)).map { _ in phrase(longest: 3, &random) }
            foundCount += compare(query, network, all)
        }
        #expect(foundCount > 10_000)
    }

    @Test func whatMustBeSaid() {
        var foundCount = 0
        forEachNetwork(seed: 2000) { seed, network, source, all, random in
            // No longer together than the cap, which they could raise.
            let phrases = [phrase(longest: 2, &random), phrase(longest: 2, &random)].prefix(1 + seed % 2)
            var query = SearchQuery(source, maximumLength: cap)
            query.requiredPhrases = Array(phrases)
            foundCount += compare(query, network, all)
            query.bannedPhrases = [phrase(longest: 2, &random)]
            foundCount += compare(query, network, all)
        }
        #expect(foundCount > 5_000)
    }

    @Test func whatAloneMayBeSaid() {
        var foundCount = 0
        forEachNetwork(seed: 3000) { seed, network, source, all, random in
            // Some are too long for the cap, and one may be empty.
            var allowed = (0..<random.next(in: 1...20)).map { _ in phrase(longest: 6, &random) }
            if seed % 5 == 0 { allowed.append([]) }
            var query = SearchQuery(source, maximumLength: cap)
            foundCount += compare(query, allowed: allowed, network, all)
            query.requiredPhrases = [[4]]
            query.bannedPhrases = [[5, 5]]
            foundCount += compare(query, allowed: allowed, network, all)
        }
        #expect(foundCount > 4_000)
    }

    @Test func whatOnlyTheSourceHasCanBeConstrainedToo() {
        var foundCount = 0
        for seed in 0..<60 {
            var random = RandomSource(seed: UInt64(seed + 4000))
            let network = RandomNetworks.network(seed, copies: true)
            let source: [Int32] = [4, 5, 4]
            let copies: [Int32] = [4, 6, 4]
            let all = ExhaustiveSearch(source, copies: copies, cap: 3, in: network, on: workspace)
            var query = SearchQuery(source, copies: copies, maximumLength: 3)
            query.requiredPhrases = [[6] + (seed % 2 == 0 ? phrase(longest: 1, &random, ids: 7) : [])]
            query.bannedPhrases = [phrase(longest: 2, &random, ids: 7)]
            foundCount += compare(query, network, all)
            query.requiredPhrases = []
            foundCount += compare(query, allowed: [[6], [4, 6], [6, 6, 5], [5]], network, all)
        }
        #expect(foundCount > 2_000)
    }
}
