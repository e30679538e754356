import Seq2SeqBench
import Testing

@Suite("seq2seq-decode: shards")
struct DecodeShardsTests {
    let bench: Bench

    init() throws {
        bench = try Bench.withModel()
    }

    private var pairs: [Substring] { TinyTraining.pairs.split(separator: "\n") }
    private var sources: [Substring] { pairs.map { $0.prefix { $0 != "\t" } } }

    private func decode(_ lines: some Sequence<Substring>, _ words: [String]) throws -> Run {
        let run = try bench.decode(words, input: lines.map { $0 + "\n" }.joined())
        #expect(run.exitCode == 0, "\(run.messages)")
        return run
    }

    @Test(arguments: [
        "--format tsv --beam 3 --n-best 2", "--sample --temperature 2", "--encode --format jsonl",
        "--sample --n-best 3 --format jsonl --seed 7", "--score - --format jsonl --quiet",
    ])
    func shardsPutTogetherAreOneRun(options: String) throws {
        let words = options.split(separator: " ").map(String.init)
        let lines = words.contains("--score") ? pairs : sources
        let whole = try decode(lines, words)
        var parts = ""
        var first = 1
        for count in [1, 20, 7, 32] {
            let shard = lines[(first - 1)...].prefix(count)
            parts += try decode(shard, words + ["--first-line", "\(first)"]).output
            first += count
        }
        #expect(first == 61)
        #expect(parts == whole.output)
    }

    @Test func withoutTheNumberSamplesAreThoseOfTheFirstLines() throws {
        let words = ["--sample", "--temperature", "2"]
        let whole = try decode(sources, words).lines
        let shard = try decode(sources[20...], words).lines
        #expect(shard != Array(whole[20...]))
    }

    @Test func messagesNameTheLinesOfTheWhole() throws {
        let run = try bench.decode(
            ["--first-line", "1001"], bytes: Array("abc\nx".utf8) + [0xE9] + Array("z\nYbc\nabc\tcba\n".utf8))
        #expect(run.exitCode == 65)
        #expect(
            run.messages == """
                seq2seq-decode: Line 1002: byte 2 of the line, 0xE9, is not valid UTF-8.
                seq2seq-decode: Line 1004 has a tab: if the input is pairs, what is behind it is read as more of the \
                source. Give the sources alone (cut -f1), or see --score.
                seq2seq-decode: 2 of 13 source tokens are unknown to the model, in 2 lines (first: line 1,003).
                seq2seq-decode: 1 of 4 lines could not be decoded; their results are blank.

                """)
        let scored = try bench.decode(["--score", "-", "--first-line", "51"], input: "abc\tcba\nabc\n")
        #expect(scored.exitCode == 65)
        #expect(scored.messages.contains("line 52"), "\(scored.messages)")
    }

    @Test func whatSaysSomethingOfEachLineSaysItOfTheShard() throws {
        try bench.write("ba\n\n", to: "prefixes.txt")
        let words = ["--prefix-file", "prefixes.txt"]
        let run = try decode(["abc", "abc"], words)
        #expect(try decode(["abc", "abc"], words + ["--first-line", "9"]).output == run.output)
        let short = try bench.decode(words + ["--first-line", "9"], input: "abc\nabc\nabc\n")
        #expect(short.exitCode == 65)
        #expect(short.messages.hasPrefix("seq2seq-decode: prefixes.txt has only 2 lines"), "\(short.messages)")
    }

    @Test func withinATextNothingIsTakenForItsBeginning() throws {
        // A model that knows none of it says the same of it as of other unknown tokens.
        let whole = try decode(["abc", "\u{FEFF}abc", "%PDF-1.4"], ["--format", "jsonl"])
        let shard = try decode(["\u{FEFF}abc", "%PDF-1.4"], ["--format", "jsonl", "--first-line", "2"])
        #expect(shard.lines == Array(whole.lines[1...]))
        let other = try decode(["%PDF-1.4"], ["--format", "jsonl", "--first-line", "3"])
        #expect(other.lines == [whole.lines[2]])
    }

    @Test(arguments: ["0", "-1", "a", "99999999999999999999"])
    func aFirstLineIsANumberFromOneOn(word: String) throws {
        let run = try bench.decode(["--first-line", word], input: "abc\n")
        #expect(run.exitCode == 64)
        #expect(run.messages.contains("--first-line"))
    }
}
