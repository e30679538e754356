import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

/// `seq2seq-convert --shortlist-pairs`, and decoding with what it makes.
@Suite("Shortlists from the command line")
struct ShortlistCommandTests {
    private static let sources =
        (0..<30).map { "abc\($0 % 7) ba" + String(repeating: "c", count: $0 % 5) }
        .joined(separator: "\n") + "\n\nxyz\n"

    private static func convert(_ words: [String], on bench: Bench) throws -> Run {
        try bench.run("seq2seq-convert", ["--model", "model.safetensors", "--output", "fast.safetensors"] + words)
    }

    private static func bench(_ options: [String] = ["--attention", "general"]) throws -> Bench {
        let bench = try Bench.withModel()
        #expect(try bench.train(["--steps", "2", "--quiet"] + options).exitCode == 0)
        return bench
    }

    private static func decode(_ words: [String], _ model: String = "fast", on bench: Bench) throws -> Run {
        try bench.run("seq2seq-decode", ["--model", model + ".safetensors"] + words, input: Array(sources.utf8))
    }

    @Test func aModelWithAShortlistDecodesByIt() throws {
        let bench = try Self.bench()
        let list = ["--shortlist-pairs", "pairs.tsv", "--shortlist-common", "2", "--shortlist-aligned", "3"]
        let made = try Self.convert(list + ["--pairs", "pairs.tsv"], on: bench)
        #expect(made.exitCode == 0 && made.messages == "", "\(made.messages)")
        let squeezed = made.output.replacing(/[ ]+/, with: " ")
        for part in [
            "weights as floats\nfast.safetensors: 0.0 MiB, weights as floats, ", "\nShortlist\n",
            "target tokens for every line 6\n", "source tokens with others ",
            "What both do with 60 pairs\n before after",
        ] {
            #expect(squeezed.contains(part), "\(part) is not in \(made.output)")
        }
        #expect(!made.output.contains("Errors of the weights"))
        // Without the option nothing changes.
        #expect(try Self.decode(["--scores"], on: bench).output == Self.decode(["--scores"], "model", on: bench).output)
        for words in [
            ["--beam", "3"], ["--sample"], ["--precision", "int8"], ["--format", "jsonl", "--top-tokens", "4"],
        ] {
            let run = try Self.decode(["--shortlist", "--verify-invariance", "--threads", "2"] + words, on: bench)
            #expect(run.exitCode == 0 && run.lines.count == 32, "\(run.messages)")
        }
        let whole = ["--shortlist-pairs", "pairs.tsv", "--shortlist-common", "99", "--overwrite", "--format", "json"]
        let again = try Self.convert(whole, on: bench)
        // All that the vocabulary has.
        let model = try TranslationModel(contentsOf: bench.path(of: "model.safetensors"))
        let count = model.targetVocabulary.count - Vocabulary.reservedTokens.count
        #expect(count < 99)
        let told = #""trial":null,"shortlist":{"common":\#(count),"source_tokens":0,"#
        #expect(again.output.contains(told), "\(again.output)")
        let listed = try Self.decode(["--shortlist", "--scores"], on: bench)
        #expect(try listed.output == Self.decode(["--scores"], "model", on: bench).output)
    }

    @Test func itGoesAlongWithEightBits() throws {
        let bench = try Self.bench()
        let list = ["--shortlist-pairs", "pairs.tsv", "--shortlist-common", "2", "--shortlist-aligned", "3"]
        #expect(try Self.convert(list + ["--to", "int8"], on: bench).exitCode == 0)
        let together = try bench.bytes(of: "fast.safetensors")
        let words = ["--model", "fast.safetensors", "--output", "small.safetensors"]
        #expect(try Self.convert(list + ["--overwrite"], on: bench).exitCode == 0)
        #expect(try bench.run("seq2seq-convert", words + ["--to", "int8"]).exitCode == 0)
        #expect(try bench.bytes(of: "small.safetensors") == together)
        let small = try Self.decode(["--shortlist", "--scores"], "small", on: bench)
        let fast = try Self.decode(["--shortlist", "--scores", "--precision", "int8"], on: bench)
        #expect(small.exitCode == 0 && small.output == fast.output)
        let inspected = try bench.run("seq2seq-inspect", ["small.safetensors"])
        #expect(inspected.output.contains("\nShortlist\n"), "\(inspected.messages)")
        let differ = try bench.run("seq2seq-inspect", ["fast.safetensors", "--compare", "model.safetensors"])
        #expect(differ.exitCode == 1 && differ.output.contains("Shortlists: only in the first\n"))
    }

    @Test func ensemblesShareTheirLists() throws {
        let bench = try Self.bench()
        let list = ["--shortlist-pairs", "pairs.tsv", "--shortlist-common", "2", "--shortlist-aligned", "1"]
        #expect(try Self.convert(list, on: bench).exitCode == 0)
        let both = ["--model", "model.safetensors", "--shortlist", "--verify-invariance"]
        let run = try Self.decode(both, on: bench)
        #expect(run.exitCode == 0 && run.lines.count == 32, "\(run.messages)")
    }

    @Test func whatHasNoMeaningIsRefused() throws {
        let bench = try Self.bench()
        let none = try Self.decode(["--shortlist"], "model", on: bench)
        #expect(
            none.exitCode == 64 && none.messages.contains("seq2seq-convert --model model.safetensors --shortlist-pairs")
        )
        #expect(try Self.convert(["--shortlist-pairs", "pairs.tsv"], on: bench).exitCode == 0)
        let scored = try Self.decode(["--shortlist", "--score", "pairs.tsv"], on: bench)
        #expect(scored.exitCode == 64 && scored.messages.contains("'--shortlist'"), "\(scored.messages)")
        let idle = try Self.convert(["--to", "int8", "--shortlist-common", "3", "--overwrite"], on: bench)
        #expect(idle.exitCode == 64 && idle.messages.contains("--shortlist-pairs"), "\(idle.messages)")
        let nothing = try Self.convert(["--overwrite"], on: bench)
        #expect(nothing.exitCode == 64 && nothing.messages.contains("'--to int8'"), "\(nothing.messages)")
        let missing = try Self.convert(["--shortlist-pairs", "missing.tsv", "--overwrite"], on: bench)
        #expect(missing.exitCode == 66, "\(missing.messages)")
        let plain = try Self.bench([])
        let unaligned = try Self.convert(["--shortlist-pairs", "pairs.tsv"], on: plain)
        #expect(unaligned.exitCode == 64 && unaligned.messages.contains("'--attention dot|general|additive'"))
        #expect(try !plain.names().contains("fast.safetensors"))
    }
}
