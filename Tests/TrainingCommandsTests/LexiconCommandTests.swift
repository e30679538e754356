import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("seq2seq-train --lexicon")
struct LexiconCommandTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
        try bench.write("zw\tzwei\nyy\tyes\n", to: "words.tsv")
    }

    private func train(_ pairs: String, model: String, _ words: [String]) throws -> Run {
        try bench.run(
            "seq2seq-train",
            ["--train", pairs, "--valid", "pairs.tsv", "--epochs", "2", "--model", model] + TinyTraining.size + words)
    }

    @Test func entriesAreTrainedOnAfterThePairs() throws {
        let run = try train("pairs.tsv", model: "added", ["--lexicon", "words.tsv:2"])
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.messages.contains("words.tsv adds 2 pairs to train on, 2 times in each epoch."), "\(run.messages)")
        #expect(run.messages.contains("training pairs     64"), "\(run.messages)")
        let words = try bench.text(of: "words.tsv")
        try bench.write(TinyTraining.pairs + words + words, to: "all.tsv")
        #expect(try train("all.tsv", model: "all", ["--quiet"]).exitCode == 0)
        #expect(try bench.bytes(of: "added") == bench.bytes(of: "all"))
    }

    @Test func noEntryIsSetAside() throws {
        let words = ["--lexicon", "words.tsv", "--valid-fraction", "0.5", "--epochs", "1", "--model", "model"]
        let run = try bench.run("seq2seq-train", ["--train", "pairs.tsv"] + TinyTraining.size + words)
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.messages.contains("words.tsv adds 2 pairs to train on, once in each epoch."), "\(run.messages)")
        #expect(run.messages.contains("training pairs     32"), "\(run.messages)")
        let model = try TranslationModel(contentsOf: bench.path(of: "model"))
        #expect(model.sourceVocabulary.id(of: "y") != Vocabulary.unknown)
    }

    @Test func columnsAreThoseOfThePairs() throws {
        let lines = TinyTraining.pairs.split(separator: "\n").map { "1\t" + $0 + "\n" }.joined()
        try bench.write(lines, to: "table.tsv")
        try bench.write("1\tzw\tzwei\n2\tyy\tyes\n", to: "columns.tsv")
        let run = try bench.run(
            "seq2seq-train",
            [
                "--train", "table.tsv", "--columns", "2,3", "--lexicon", "columns.tsv", "--steps", "1", "--model",
                "model",
            ] + TinyTraining.size)
        #expect(run.exitCode == 0 && run.messages.contains("columns.tsv adds 2 pairs"), "\(run.messages)")
    }

    @Test(
        arguments: [
            (["--lexicon", "none.tsv"], 66, "none.tsv: no such file"),
            (["--lexicon", "words.tsv:0"], 64, "--lexicon"), (["--lexicon", "words.tsv:1001"], 64, "--lexicon"),
            (["--lexicon", "broken.tsv:2"], 65, "broken.tsv, line 2: there is no tab"),
        ] as [([String], Int32, String)])
    func whatIsWrongIsTold(words: [String], exitCode: Int32, message: String) throws {
        try bench.write("a\tb\nc\n", to: "broken.tsv")
        let run = try train("pairs.tsv", model: "model", words)
        #expect(run.exitCode == exitCode && run.messages.contains(message), "\(run.messages)")
    }
}
