import Foundation
import Seq2SeqBench
import Testing

@Suite("seq2seq-decode --attention-picture")
struct AttentionPictureCommandTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
        let run = try bench.train(["--steps", "2", "--quiet", "--attention", "dot"])
        #expect(run.exitCode == 0)
    }

    @Test func eachLineHasAPictureBesideTheSameResults() throws {
        let plain = try bench.decode(["--beam", "2"], input: "abc\n\nde\n")
        let run = try bench.decode(["--beam", "2", "--attention-picture", "a.svg"], input: "abc\n\nde\n")
        #expect(run.exitCode == 0)
        #expect(run.output == plain.output)
        let svg = try bench.text(of: "a.svg")
        #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
        for title in ["line 1<", "line 2: blank<", "line 3<"] { #expect(svg.contains(">" + title)) }
        #expect(svg.components(separatedBy: "class=\"frame\"").count == 3)
    }

    @Test func moreLinesThanAnybodyLooksAtAreTold() throws {
        let input = String(repeating: "a\n", count: 1001)
        let run = try bench.decode(["--attention-picture", "a.svg"], input: input)
        #expect(run.exitCode == 0)
        #expect(run.lines.count == 1001)
        #expect(
            run.messages == "seq2seq-decode: a.svg has the pictures of the first 1,000 lines, not of all 1,001.\n")
    }

    @Test func aLineThatCannotBeDecodedHasItsTitleAlone() throws {
        let run = try bench.decode(
            ["--attention-picture", "a.svg"], bytes: Array("ab\n".utf8) + [0xFF, 0x0A])
        #expect(run.exitCode == 65)
        #expect(try bench.text(of: "a.svg").contains(">line 2: not decoded<"))
    }

    @Test func aModelWithoutAttentionIsRefused() throws {
        #expect(try bench.train(["--steps", "2", "--quiet"]).exitCode == 0)
        let run = try bench.decode(["--attention-picture", "a.svg"], input: "a\n")
        #expect(run.exitCode == 64)
        #expect(
            run.messages.contains("Option '--attention-picture' needs a model that was trained with '--attention'."))
        #expect(try !bench.names().contains("a.svg"))
    }

    @Test(arguments: [
        ("model.safetensors", 64, "seq2seq-decode: --attention-picture"),
        ("nowhere/a.svg", 73, "seq2seq-decode: nowhere"),
        ("-", 64, "seq2seq-decode: Option '--attention-picture'"), (".", 73, "seq2seq-decode: . cannot be written"),
        ("model.safetensors.checkpoint", 73, "seq2seq-decode: model.safetensors.checkpoint holds what a training"),
        ("out.txt", 64, "seq2seq-decode: "),
    ])
    func whatMustNotBeOverwrittenIsNot(path: String, exitCode: Int32, message: String) throws {
        let names = try bench.names()
        let run = try bench.decode(["--output", "out.txt", "--attention-picture", path], input: "a\n")
        #expect(run.exitCode == exitCode)
        #expect(run.messages.hasPrefix(message) || path == "model.safetensors", "\(run.messages)")
        #expect(try bench.names() == names)
    }
}
