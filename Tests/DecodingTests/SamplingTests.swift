import Seq2SeqDecoding
import Foundation
import Seq2SeqModels
import Seq2SeqTensors
import Testing
import Seq2SeqText

@Suite("Sampling")
struct SamplingTests {
    private let workspace = Workspace(threads: 1)
    private let network = RandomNetworks.network(1, letters: 6, bound: 1)

    private func samples(_ sampling: Sampling, count: Int = 1, queries: [SearchQuery]) -> [[Hypothesis]] {
        BeamSearch(SearchOptions(hypothesisCount: count, sampling: sampling)).search(
            queries, with: network, on: workspace)
    }

    private var queries: [SearchQuery] {
        RandomNetworks.sources(30, letters: 6).enumerated().map {
            SearchQuery($1, maximumLength: 7, line: $0 + 1)
        }
    }

    @Test func aSampleDependsOnItsLineAndNotOnItsBatch() {
        let together = samples(Sampling(seed: 3), count: 4, queries: queries)
        #expect(queries.map { samples(Sampling(seed: 3), count: 4, queries: [$0])[0] } == together)
        #expect(samples(Sampling(seed: 3), count: 4, queries: queries.reversed()) == together.reversed())
        #expect(samples(Sampling(seed: 3), count: 2, queries: queries) == together.map { Array($0.prefix(2)) })
        #expect(samples(Sampling(seed: 4), count: 4, queries: queries) != together)
        var moved = queries
        for index in moved.indices { moved[index].line += 1 }
        #expect(samples(Sampling(seed: 3), count: 4, queries: moved) != together)
    }

    @Test func oneTokenToDrawFromIsGreedySearch() {
        let greedy = BeamSearch().search(queries, with: network, on: workspace)
        #expect(samples(Sampling(topK: 1), queries: queries) == greedy)
        #expect(samples(Sampling(topP: 1e-6), queries: queries) == greedy)
        #expect(samples(Sampling(temperature: 1e-4), queries: queries) == greedy)
        #expect(samples(Sampling(temperature: 1e-300), queries: queries) == greedy)
    }

    /// The share of each first token among many samples, beside what it should be.
    @Test(arguments: [
        Sampling(), Sampling(temperature: 0.5), Sampling(temperature: 3), Sampling(topK: 3), Sampling(topP: 0.7),
        Sampling(temperature: 2, topK: 5, topP: 0.8),
    ])
    func tokensAreDrawnAsOftenAsTheirProbabilitySays(sampling: Sampling) {
        let count = 20_000
        let query = SearchQuery([4, 6, 5], maximumLength: 0)
        let values = network.step([Vocabulary.begin], from: network.encode([[4, 6, 5]], on: workspace), on: workspace)
            .logProbabilities[0]
        var weights = values.enumerated().map { id, value in
            id < 2 ? 0 : exp(Double(value) / sampling.temperature)
        }
        let order = weights.indices.sorted { weights[$0] > weights[$1] }
        for index in order.dropFirst(sampling.topK ?? order.count) { weights[index] = 0 }
        if let topP = sampling.topP {
            let total = weights.reduce(0, +)
            var sum = 0.0
            for index in order {
                if sum >= topP * total { weights[index] = 0 }
                sum += weights[index]
            }
        }
        // With a cap of no tokens a sample is finished if the end was drawn; a hook makes each token the end in turn.
        for token in 2..<values.count {
            let search = BeamSearch(SearchOptions(hypothesisCount: count, sampling: sampling)) { _, values in
                values.swapAt(Int(Vocabulary.end), token)
            }
            let drawn = search.search([query], with: network, on: workspace)[0].count(where: \.isFinished)
            let share = weights[token] / weights.reduce(0, +)
            // Five standard deviations.
            let bound = 5 * (share * (1 - share) / Double(count)).squareRoot()
            #expect(abs(Double(drawn) / Double(count) - share) <= bound, "token \(token)")
        }
    }

    @Test func aSamplesLogProbabilityIsTheModels() {
        var queries = queries
        for index in queries.indices { queries[index].maximumLength = 80 }
        let found = samples(Sampling(temperature: 3, topK: 7), count: 3, queries: queries)
        let ended = zip(queries, found).flatMap { query, hypotheses in
            hypotheses.filter(\.isFinished).map { (EncodedPair(source: query.sources[0], target: $0.tokens), $0) }
        }
        #expect(ended.count > 20)
        #expect(
            network.logProbabilities(of: Batch(ended.map(\.0)), on: workspace) == ended.map(\.1.logProbability))
    }
}
