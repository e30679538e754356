import Foundation
import Seq2Seq
import Seq2SeqBench
import Seq2SeqRandomness
import Testing

@Suite("Trainings that are resumed")
struct ResumedTrainingTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
    }

    private let words = [
        "--steps", "400", "--batch-size", "8", "--valid", "pairs.tsv", "--validate-every", "50", "--dropout", "0.1",
        "--attention", "dot", "--schedule", "exponential", "--quiet",
    ]

    @Test(.timeLimit(.minutes(2)))
    func aTrainingKilledAgainAndAgainGivesTheBytesOfOneThatWasNot() throws {
        #expect(try bench.train(words).exitCode == 0)
        let whole = try bench.bytes(of: "model.safetensors")
        for name in try bench.names() where name.hasPrefix("model") {
            try FileManager.default.removeItem(atPath: bench.path(of: name))
        }
        var random = RandomSource(seed: 7)
        var kills = 0
        for round in 1... {
            let training = try bench.startTraining(words + ["--resume", "--checkpoint-every", "7"])
            // Later rounds are given more time, so that the end is reached.
            usleep(UInt32(random.next(in: 10_000...60_000) * (1 + round / 5)))
            training.send(SIGKILL)
            let run = try training.end()
            if training.process.terminationReason == .exit {
                #expect(run.exitCode == 0)
                break
            }
            kills += 1
        }
        #expect(kills > 1)
        #expect(try bench.bytes(of: "model.safetensors") == whole)
    }

    @Test func aFinishedTrainingIsGoneOnWithForMoreSteps() throws {
        let base = ["--valid", "pairs.tsv", "--validate-every", "5", "--quiet", "--batch-size", "8"]
        #expect(try bench.train(base + ["--steps", "30"]).exitCode == 0)
        let whole = try bench.bytes(of: "model.safetensors")
        try FileManager.default.removeItem(atPath: bench.path(of: "model.safetensors.checkpoint"))
        #expect(try bench.train(base + ["--steps", "10"]).exitCode == 0)
        let run = try bench.train(
            base.filter { $0 != "--quiet" } + ["--steps", "30", "--resume", "--log", "log.jsonl"])
        #expect(run.exitCode == 0)
        #expect(run.messages.contains("Going on after step 10."))
        #expect(try LogLine.all(of: bench.text(of: "log.jsonl")).first?.step == 11)
        #expect(try bench.bytes(of: "model.safetensors") == whole)
    }

    @Test func layersMayBeGRUs() throws {
        let base = [
            "--valid", "pairs.tsv", "--validate-every", "5", "--quiet", "--batch-size", "8", "--attention", "dot",
        ]
        #expect(try bench.train(base + ["--steps", "30", "--cell", "gru"]).exitCode == 0)
        let whole = try bench.bytes(of: "model.safetensors")
        try FileManager.default.removeItem(atPath: bench.path(of: "model.safetensors.checkpoint"))
        #expect(try bench.train(base + ["--steps", "10", "--cell", "gru"]).exitCode == 0)
        let refused = try bench.train(base + ["--steps", "30", "--resume", "--cell", "lstm"])
        #expect(refused.exitCode == 64)
        #expect(refused.messages.contains("The checkpoint was made with --cell gru, but now it is not given."))
        #expect(try bench.train(base + ["--steps", "30", "--resume"]).exitCode == 0)
        #expect(try bench.bytes(of: "model.safetensors") == whole)
        let inspected = try bench.run("seq2seq-inspect", ["model.safetensors"])
        #expect(inspected.exitCode == 0 && inspected.output.contains("gru"), "\(inspected.output)")
        let converted = try bench.run(
            "seq2seq-convert", ["--model", "model.safetensors", "--to", "int8", "--output", "small"])
        #expect(converted.exitCode == 0, "\(converted.messages)")
        #expect(try bench.run("seq2seq-decode", ["--model", "small"], input: Array("ab\n".utf8)).exitCode == 0)
    }

    @Test func aDryRunLooksAtTheCheckpoint() throws {
        #expect(try bench.train(["--dry-run", "--resume"]).output.contains("  checkpoint         none\n"))
        #expect(try bench.train(["--steps", "2", "--quiet"]).exitCode == 0)
        let files = try bench.names()
        let run = try bench.train(["--dry-run", "--resume", "--steps", "9"])
        #expect(run.exitCode == 0)
        #expect(run.output.contains("  steps              9\n  checkpoint         after step 2\n"))
        let refused = try bench.train(["--dry-run", "--resume", "--steps", "9", "--dropout", "0.3"])
        #expect(refused.exitCode == 64)
        #expect(refused.messages.contains("The checkpoint was made with --dropout 0, but now it is 0.3."))
        #expect(try bench.names() == files)
    }

    @Test func theLogOfAResumedTrainingSaysEachStepOnce() throws {
        let words = ["--batch-size", "8", "--checkpoint-every", "3", "--log", "log.jsonl", "--quiet", "--steps"]
        #expect(try bench.train(words + ["9"]).exitCode == 0)
        // As a kill leaves it: a validation and steps after the checkpoint, the last line half written.
        let lines = try bench.text(of: "log.jsonl").split(separator: "\n").map { $0 + "\n" }
        let later = lines[4].replacing("\"step\":5", with: "\"step\":10")
        let unknown = #"{"event":"validation","step":9}"# + "\n"
        try bench.write(lines[..<9].joined() + unknown + later + later.dropLast(9), to: "log.jsonl")
        #expect(try bench.train(words + ["14", "--resume"]).exitCode == 0)
        #expect(try bench.train(words + ["14", "--resume"]).exitCode == 0)
        let log = try LogLine.all(of: bench.text(of: "log.jsonl"))
        #expect(log.filter { $0.event == "step" }.map(\.step) == Array(1...14))
        #expect(!log.contains { $0.event == "validation" })
        #expect(log.count { $0.event == "finished" } == 1 && log.last?.event == "finished")
    }

    @Test func theLogOfAResumedTrainingSaysEachValidationOnce() throws {
        let words = ["--valid", "pairs.tsv", "--validate-every", "3", "--log", "log.jsonl", "--quiet", "--steps"]
        #expect(try bench.train(words + ["6"]).exitCode == 0)
        #expect(try bench.train(words + ["9", "--resume"]).exitCode == 0)
        let log = try LogLine.all(of: bench.text(of: "log.jsonl"))
        #expect(log.filter { $0.event == "validation" }.map(\.step) == [3, 6, 9])
    }

    @Test(arguments: [["--schedule", "exponential"], ["--scheduled-sampling", "0.3"]])
    func anotherEndIsRefusedWhereTheTrainingIsPlannedByIt(words: [String]) throws {
        #expect(try bench.train(words + ["--steps", "4", "--quiet"]).exitCode == 0)
        let run = try bench.train(words + ["--steps", "8", "--resume", "--quiet"])
        #expect(run.exitCode == 64)
        #expect(run.messages.contains("The checkpoint was made with --steps 4, but now it is 8."), "\(run.messages)")
    }

    @Test func aTrainingDoesNotGoBackToAnEarlierEnd() throws {
        #expect(try bench.train(["--steps", "4", "--quiet"]).exitCode == 0)
        let model = try bench.bytes(of: "model.safetensors")
        let run = try bench.train(["--steps", "3", "--resume", "--quiet"])
        #expect(run.exitCode == 64)
        #expect(run.messages.contains("has taken 4 steps, but a training of 3 is asked for"), "\(run.messages)")
        #expect(try bench.bytes(of: "model.safetensors") == model)
    }

    @Test func ofSeveralDifferencesTheCauseIsNamed() throws {
        #expect(try bench.train(["--epochs", "1", "--quiet"]).exitCode == 0)
        let run = try bench.train(["--epochs", "2", "--schedule", "exponential", "--resume", "--quiet"])
        #expect(run.exitCode == 64)
        #expect(run.messages.contains("--schedule constant, but now it is exponential"), "\(run.messages)")
    }

    @Test func withoutACheckpointItStartsFromTheBeginning() throws {
        let run = try bench.train(["--steps", "2", "--resume"])
        #expect(run.exitCode == 0)
        #expect(run.messages.contains("There is no checkpoint to go on from: training starts from the beginning."))
    }

    @Test func otherOptionsAreRefusedByName() throws {
        #expect(try bench.train(["--steps", "2", "--quiet"]).exitCode == 0)
        let run = try bench.train(["--steps", "4", "--resume", "--learning-rate", "0.5", "--quiet"])
        #expect(run.exitCode == 64)
        #expect(
            run.messages.hasPrefix(
                "seq2seq-train: The checkpoint was made with --learning-rate 0.001, but now it is 0.5. "))
    }

    /// Options that decide the bits of the model, each with what is said of it.
    @Test(arguments: [
        (["--ema", "0.9"], "--ema not given, but now it is 0.9"),
        (["--average", "3"], "--average not given, but now it is 3"),
        (["--batch-tokens", "100"], "--batch-size 64, but now it is not given"),
        (["--scheduled-sampling", "0.2"], "--scheduled-sampling not given, but now it is 0.2"),
        (["--normalization", "none"], "--normalization not given, but now it is none"),
        (["--accumulate", "2"], "--accumulate not given, but now it is 2"),
        (["--initializer", "orthogonal"], "--initializer not given, but now it is orthogonal"),
        (["--dropout", "0.1", "--variational-dropout"], "--dropout 0, but now it is 0.1"),
        (["--layers", "2", "--encoder-layers", "1"], "--encoder-layers not given, but now it is 1"),
    ])
    func anOptionThatIsNewIsRefusedByName(words: [String], message: String) throws {
        let base = ["--valid", "pairs.tsv", "--quiet", "--steps"]
        #expect(try bench.train(base + ["2"]).exitCode == 0)
        let run = try bench.train(base + ["4", "--resume"] + words)
        #expect(run.exitCode == 64)
        #expect(run.messages.contains(message), "\(run.messages)")
    }

    @Test(arguments: [["--schedule", "plateau"], ["--average", "2"]])
    func validationsThatDecideTheWeightsStayAsTheyWere(words: [String]) throws {
        let base = words + ["--valid", "pairs.tsv", "--quiet", "--steps"]
        #expect(try bench.train(base + ["4", "--validate-every", "2"]).exitCode == 0)
        let run = try bench.train(base + ["8", "--resume", "--validate-every", "3"])
        #expect(run.exitCode == 64)
        #expect(run.messages.contains("--validate-every 2, but now it is 3"), "\(run.messages)")
    }

    @Test func otherPairsAreRefused() throws {
        #expect(try bench.train(["--steps", "2", "--quiet"]).exitCode == 0)
        try bench.write(TinyTraining.pairs.replacing("a", with: "b"), to: "pairs.tsv")
        let run = try bench.train(["--steps", "4", "--resume", "--quiet"])
        #expect(run.exitCode == 65)
        #expect(run.messages.hasPrefix("seq2seq-train: The checkpoint was made with other pairs"))
    }

    @Test(arguments: ["pairs.tsv", "valid.tsv"])
    func longerTargetsAreOtherPairsAndNoOtherOption(file: String) throws {
        try bench.write(TinyTraining.pairs, to: "valid.tsv")
        let words = ["--valid", "valid.tsv", "--quiet", "--steps"]
        #expect(try bench.train(words + ["2"]).exitCode == 0)
        try bench.write(TinyTraining.pairs.replacing("\n", with: "a\n"), to: file)
        let run = try bench.train(words + ["4", "--resume"])
        #expect(run.exitCode == 65)
        #expect(run.messages.hasPrefix("seq2seq-train: The checkpoint was made with other pairs"), "\(run.messages)")
    }

    /// The fixture is from before the names of a checkpoint's tensors were under a checksum: four steps of this training.
    @Test func aCheckpointOfAnEarlierVersionIsGoneOnWith() throws {
        try bench.write(TinyTraining.pairs.split(separator: "\n").prefix(12).map { $0 + "\n" }.joined(), to: "p.tsv")
        let words = [
            "--train", "p.tsv", "--valid", "p.tsv", "--validate-every", "2", "--embedding", "4", "--hidden", "4",
            "--threads", "1", "--ema", "0.9", "--steps", "6", "--recipe", "plain", "--model",
        ]
        #expect(try bench.run("seq2seq-train", words + ["whole"]).exitCode == 0)
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let fixture = tests.appending(path: "Golden/earlier_checkpoint.safetensors")
        try bench.write([UInt8](try Data(contentsOf: fixture)), to: "resumed.checkpoint")
        let run = try bench.run("seq2seq-train", words + ["resumed", "--resume"])
        #expect(run.exitCode == 0)
        #expect(run.messages.contains("Going on after step 4."), "\(run.messages)")
        // Files of before did not hold where settings came from.
        var whole = try TranslationModel(contentsOf: bench.path(of: "whole"))
        whole.trainingRecord.choices = []
        try whole.write(to: bench.path(of: "whole"))
        #expect(try bench.bytes(of: "resumed") == bench.bytes(of: "whole"))
    }

    @Test func aDamagedCheckpointIsRefused() throws {
        #expect(try bench.train(["--steps", "2", "--quiet"]).exitCode == 0)
        let bytes = try bench.bytes(of: "model.safetensors.checkpoint")
        try bench.write(Array(bytes.dropLast(9)), to: "model.safetensors.checkpoint")
        let run = try bench.train(["--steps", "4", "--resume", "--quiet"])
        #expect(run.exitCode == 65)
        #expect(run.messages.hasPrefix("seq2seq-train: model.safetensors.checkpoint is cut short"))
        #expect(run.messages.hasSuffix("Or train anew without resuming.\n"))
    }
}
