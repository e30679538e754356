import Foundation
import Seq2Seq
import Seq2SeqBench
import Seq2SeqRandomness
import Testing

@Suite("Trainings that are interrupted")
struct InterruptedTrainingTests {
    let bench: Bench

    init() throws {
        bench = try Bench.withModel()
    }

    /// Waits until a training has written lines to its log.
    private func waitForLog(lines: Int) throws {
        while try !bench.names().contains("log.jsonl")
            || bench.text(of: "log.jsonl").split(separator: "\n").count < lines
        {
            usleep(1000)
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            (SIGINT, []), (SIGTERM, []), (SIGINT, ["--valid", "pairs.tsv"]),
            (SIGINT, ["--valid", "pairs.tsv", "--validate-every", "1000000000"]),
        ])
    func theFirstSignalSavesTheModelAndEndsWith130(signal: Int32, words: [String]) throws {
        try FileManager.default.removeItem(atPath: bench.path(of: "model.safetensors"))
        let training = try bench.startTraining(["--steps", "100000000", "--log", "log.jsonl"] + words)
        try waitForLog(lines: 5)
        training.send(signal)
        let run = try training.end()
        #expect(run.exitCode == 130)
        #expect(training.process.terminationReason == .exit)
        #expect(run.messages.split(separator: "\n").last?.hasPrefix("Stopped: ") ?? false)
        #expect(try bench.names() == ["log.jsonl", "model.safetensors", "model.safetensors.checkpoint", "pairs.tsv"])
        let last = try #require(LogLine.all(of: bench.text(of: "log.jsonl")).last)
        #expect(last.event == "finished" && last.ending == "stopped")
        _ = try TranslationModel(contentsOf: bench.path(of: "model.safetensors"))
    }

    @Test(.timeLimit(.minutes(1)))
    func aKillAtAnyMomentLeavesAWholeModel() throws {
        var random = RandomSource(seed: 1)
        var killed = 0
        for _ in 0..<25 {
            let training = try bench.startTraining(
                ["--steps", "100000000", "--valid", "pairs.tsv", "--validate-every", "1", "--quiet"])
            usleep(UInt32(random.next(in: 20_000...100_000)))
            training.send(SIGKILL)
            let run = try training.end()
            if training.process.terminationReason == .uncaughtSignal && run.exitCode == SIGKILL { killed += 1 }
            let model = try TranslationModel(contentsOf: bench.path(of: "model.safetensors"))
            #expect(model.trainingRecord.steps == 2 || model.trainingRecord.steps == 100_000_000)
        }
        #expect(killed == 25)
        // What the killed ones may have left beside it is taken away.
        #expect(try bench.train(["--steps", "1"]).exitCode == 0)
        #expect(try bench.names() == ["model.safetensors", "model.safetensors.checkpoint", "pairs.tsv"])
    }

    @Test(arguments: ["--valid pairs.tsv --validate-every 1", ""])
    func aDiskThatFillsUpLeavesTheOldModelWhole(_ words: String) throws {
        let old = try bench.bytes(of: "model.safetensors")
        // A limit on the size of files stands for a full disk: 2048 or 4096 bytes, as the shell counts.
        let run = try bench.runShell(
            "ulimit -f 4; exec seq2seq-train --train pairs.tsv --model model.safetensors --steps 3 --quiet --overwrite"
                + " \(TinyTraining.size.joined(separator: " ")) \(words)")
        #expect(run.exitCode == 73)
        #expect(
            run.messages == """
                seq2seq-train: model.safetensors cannot be written: File too large. A file that was there before is untouched.

                """)
        #expect(try bench.names() == ["model.safetensors", "model.safetensors.checkpoint", "pairs.tsv"])
        #expect(try bench.bytes(of: "model.safetensors") == old)
    }

    #if os(Linux)
        @Test func aDeviceIsRefusedBeforeTimeIsSpent() throws {
            let words = ["--train", "pairs.tsv", "--model", "/dev/full", "--steps", "1", "--quiet"]
            let run = try bench.run("seq2seq-train", words + TinyTraining.size)
            #expect(run.exitCode == 73)
            #expect(run.messages.hasPrefix("seq2seq-train: /dev/full is a device. Name a file for the model"))
        }

        @Test func aFullDiskUnderTheLogIsToldWithAnExitCode() throws {
            let run = try bench.train(["--log", "/dev/full", "--quiet"])
            #expect(run.exitCode == 73)
            #expect(run.messages.hasPrefix("seq2seq-train: /dev/full cannot be written: "))
        }
    #endif
}
