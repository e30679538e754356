import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

/// `--allow-blank`, and decoding, scoring and evaluation with what it makes.
@Suite("Blank sides on the command line")
struct BlankCommandTests {
    private static let lines = ["ab\tba", "\txy", "cd\t", "abc\tcba", " \txy", "ce\t ", "ba\tab", "\txy"]

    private static func bench() throws -> Bench {
        let bench = try Bench()
        try bench.write(lines.map { $0 + "\n" }.joined(), to: "pairs.tsv")
        return bench
    }

    @Test func aModelOfBlankSidesReadsAndSaysThem() throws {
        let bench = try Self.bench()
        let words = ["--allow-blank", "--valid", "pairs.tsv", "--checkpoint-every", "10"]
        let run = try bench.train(words + ["--attention", "general", "--steps", "30"])
        #expect(run.exitCode == 0, "\(run.messages)")
        let input = Array("ab\n\n \ncd\n".utf8)
        let decoded = try bench.decode(["--format", "tsv", "--verify-invariance", "--beam", "2"], bytes: input)
        #expect(decoded.exitCode == 0 && decoded.lines.count == 4, "\(decoded.messages)")
        let scores = decoded.lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false)[2] }
        #expect(scores[1] == scores[2] && Float(scores[1]).map { $0 < 0 } == true, "\(decoded.output)")
        let scored = try bench.decode(["--score", "pairs.tsv"])
        #expect(scored.exitCode == 0 && scored.lines.count == 8, "\(scored.messages)")
        let detailed = try bench.decode(["--score", "pairs.tsv", "--format", "jsonl"])
        #expect(detailed.exitCode == 0 && detailed.lines.count == 8, "\(detailed.messages)")
        let evaluated = try bench.run("seq2seq-evaluate", ["--model", "model.safetensors", "--pairs", "pairs.tsv"])
        #expect(evaluated.exitCode == 0, "\(evaluated.messages)")
        let told = try bench.run("seq2seq-inspect", ["model.safetensors"])
        #expect(told.output.contains("allow_blank"), "\(told.output)")
        // Gone on with, also without being told again, it comes to the same bytes.
        let options = ["--attention", "general", "--quiet", "--steps"]
        #expect(try bench.train(words + options + ["40"]).exitCode == 0)
        let expected = try bench.bytes(of: "model.safetensors")
        #expect(try bench.train(words + options + ["30"]).exitCode == 0)
        let resumed = try bench.train(["--resume", "--valid", "pairs.tsv", "--steps", "40", "--quiet"])
        #expect(resumed.exitCode == 0, "\(resumed.messages)")
        #expect(try bench.bytes(of: "model.safetensors") == expected)
    }

    @Test func aBlankLineHasItsTagsOrIsTold() throws {
        let bench = try Bench()
        try bench.write("ab\tba\tX\n\txy\tY\ncd\tdc\tX\n", to: "pairs.tsv")
        let run = try bench.train(["--allow-blank", "--tags", "3", "--attention", "general", "--steps", "3"])
        #expect(run.exitCode == 0, "\(run.messages)")
        let decoded = try bench.decode(["--tags", "2"], input: "ab\tX\n\tY\n")
        #expect(decoded.exitCode == 0 && decoded.lines.count == 2, "\(decoded.messages)")
        let lacking = try bench.decode(["--tags", "2"], input: "ab\tX\n\n")
        #expect(lacking.exitCode == 65 && lacking.messages.contains("Line 2: "), "\(lacking.messages)")
    }

    @Test func withoutItTheyAreRefusedAndBlankLinesStayBlank() throws {
        let bench = try Self.bench()
        let refused = try bench.train(["--steps", "2"])
        #expect(refused.exitCode == 65 && refused.messages.contains("pairs.tsv, line 2: the source is blank"))
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
        #expect(try bench.train(["--steps", "2", "--quiet"]).exitCode == 0)
        #expect(try bench.decode(input: "\nabc\n").lines[0] == "")
        let other = try bench.train(["--steps", "3", "--resume", "--allow-blank"])
        #expect(other.exitCode != 0 && other.messages.contains("allow"), "\(other.messages)")
    }

    @Test func whatHasNoMeaningIsRefused() throws {
        let bench = try Self.bench()
        let targets = try bench.train(["--target-only", "--allow-blank", "--steps", "2"])
        #expect(targets.exitCode == 64 && targets.messages.contains("'--allow-blank'"), "\(targets.messages)")
        try bench.write("x\n\n", to: "out.txt")
        try bench.write("x\n\n", to: "ref.txt")
        let files = ["--output", "out.txt", "--reference", "ref.txt"]
        let refused = try bench.run("seq2seq-evaluate", files)
        #expect(refused.exitCode == 65 && refused.messages.contains("'--allow-blank'"), "\(refused.messages)")
        let allowed = try bench.run("seq2seq-evaluate", files + ["--allow-blank", "--format", "json"])
        #expect(
            allowed.exitCode == 0 && allowed.output.contains(#""exact":100"#), "\(allowed.messages)\(allowed.output)")
    }
}
