import Foundation
import Seq2SeqBench
import Testing

@Suite("seq2seq-decode: probabilities of tokens")
struct DecodeProbabilitiesTests {
    let bench: Bench

    init() throws {
        bench = try Bench.withModel()
    }

    private struct Token: Decodable {
        let token: String
        let logProbability: Float
    }

    /// A line of the output, of either kind.
    private struct Record: Decodable {
        let line: Int
        let target: String?
        let tokens: [String]?
        let logProbability: Double?
        let tokenLogProbabilities: [Float]?
        let topTokens: [[Token]]?
        let hypotheses: [Hypothesis]?

        struct Hypothesis: Decodable {
            let text: String
            let tokens: [String]
            let logProbability: Double
            let finished: Bool
            let tokenLogProbabilities: [Float]?
            let topTokens: [[Token]]?
        }
    }

    private func records(_ words: [String], input: String = "") throws -> [Record] {
        let run = try bench.decode(words + ["--format", "jsonl"], input: input)
        #expect(run.exitCode == 0 && run.messages == "")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try run.lines.map { try decoder.decode(Record.self, from: Data($0.utf8)) }
    }

    @Test func eachTokenHasItsLogProbabilityAndTheEndToo() throws {
        let words = ["--beam", "3", "--n-best", "3", "--token-probabilities", "--top-tokens", "4"]
        let hypotheses = try records(words, input: "abc\nba\n").compactMap(\.hypotheses).joined()
        #expect(hypotheses.count > 4)
        for found in hypotheses {
            let steps = found.tokens.count + (found.finished ? 1 : 0)
            let own = try #require(found.tokenLogProbabilities)
            #expect(own.count == steps && own.reduce(0.0) { $0 + Double($1) } == found.logProbability)
            let top = try #require(found.topTokens)
            #expect(top.count == steps && top.allSatisfy { $0.count == 4 })
            for (step, tokens) in top.enumerated() {
                let said = step < found.tokens.count ? found.tokens[step] : "</s>"
                if let listed = tokens.first(where: { $0.token == said }) {
                    #expect(listed.logProbability == own[step])
                } else {
                    #expect(tokens.allSatisfy { $0.logProbability >= own[step] })
                }
            }
        }
    }

    @Test func withoutTheOptionsTheOutputHasNone() throws {
        let line = try bench.decode(["--format", "jsonl"], input: "abc\n").lines[0]
        #expect(!line.contains("token_log") && !line.contains("top_tokens"))
        let asked = try bench.decode(["--format", "jsonl", "--token-probabilities"], input: "abc\n").lines[0]
        #expect(asked.contains("\"token_log_probabilities\":[-"))
    }

    @Test func pairsAreScoredTokenByToken() throws {
        try bench.write("abc\tab\nb\tcaZ\n", to: "scored.tsv")
        let sums = try bench.decode(["--score", "scored.tsv"]).lines.compactMap(Double.init)
        let records = try records(["--score", "scored.tsv", "--top-tokens", "2"])
        #expect(records.map(\.logProbability) == sums)
        #expect(records.map(\.line) == [1, 2] && records.map(\.target) == ["ab", "caZ"])
        #expect(records.map(\.tokens) == [["a", "b"], ["c", "a", "Z"]])
        for record in records {
            let own = try #require(record.tokenLogProbabilities)
            #expect(own.count == (record.tokens?.count ?? 0) + 1 && record.topTokens?.count == own.count)
            #expect(own.reduce(0.0) { $0 + Double($1) } == record.logProbability)
        }
        let alone = try bench.decode(["--score", "scored.tsv", "--format", "jsonl", "--batch-size", "1"]).output
        #expect(try bench.decode(["--score", "scored.tsv", "--format", "jsonl", "--threads", "2"]).output == alone)
        #expect(!alone.contains("top_tokens"))
    }

    /// Objects of scored pairs have them by themselves.
    @Test func whatChangesNothingIsRefused() throws {
        try bench.write("abc\tab\n", to: "scored.tsv")
        for format in ["text", "jsonl"] {
            let run = try bench.decode(["--score", "scored.tsv", "--token-probabilities", "--format", format])
            #expect(run.exitCode == 64, "\(run.output)")
            let message = "'--score' and '--token-probabilities' cannot be given together"
            #expect(run.messages.contains(message), "\(run.messages)")
        }
    }

    @Test(arguments: ["--token-probabilities", "--top-tokens 2", "--score scored.tsv --top-tokens 2"])
    func otherFormatsHaveNoPlaceForThem(options: String) throws {
        try bench.write("abc\tab\n", to: "scored.tsv")
        let run = try bench.decode(options.split(separator: " ").map(String.init), input: "abc\n")
        #expect(run.exitCode == 64 && run.messages.contains("also needs '--format jsonl'"), "\(run.messages)")
        let rows = try bench.decode(["--score", "scored.tsv", "--format", "tsv"])
        #expect(rows.exitCode == 64 && rows.messages.contains("'--score' also needs '--format text|jsonl'"))
    }
}
