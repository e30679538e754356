import Foundation
import Seq2SeqBench
import Testing

@Suite("seq2seq-decode: search")
struct DecodeSearchTests {
    let bench: Bench

    init() throws {
        bench = try Bench.withModel()
    }

    private var sources: String {
        TinyTraining.pairs.split(separator: "\n").map { $0.prefix { $0 != "\t" } + "\n" }.joined()
    }

    /// A model with attention in `model.safetensors`.
    private func trainAttention() throws {
        let run = try bench.train(["--steps", "60", "--learning-rate", "0.02", "--attention", "general", "--quiet"])
        #expect(run.exitCode == 0)
    }

    static let searches = [
        "--beam 4 --n-best 3 --length-penalty gnmt:0.6",
        "--beam 3 --min-length 2 --block-ngrams 2 --ban-unknown --length-penalty average",
        "--sample --n-best 3 --temperature 1.5 --top-k 8 --top-p 0.9 --seed 7",
    ]

    @Test(arguments: searches)
    func batchSizeAndThreadsDoNotChangeTheOutput(search: String) throws {
        let words = search.split(separator: " ").map(String.init) + ["--format", "jsonl"]
        let whole = try bench.decode(words, input: sources)
        #expect(whole.exitCode == 0 && whole.lines.count == 60)
        for other in [["--batch-size", "1"], ["--batch-size", "7", "--threads", "2"], ["--threads", "3"]] {
            #expect(try bench.decode(words + other, input: sources).outputBytes == whole.outputBytes)
        }
        let verified = try bench.decode(words + ["--verify-invariance"], input: sources)
        #expect(verified.outputBytes == whole.outputBytes)
        #expect(verified.messages == "60 lines have the same results alone, bit by bit.\n")
    }

    @Test func severalOutputsHaveTheirRanks() throws {
        let run = try bench.decode(["--format", "tsv", "--beam", "3", "--n-best", "3"], input: "abc\n\nabd\n")
        let rows = run.lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
        #expect(rows.map { $0[0] + " " + $0[1] } == ["1 1", "1 2", "1 3", "2 1", "3 1", "3 2", "3 3"])
        let scores = rows.compactMap { Double($0[2]) }
        #expect(scores[0] >= scores[1] && scores[1] >= scores[2])
    }

    @Test func theSeedDrawsTheSamples() throws {
        let words = ["--sample", "--temperature", "2"]
        let first = try bench.decode(words, input: sources).output
        #expect(try bench.decode(words, input: sources).output == first)
        #expect(try bench.decode(words + ["--seed", "2"], input: sources).output != first)
    }

    @Test func eachOutputStartsWithItsPrefix() throws {
        try bench.write("ba\n\nüx\n", to: "prefixes.txt")
        let run = try bench.decode(["--prefix-file", "prefixes.txt"], input: "abc\nabc\nabc\n")
        #expect(run.exitCode == 0)
        #expect(run.lines[0].hasPrefix("ba") && run.lines[2].hasPrefix("üx"))
        #expect(run.lines[1] == (try bench.decode(input: "abc\n").lines[0]))
        let short = try bench.decode(["--prefix-file", "prefixes.txt"], input: "abc\nabc\nabc\nabc\n")
        #expect(short.exitCode == 65)
        #expect(short.messages.hasPrefix("seq2seq-decode: prefixes.txt has only 3 lines"))
        #expect(short.output == run.output)
        let long = try bench.decode(["--prefix-file", "prefixes.txt"], input: "abc\nabc\n")
        #expect(long.exitCode == 65 && long.lines.count == 2)
        #expect(long.messages.hasPrefix("seq2seq-decode: prefixes.txt has more lines"))
    }

    /// A line of the output.
    private struct Record: Decodable {
        let hypotheses: [Hypothesis]
        let sourceTokens: [String]

        struct Hypothesis: Decodable {
            let tokens: [String]
            let alignment: [[Int]]?
            let attention: [[Float]]?
        }

