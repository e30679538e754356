import Seq2SeqDecoding
import Foundation
import Seq2SeqTensors
import Testing

/// Beam search beside one that was written in PyTorch from its rules alone, which never stops early.
@Suite("Golden: beam search")
struct BeamSearchGoldenTests {
    /// A search of `make_beam_fixtures.py` and what it found for each source.
    private struct Entry: Decodable {
        let model: String
        let beam: Int
        let count: Int
        let penalty: String
        let coverage: Double
        let cap: Int
        let hypotheses: [[Found]]
        let languageModel: String?
        let weight: Double?
        let ids: [Int32]?
        /// For each source the language model's ids of what it adds to the vocabulary.
        let further: [[Int32]]?

        struct Found: Decodable {
            let tokens: [Int32]
            let logProbability: Double
            let score: Double
            let finished: Bool
        }

        var lengthPenalty: LengthPenalty {
            switch penalty {
            case "none": .none
            case "average": .average
            default: .gnmt(alpha: 0.6)
            }
        }
    }

    @Test(arguments: [("beam_search", 117), ("beam_language_model", 48), ("beam_further_sources", 84)])
    func theSameHypothesesWithTheSameScoresAsInPyTorch(name: String, count: Int) throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Golden/\(name).json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let entries = try decoder.decode([Entry].self, from: try Data(contentsOf: url))
        #expect(entries.count == count)
        let workspaces = [Workspace(threads: 1), Workspace(threads: 1)]
        for entry in entries {
            let fixture = try Fixture(named: entry.model)
            let search = BeamSearch(
                SearchOptions(
                    beamWidth: entry.beam, hypothesisCount: entry.count, lengthPenalty: entry.lengthPenalty,
                    coveragePenalty: entry.coverage))
            let fusion = try entry.languageModel.map {
                LanguageModelFusion(
                    try Fixture(named: $0).model, weight: entry.weight ?? 0, ids: entry.ids ?? [])
            }
            let queries = fixture.pairs.enumerated().map { index, pair in
                var query = SearchQuery(
                    pair.source, copies: pair.copies, tags: pair.tags, secondSource: pair.secondSource,
                    maximumLength: entry.cap)
                query.languageModelIDs = entry.further?[index] ?? []
                return query
            }
            let found = search.search(
                queries, with: Ensemble([fixture.model], languageModel: fusion),
                on: Array(workspaces.prefix(fusion == nil ? 1 : 2)))
            for (hypotheses, expected) in zip(found, entry.hypotheses) {
                #expect(hypotheses.map(\.tokens) == expected.map(\.tokens))
                #expect(hypotheses.map(\.isFinished) == expected.map(\.finished))
                for (one, other) in zip(hypotheses, expected) {
                    // With a language model so much more is added up.
                    let tolerance = 1e-5 * (1 + (entry.weight ?? 0))
                    #expect(abs(one.logProbability - other.logProbability) <= tolerance)
                    #expect(abs(one.score - other.score) <= tolerance)
                }
            }
        }
    }
}
