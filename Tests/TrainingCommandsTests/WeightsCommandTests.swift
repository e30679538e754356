import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("seq2seq-train --weights")
struct WeightsCommandTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try write(TinyTraining.pairs, to: "pairs.tsv") { _ in nil }
        try write(TinyTraining.pairs, to: "ones.tsv") { _ in "1" }
        try write(TinyTraining.pairs, to: "weighted.tsv") { $0 % 3 == 0 ? "0.5" : "2" }
    }

    /// Pairs with a third column.
    private func write(_ pairs: String, to name: String, _ weight: (Int) -> String?) throws {
        let lines = pairs.split(separator: "\n").enumerated().map { index, line in
            line + (weight(index).map { "\t" + $0 } ?? "") + "\n"
        }
        try bench.write(lines.joined(), to: name)
    }

    private func train(_ pairs: String, model: String, _ words: [String] = []) throws -> Run {
        try bench.run(
            "seq2seq-train",
            ["--train", pairs, "--valid", "pairs.tsv", "--epochs", "3", "--model", model] + TinyTraining.size + words)
    }

    @Test func weightsOfOneMakeTheSameModelAndOthersAnother() throws {
        #expect(try train("pairs.tsv", model: "plain", ["--quiet"]).exitCode == 0)
        #expect(try train("ones.tsv", model: "ones", ["--weights", "3", "--quiet"]).exitCode == 0)
        #expect(try bench.bytes(of: "plain") == bench.bytes(of: "ones"))
        let run = try train("weighted.tsv", model: "weighted", ["--weights", "3"])
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.messages.contains("The training pairs have weights from 0.5 to 2.0."), "\(run.messages)")
        #expect(try bench.bytes(of: "weighted") != bench.bytes(of: "plain"))
    }

    @Test func pairsOfWeightZeroAreLeftOut() throws {
        try write(TinyTraining.pairs, to: "some.tsv") { $0 < 40 ? "1" : "0" }
        let first = TinyTraining.pairs.split(separator: "\n").prefix(40).map { $0 + "\n" }.joined()
        try bench.write(first, to: "first.tsv")
        let run = try train("some.tsv", model: "some", ["--weights", "3"])
        #expect(
            run.exitCode == 0 && run.messages.contains("20 training pairs of weight 0 left out."), "\(run.messages)")
        #expect(try train("first.tsv", model: "first", ["--quiet"]).exitCode == 0)
        #expect(try bench.bytes(of: "some") == bench.bytes(of: "first"))
    }

    @Test(.timeLimit(.minutes(2))) func aTrainingThatWasKilledGoesOnToTheSameBytes() throws {
        let words = ["--weights", "3", "--checkpoint-every", "1", "--quiet", "--epochs", "60"]
        let all = ["--train", "weighted.tsv", "--model", "killed"] + TinyTraining.size + words
        let whole = try bench.run("seq2seq-train", all.map { $0 == "killed" ? "whole" : $0 })
        #expect(whole.exitCode == 0, "\(whole.messages)")
        let killed = try bench.start("seq2seq-train", all)
        while try !bench.names().contains("killed.checkpoint") { usleep(500) }
        killed.send(SIGKILL)
        #expect(try killed.end().exitCode == SIGKILL)
        // Other weights are other data.
        try write(TinyTraining.pairs, to: "other.tsv") { _ in "2" }
        let other = try bench.run("seq2seq-train", all.map { $0 == "weighted.tsv" ? "other.tsv" : $0 } + ["--resume"])
        #expect(other.exitCode == 65, "\(other.messages)")
        let resumed = try bench.run("seq2seq-train", all + ["--resume"])
        #expect(resumed.exitCode == 0, "\(resumed.messages)")
        #expect(try bench.bytes(of: "killed") == bench.bytes(of: "whole"))
    }

    @Test(arguments: ["-1", "nan", "inf", "", "heavy", "0,5"]) func whatIsNoWeightIsToldWithItsLine(weight: String)
        throws
    {
        try bench.write("a\tb\t1\nc\td\t\(weight)\n", to: "broken.tsv")
        let run = try train("broken.tsv", model: "model", ["--weights", "3"])
        #expect(run.exitCode == 65, "\(run.messages)")
        #expect(run.messages.contains("broken.tsv, line 2: the weight is \"\(weight)\""), "\(run.messages)")
        let skipped = try train("broken.tsv", model: "model", ["--weights", "3", "--skip-invalid", "--steps", "1"])
        #expect(skipped.exitCode == 0, "\(skipped.messages)")
        #expect(skipped.messages.contains("a weight that is no number of at least 0"), "\(skipped.messages)")
    }

    @Test(
        arguments: [
            (["--weights", "2"], "column 2 holds the targets"),
            (["--weights", "3", "--tags", "3"], "column 3 holds the tags"),
        ])
    func weightsHaveAColumnOfTheirOwn(words: [String], message: String) throws {
        let run = try train("ones.tsv", model: "model", words)
        #expect(run.exitCode == 64 && run.messages.contains(message), "\(run.messages)")
    }

    @Test func aMissingColumnAndPairsWithoutAnyWeightAreTold() throws {
        let missing = try train("pairs.tsv", model: "model", ["--weights", "3"])
        #expect(missing.exitCode == 65 && missing.messages.contains("there is no column 3"), "\(missing.messages)")
        try write(TinyTraining.pairs, to: "none.tsv") { _ in "0" }
        let none = try train("none.tsv", model: "model", ["--weights", "3"])
        #expect(none.exitCode == 65, "\(none.messages)")
    }
}