        // The name in the JSON.
        private enum CodingKeys: String, CodingKey {
            case hypotheses
            case sourceTokens = "source_tokens"
        }
    }

    @Test func alignmentsAreTheGreatestAttention() throws {
        try trainAttention()
        let words = ["--alignments", "--beam", "2"]
        let lines = try bench.decode(words + ["--attention", "--format", "jsonl"], input: sources).lines
        let texts = try bench.decode(words, input: sources).lines
        for (line, text) in zip(lines, texts) {
            let record = try JSONDecoder().decode(Record.self, from: Data(line.utf8))
            let found = record.hypotheses[0]
            let attention = try #require(found.attention)
            #expect(attention.allSatisfy { $0.count == record.sourceTokens.count })
            let expected = attention.enumerated().map { target, row in
                [row.firstIndex(of: row.max() ?? 0) ?? -1, target]
            }
            #expect(found.alignment == expected)
            #expect(attention.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-5 })
            let pairs = expected.map { "\($0[0])-\($0[1])" }.joined(separator: " ")
            #expect(text == found.tokens.joined() + "\t" + pairs)
        }
    }

    @Test func aLineWithoutAResultHasNoAlignmentEither() throws {
        try trainAttention()
        let bytes = Array("\n".utf8) + [0xFF, 0x0A]
        #expect(try bench.decode(["--alignments"], bytes: bytes).output == "\n\n")
        let rows = try bench.decode(["--alignments", "--format", "tsv"], bytes: bytes).lines
        #expect(rows == ["1\t1\t0.0\t\t", "2\t\t\t\t"])
    }

    @Test func aModelTwiceDecidesAsItWouldAlone() throws {
        let words = ["--format", "jsonl", "--beam", "3"]
        let alone = try bench.decode(words, input: sources).output
        #expect(try bench.decode(words + ["--model", "model.safetensors"], input: sources).output == alone)
        let scores = try bench.decode(["--score", "pairs.tsv"]).output
        #expect(try bench.decode(["--model", "model.safetensors", "--score", "pairs.tsv"]).output == scores)
    }

    @Test func modelsWithOtherTokensAreRefused() throws {
        try bench.write("1\t2\n3\t4\n", to: "other.tsv")
        let words = ["--train", "other.tsv", "--model", "other.safetensors", "--steps", "1", "--quiet"]
        #expect(try bench.run("seq2seq-train", words + TinyTraining.size).exitCode == 0)
        let run = try bench.decode(["--model", "other.safetensors"], input: "abc\n")
        #expect(run.exitCode == 65 && run.output == "")
        #expect(run.messages.hasPrefix("seq2seq-decode: Models 1 and 2 cannot decide together"), "\(run.messages)")
    }

    @Test(arguments: ["--coverage-penalty 0.2", "--replace-unknown", "--alignments", "--attention --format jsonl"])
    func whatNeedsAttentionIsRefusedWithoutIt(option: String) throws {
        let words = option.split(separator: " ").map(String.init)
        let run = try bench.decode(words, input: "abc\n")
        #expect(run.exitCode == 64 && run.output == "")
        #expect(
            run.messages
                == "seq2seq-decode: Option '\(words[0])' needs a model that was trained with '--attention'.\n")
        try trainAttention()
        #expect(try bench.decode(words, input: "abc\n").exitCode == 0)
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["INT", "TERM"])
    func aSignalEndsItWithWhatIsDone(signal: String) throws {
        let run = try bench.runShell(
            """
            mkfifo questions answers
            # A shell starts what runs in the background with Ctrl-C ignored, and so it would stay.
            perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' seq2seq-decode --model model.safetensors <questions >answers &
            exec 3>questions 4<answers
            echo abc >&3; read -r first <&4; printf half >&3; kill -\(signal) $!; wait $!; echo "$?"; cat <&4 | wc -c
            """)
        #expect(run.lines.map { $0.trimmingCharacters(in: .whitespaces) } == ["130", "0"])
    }
}
