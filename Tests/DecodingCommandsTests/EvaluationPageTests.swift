import Foundation
import Seq2SeqBench
import Testing

@Suite("seq2seq-evaluate --report")
struct EvaluationPageTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try bench.write("eins\tthe cat sat\nzwei drei\tthe dog ran off\nvier\tyes <b>\n", to: "test.tsv")
        try bench.write("the cat sat\nthe dog ran away\n\n", to: "a.txt")
        try bench.write("the cat sat\nthe dog ran off\nno\n", to: "b.txt")
    }

    private func evaluate(_ words: [String]) throws -> Run { try bench.run("seq2seq-evaluate", words) }

    @Test func outputsAreComparedOnAPage() throws {
        let words = ["--output", "a.txt", "--output", "b.txt", "--pairs", "test.tsv", "--confidence", "95"]
        let plain = try evaluate(words)
        let run = try evaluate(words + ["--report", "r.html"])
        #expect(run.exitCode == 0 && run.output == plain.output && run.messages == plain.messages)
        let html = try bench.text(of: "r.html")
        for text in [
            "<h1><bdi dir=\"auto\">test.tsv</bdi></h1>", "Most frequent confusions: b.txt", "Scores by group: a.txt",
            "yes &lt;b&gt;", "<mark>away</mark>", "<mark class=\"missing\">off</mark>", "(nothing)", "line 3: 2 errors",
            "--report r.html", "source length in words",
        ] { #expect(html.contains(text), "\(text)") }
        #expect(!html.contains("<script") && !html.contains("http"))
        // Its own page it replaces.
        #expect(try evaluate(words + ["--report", "r.html"]).exitCode == 0)
    }

    @Test func aModelsAttentionIsShown() throws {
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
        #expect(try bench.train(["--steps", "2", "--quiet", "--attention", "dot"]).exitCode == 0)
        let words = ["--model", "model.safetensors", "--pairs", "pairs.tsv", "--format", "json"]
        let plain = try evaluate(words)
        let run = try evaluate(words + ["--report", "r.html"])
        #expect(run.exitCode == 0 && run.output == plain.output)
        #expect(try bench.text(of: "r.html").components(separatedBy: "<svg viewBox").count > 4)
        #expect(try bench.text(of: "r.html").contains("class=\"attention\""))
        #expect(try bench.train(["--steps", "2", "--quiet"]).exitCode == 0)
        #expect(try evaluate(words + ["--report", "r.html"]).exitCode == 0)
        #expect(try !bench.text(of: "r.html").contains("class=\"attention\""))
    }

    @Test(
        arguments: [
            ("test.tsv", 64, "Writing test.tsv would destroy the input"), ("a.txt", 64, "Writing a.txt"),
            ("-", 64, "'--report'"), ("nowhere/r.html", 73, "nowhere/r.html"),
            ("mine.html", 73, "mine.html is no report of this command, so it is not replaced. Name another file"),
        ] as [(String, Int32, String)])
    func whatMustNotBeOverwrittenIsNot(path: String, exitCode: Int32, message: String) throws {
        try bench.write("mine", to: "mine.html")
        let names = try bench.names()
        let run = try evaluate(["--output", "a.txt", "--pairs", "test.tsv", "--report", path])
        #expect(run.exitCode == exitCode && run.output.isEmpty)
        #expect(run.messages.contains(message), "\(run.messages)")
        #expect(try bench.names() == names)
        #expect(try bench.text(of: "mine.html") == "mine")
    }
}
