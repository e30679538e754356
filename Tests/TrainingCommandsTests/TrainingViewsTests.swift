import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("What shows a training")
struct TrainingViewsTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
    }

    private let words = [
        "--batch-size", "8", "--valid", "pairs.tsv", "--validate-every", "10", "--attention", "dot", "--quiet",
    ]
    private let views = ["--report", "r.html", "--tensorboard", "runs/a", "--log", "log.jsonl"]

    /// The steps of the events under each tag, in their order.
    private func steps() throws -> [String: [Int]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: bench.path(of: "runs/a")).sorted()
        return try names.reduce(into: [:]) { steps, name in
            for (_, position) in EventRecord.positions(in: try bench.bytes(of: "runs/a/" + name)) {
                if let tag = position.tag { steps[tag, default: []].append(position.step) }
            }
        }
    }

    @Test func theModelIsTheSameWithThem() throws {
        #expect(try bench.train(words + ["--steps", "30"]).exitCode == 0)
        let plain = try bench.bytes(of: "model.safetensors")
        let run = try bench.train(words + views + ["--steps", "30"])
        #expect(run.exitCode == 0 && run.messages.isEmpty)
        #expect(try bench.bytes(of: "model.safetensors") == plain)
        let html = try bench.text(of: "r.html")
        #expect(html.contains("30 of 30") && html.contains("finished") && html.contains("--validate-every 10"))
        #expect(try steps() == ["loss": Array(1...30), "valid_loss": [10, 20, 30]])
        #expect(try bench.names().filter { $0.hasPrefix("r.html") } == ["r.html"])
    }

    @Test(.timeLimit(.minutes(2)))
    func aTrainingThatIsKilledAndGoneOnWithTellsEachStepOnce() throws {
        let more = words + views + ["--resume", "--checkpoint-every", "7", "--steps", "300"]
        for milliseconds in [60, 90, 120, 150] {
            let training = try bench.startTraining(more)
            usleep(UInt32(1000 * milliseconds))
            training.send(SIGKILL)
            _ = try training.end()
        }
        #expect(try bench.train(more).exitCode == 0)
        #expect(try steps() == ["loss": Array(1...300), "valid_loss": Array(stride(from: 10, through: 300, by: 10))])
        #expect(try bench.text(of: "r.html").contains("300 of 300"))
        // A finished training is gone on with for nothing, and shown all the same.
        try FileManager.default.removeItem(atPath: bench.path(of: "r.html"))
        #expect(try bench.train(more).exitCode == 0)
        #expect(try bench.text(of: "r.html").contains("Worst"))
        #expect(try steps()["loss"] == Array(1...300))
    }

    @Test func whatOthersHaveWrittenIsKept() throws {
        try bench.write("mine", to: "mine.html")
        let refused = try bench.run("seq2seq-train", training + ["--report", "mine.html"])
        #expect(refused.exitCode == 73)
        #expect(refused.messages.hasPrefix("seq2seq-train: mine.html is no report of this command"))
        #expect(try bench.text(of: "mine.html") == "mine")
        #expect(try bench.run("seq2seq-train", training + ["--report", "mine.html", "--overwrite"]).exitCode == 0)
        #expect(try bench.text(of: "mine.html").hasPrefix("<!DOCTYPE html>"))
        for name in ["model.safetensors", "model.safetensors.checkpoint"] {
            try FileManager.default.removeItem(atPath: bench.path(of: name))
        }
        let earlier = try bench.run("seq2seq-train", training + ["--report", "mine.html"])
        #expect(earlier.exitCode == 73)
        #expect(earlier.messages.hasPrefix("seq2seq-train: mine.html is the report of an earlier training."))
        // There is no checkpoint to go on from, so it is another training's still.
        #expect(try bench.run("seq2seq-train", training + ["--report", "mine.html", "--resume"]).exitCode == 73)
    }

    private let training =
        ["--train", "pairs.tsv", "--model", "model.safetensors", "--steps", "2", "--quiet"] + TinyTraining.size

    @Test func eventsOfOthersAreKept() throws {
        try FileManager.default.createDirectory(
            atPath: bench.path(of: "runs/a"), withIntermediateDirectories: true)
        try bench.write("x", to: "runs/a/events.out.tfevents.1.host")
        let words = training + ["--tensorboard", "runs/a"]
        let refused = try bench.run("seq2seq-train", words + ["--overwrite"])
        #expect(refused.exitCode == 73)
        #expect(refused.messages.contains("runs/a holds events.out.tfevents.1.host of another program"))
        try FileManager.default.removeItem(atPath: bench.path(of: "runs/a/events.out.tfevents.1.host"))
        #expect(try bench.run("seq2seq-train", words).exitCode == 0)
        #expect(try steps()["loss"] == [1, 2])
        let earlier = try bench.run("seq2seq-train", words.map { $0 == "model.safetensors" ? "other.safetensors" : $0 })
        #expect(earlier.exitCode == 73)
        #expect(earlier.messages.contains("runs/a holds the events of an earlier training"))
        #expect(try bench.run("seq2seq-train", words + ["--overwrite"]).exitCode == 0)
        #expect(try steps()["loss"] == [1, 2])
    }

    @Test(
        arguments: [
            (["--report", "model.safetensors"], 64), (["--report", "pairs.tsv"], 64), (["--report", "-"], 64),
            (["--report", "nowhere/r.html"], 73), (["--tensorboard", "pairs.tsv"], 64),
            (["--tensorboard", "other.tsv"], 73), (["--report", "a", "--tensorboard", "a"], 64),
            (["--report", "runs"], 73), (["--tensorboard", "/proc/none"], 73),
        ] as [([String], Int32)])
    func placesAreLookedAtBeforeAnythingIsDone(words: [String], exitCode: Int32) throws {
        try bench.write("a\tb\n", to: "other.tsv")
        try FileManager.default.createDirectory(atPath: bench.path(of: "runs"), withIntermediateDirectories: true)
        let names = try bench.names()
        let run = try bench.run("seq2seq-train", training + words)
        #expect(run.exitCode == exitCode, "\(run.messages)")
        #expect(try bench.names() == names)
    }

    @Test func aDryRunWritesNothing() throws {
        let names = try bench.names()
        #expect(try bench.train(words + views + ["--steps", "3", "--dry-run"]).exitCode == 0)
        #expect(try bench.names() == names)
    }
}
