import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Testing

/// Search with a second source beside each source.
@Suite("Search: second sources")
struct SecondSourceSearchTests {
    private let workspace = Workspace(threads: 1)

    /// Every third has none.
    private static func seconds(_ count: Int, letters: Int = 2, seed: UInt64) -> [[Int32]] {
        RandomNetworks.sources(count, letters: letters, seed: seed + 1000).enumerated().map { index, ids in
            (index + Int(seed)) % 3 == 0 ? [] : ids
        }
    }

    @Test func aBeamAsWideAsTheSpaceFindsWhatExhaustiveSearchFinds() {
        for seed in 0..<60 {
            let copies = seed % 4 == 1
            let network = RandomNetworks.network(seed, copies: copies, readsSecond: true)
            let source = RandomNetworks.sources(1, seed: UInt64(seed))[0]
            let second = Self.seconds(1, seed: UInt64(seed))[0]
            let copied = copies ? source : []
            let all = ExhaustiveSearch(
                source, copies: copied, secondSource: second, cap: 3, in: network, on: workspace)
            let hasAttention = network.configuration.attention != .none
            for base in BeamSearchOracleTests.options where base.coveragePenalty == 0 || hasAttention {
                var options = base
                (options.beamWidth, options.hypothesisCount) = (400, 5)
                let query = SearchQuery(source, copies: copied, secondSource: second, maximumLength: 3)
                let found = BeamSearch(options).search([query], with: network, on: workspace)[0].filter(\.isFinished)
                let expected = all.ranked(options).prefix(5)
                #expect(found.map(\.tokens) == expected.map(\.target.tokens))
                #expect(found.map(\.logProbability) == expected.map(\.target.logProbability))
            }
        }
    }

    @Test(arguments: [1, 4])
    func aSourceIsDecodedAloneAsInABatchAndByItsOwnSecondSource(beam: Int) {
        for seed in 0..<20 {
            let network = RandomNetworks.network(seed, letters: 6, readsSecond: true)
            let sources = RandomNetworks.sources(9, letters: 6, seed: UInt64(seed))
            let queries = zip(sources, Self.seconds(9, letters: 6, seed: UInt64(seed))).map {
                SearchQuery($0, secondSource: $1, maximumLength: 7)
            }
            let search = BeamSearch(SearchOptions(beamWidth: beam, hypothesisCount: beam))
            let together = search.search(queries, with: network, on: workspace)
            for (query, expected) in zip(queries, together) {
                let alone = search.search([query], with: network, on: Workspace(threads: 2))[0]
                #expect(alone.map(\.tokens) == expected.map(\.tokens))
                #expect(alone.map(\.logProbability) == expected.map(\.logProbability))
            }
        }
    }

    @Test func modelsWithAndWithoutASecondSourceDecideTogether() {
        for seed in 0..<10 {
            let networks = [
                RandomNetworks.network(seed, letters: 6, readsSecond: true), RandomNetworks.network(seed, letters: 6),
                RandomNetworks.network(seed + 7, letters: 6, readsSecond: true),
            ]
            let workspaces = networks.map { _ in Workspace(threads: 1) }
            let source = RandomNetworks.sources(1, letters: 6, seed: UInt64(seed))[0]
            func found(_ second: [Int32]) -> Hypothesis {
                let query = SearchQuery(
                    sources: [source, source, source], secondSources: [second, [], second], maximumLength: 6)
                return BeamSearch(SearchOptions(beamWidth: 3)).search(
                    [query], with: Ensemble(networks), on: workspaces)[0][0]
            }
            #expect(found([4, 5, 6]).logProbability != found([]).logProbability)
            #expect(found([4, 5]) == found([4, 5]))
        }
    }
}
