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

    @Test func theSameHypothesesWithTheSameScoresAsInPyTorch() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Golden/beam_search.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let entries = try decoder.decode([Entry].self, from: try Data(contentsOf: url))
        #expect(entries.count == 117)
        let workspace = Workspace(threads: 1)
        for entry in entries {
            let fixture = try Fixture(named: entry.model)
            let search = BeamSearch(
                SearchOptions(
                    beamWidth: entry.beam, hypothesisCount: entry.count, lengthPenalty: entry.lengthPenalty,
                    coveragePenalty: entry.coverage))
            let found = search.search(
                fixture.pairs.map { SearchQuery($0.source, copies: $0.copies, maximumLength: entry.cap) },
                with: fixture.model, on: workspace)
            for (hypotheses, expected) in zip(found, entry.hypotheses) {
                #expect(hypotheses.map(\.tokens) == expected.map(\.tokens))
                #expect(hypotheses.map(\.isFinished) == expected.map(\.finished))
                for (one, other) in zip(hypotheses, expected) {
                    #expect(abs(one.logProbability - other.logProbability) <= 1e-5)
                    #expect(abs(one.score - other.score) <= 1e-5)
                }
            }
        }
    }
}
