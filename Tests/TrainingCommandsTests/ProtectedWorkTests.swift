import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("What is never lost to a training")
struct ProtectedWorkTests {
    let bench: Bench

    init() throws {
        bench = try Bench.withModel()
    }

    /// The command of `Bench.train` as a person gives it.
    private func train(_ words: [String]) throws -> Run {
        try bench.run(
            "seq2seq-train", ["--train", "pairs.tsv", "--model", "model.safetensors"] + TinyTraining.size + words)
    }

    private let files = ["model.safetensors", "model.safetensors.checkpoint", "pairs.tsv"]

    @Test func theSameCommandAgainKeepsTheModelAndSaysHowToGoOn() throws {
        let model = try bench.bytes(of: "model.safetensors")
        let checkpoint = try bench.bytes(of: "model.safetensors.checkpoint")
        for words in [["--steps", "2"], ["--steps", "2", "--dry-run"]] {
            let run = try train(words)
            #expect(run.exitCode == 73)
            #expect(
                run.messages == """
                    seq2seq-train: model.safetensors holds what an earlier training has learned. Give --resume to go on \
                    with it, or --overwrite to replace it.

                    """)
        }
        #expect(try bench.bytes(of: "model.safetensors") == model)
        #expect(try bench.bytes(of: "model.safetensors.checkpoint") == checkpoint)
        #expect(try bench.names() == files)
        #expect(try train(["--steps", "3", "--resume", "--quiet"]).exitCode == 0)
        #expect(try bench.bytes(of: "model.safetensors") != model)
        #expect(try train(["--steps", "2", "--overwrite", "--quiet"]).exitCode == 0)
        #expect(try bench.bytes(of: "model.safetensors") == model)
    }

    @Test func aModelIsNotReplacedForWantOfACheckpoint() throws {
        try FileManager.default.removeItem(atPath: bench.path(of: "model.safetensors.checkpoint"))
        for words in [["--steps", "3", "--resume"], ["--steps", "3"]] {
            let run = try train(words)
            #expect(run.exitCode == 73)
            #expect(run.messages.contains("There is no checkpoint to go on from. Give another --model, or --overwrite"))
        }
    }

    @Test func aCheckpointAloneIsKeptToo() throws {
        try FileManager.default.removeItem(atPath: bench.path(of: "model.safetensors"))
        let run = try train(["--steps", "3"])
        #expect(run.exitCode == 73)
        #expect(run.messages.hasPrefix("seq2seq-train: model.safetensors.checkpoint holds what an earlier training"))
        #expect(try train(["--steps", "3", "--resume", "--quiet"]).exitCode == 0)
    }

    @Test(arguments: [[], ["--overwrite"], ["--resume"]])
    func whatIsNoModelIsNeverReplaced(words: [String]) throws {
        try bench.write("My notes.\n", to: "notes.txt")
        for model in ["notes.txt", "model.safetensors.checkpoint"] {
            let before = try bench.bytes(of: model)
            let run = try bench.run(
                "seq2seq-train", ["--train", "pairs.tsv", "--model", model, "--steps", "3"] + TinyTraining.size + words)
            #expect(run.exitCode == 73)
            #expect(run.messages.hasPrefix("seq2seq-train: \(model) is no model of this command, so it is not"))
            #expect(try bench.bytes(of: model) == before)
        }
        try bench.write("My notes.\n", to: "other.checkpoint")
        let run = try bench.run(
            "seq2seq-train", ["--train", "pairs.tsv", "--model", "other", "--steps", "3"] + TinyTraining.size + words)
        #expect(run.exitCode == (words == ["--resume"] ? 65 : 73))
        #expect(try bench.text(of: "other.checkpoint") == "My notes.\n")
        #expect(try bench.names() == (files + ["notes.txt", "other.checkpoint"]).sorted())
    }

    @Test(arguments: ["model.safetensors", "pairs.txt", "clicks.jsonl"])
    func whatIsNoLogIsNeverReplaced(log: String) throws {
        try bench.write(TinyTraining.pairs, to: "pairs.txt")
        try bench.write(#"{"event":"click","user":5}"# + "\n", to: "clicks.jsonl")
        let before = try bench.bytes(of: log)
        let words = ["--train", "pairs.tsv", "--model", "other", "--log", log, "--overwrite"]
        let run = try bench.run("seq2seq-train", words + TinyTraining.size)
        #expect(run.exitCode == 73)
        #expect(run.messages.hasPrefix("seq2seq-train: \(log) is no log of a training, so it is not replaced."))
        #expect(try bench.bytes(of: log) == before)
    }

    @Test func whatIsNoLockStaysInItsPlace() throws {
        try bench.write("My notes.\n", to: "other.lock")
        let run = try bench.run("seq2seq-train", ["--train", "pairs.tsv", "--model", "other"] + TinyTraining.size)
        #expect(run.exitCode == 73)
        #expect(run.messages.hasPrefix("seq2seq-train: ") && run.messages.contains("other.lock is where the lock"))
        #expect(try bench.text(of: "other.lock") == "My notes.\n")
        // A process that was killed has left its number.
        try bench.write("999999\n", to: "other.lock")
        let words = ["--train", "pairs.tsv", "--model", "other", "--steps", "1", "--quiet"]
        #expect(try bench.run("seq2seq-train", words + TinyTraining.size).exitCode == 0)
    }

    @Test func theLogOfAnEarlierTrainingIsKept() throws {
        let steps = ["--train", "pairs.tsv", "--steps", "1", "--quiet", "--log", "log.jsonl"] + TinyTraining.size
        #expect(try bench.run("seq2seq-train", steps + ["--model", "first"]).exitCode == 0)
        let before = try bench.bytes(of: "log.jsonl")
        let run = try bench.run("seq2seq-train", steps + ["--model", "second"])
        #expect(run.exitCode == 73)
        #expect(run.messages.hasPrefix("seq2seq-train: log.jsonl is the log of an earlier training."))
        #expect(try bench.bytes(of: "log.jsonl") == before)
        #expect(try bench.run("seq2seq-train", steps + ["--model", "second", "--overwrite"]).exitCode == 0)
    }

    @Test func aLinkThatLeadsToNothingIsNoPlaceForResults() throws {
        try bench.write("abc\n", to: "in.txt")
        try FileManager.default.createSymbolicLink(atPath: bench.path(of: "link"), withDestinationPath: "nowhere")
        let run = try bench.decode(["--input", "in.txt", "--output", "link"])
        #expect(run.exitCode == 73)
        #expect(run.messages.hasPrefix("seq2seq-decode: link is a link that leads to no file."), "\(run.messages)")
        #expect(try bench.names().contains("link") && !bench.names().contains("nowhere"))
    }

    @Test func resultsDoNotTakeThePlaceOfAModel() throws {
        try bench.write("abc\n", to: "sources.txt")
        try FileManager.default.copyItem(atPath: bench.path(of: "model.safetensors"), toPath: bench.path(of: "other"))
        for output in ["other", "model.safetensors.checkpoint"] {
            let before = try bench.bytes(of: output)
            let run = try bench.run(
                "seq2seq-decode",
                ["--model", "model.safetensors", "--input", "sources.txt", "--output", output])
            #expect(run.exitCode == 73)
            #expect(run.messages.hasPrefix("seq2seq-decode: \(output) holds what a training has learned"))
            #expect(try bench.bytes(of: output) == before)
        }
    }

    @Test func anEmptyFileAndALogAreReplaced() throws {
        for name in ["empty", "empty.checkpoint", "log.jsonl"] { try bench.write("", to: name) }
        let words = ["--train", "pairs.tsv", "--model", "empty", "--log", "log.jsonl", "--steps", "2", "--quiet"]
        #expect(try bench.run("seq2seq-train", words + TinyTraining.size).exitCode == 0)
        #expect(try bench.run("seq2seq-train", words + TinyTraining.size + ["--overwrite"]).exitCode == 0)
        #expect(try LogLine.all(of: bench.text(of: "log.jsonl")).map(\.event) == ["step", "step", "finished"])
    }

    @Test(arguments: ["--model", "--log"])
    func aDashIsNoFile(option: String) throws {
        var words = ["--train", "pairs.tsv", option, "-", "--steps", "2"]
        if option != "--model" { words += ["--model", "other"] }
        let run = try bench.run("seq2seq-train", words + TinyTraining.size)
        #expect(run.exitCode == 64)
        #expect(run.messages.hasPrefix("seq2seq-train: Option '\(option)' needs a file: it cannot go to standard"))
        #expect(try bench.names() == files)
    }

    @Test func goingOnAndReplacingAreNotAskedForTogether() throws {
        let run = try train(["--resume", "--overwrite"])
        #expect(run.exitCode == 64)
        #expect(run.messages.contains("Options '--resume' and '--overwrite' cannot be given together."))
    }

    /// Starts a training that goes on until it is stopped, and waits until it has taken a step.
    private func startEndlessTraining(_ words: [String]) throws -> StartedRun {
        let training = try bench.start(
            "seq2seq-train",
            ["--train", "pairs.tsv", "--steps", "100000000", "--log", "log.jsonl", "--quiet"] + TinyTraining.size
                + words)
        while try !bench.names().contains("log.jsonl") || bench.bytes(of: "log.jsonl").isEmpty { usleep(1000) }
        return training
    }

    @Test(.timeLimit(.minutes(1)), arguments: [["--overwrite"], ["--resume"]])
    func theSecondOfTwoTrainingsOfOneModelIsTold(words: [String]) throws {
        let first = try startEndlessTraining(["--model", "model.safetensors", "--overwrite"])
        let number = first.process.processIdentifier
        try FileManager.default.createSymbolicLink(
            atPath: bench.path(of: "link"), withDestinationPath: "model.safetensors")
        for model in ["model.safetensors", "link"] {
            for log in [[], ["--log", "log.jsonl"]] {
                let run = try bench.run(
                    "seq2seq-train", ["--train", "pairs.tsv", "--model", model] + TinyTraining.size + words + log)
                #expect(run.exitCode == 73)
                #expect(run.messages.hasPrefix("seq2seq-train: \(model) is being written by process \(number)."))
            }
        }
        first.send(SIGINT)
        #expect(try first.end().exitCode == 130)
        #expect(try bench.names() == (files + ["link", "log.jsonl"]).sorted())
    }

    @Test(.timeLimit(.minutes(1)))
    func theLockOfADeadProcessIsNoObstacle() throws {
        let killed = try startEndlessTraining(["--model", "model.safetensors", "--overwrite"])
        killed.send(SIGKILL)
        _ = try killed.end()
        #expect(try bench.text(of: "model.safetensors.lock") == "\(killed.process.processIdentifier)\n")
        // The number of a process that lives: this one.
        try bench.write("\(getpid())\n", to: "model.safetensors.lock")
        #expect(try train(["--steps", "2", "--overwrite", "--quiet"]).exitCode == 0)
        #expect(try bench.names() == (files + ["log.jsonl"]).sorted())
    }

    @Test(.timeLimit(.minutes(1)))
    func theSecondOfTwoTrainingsWithOneLogIsTold() throws {
        let first = try startEndlessTraining(["--model", "other"])
        let run = try train(["--overwrite", "--log", "log.jsonl"])
        #expect(run.exitCode == 73)
        #expect(run.messages.hasPrefix("seq2seq-train: log.jsonl is the log of a training that is still running."))
        first.send(SIGTERM)
        #expect(try first.end().exitCode == 130)
    }

    @Test(arguments: ["2>&-", "<&- 2>&-", "<&- >&- 2>&-", "2>/dev/full"])
    func messagesThatGoNowhereGoIntoNoFile(streams: String) throws {
        let run = try bench.runShell(
            "seq2seq-train --train pairs.tsv --valid pairs.tsv --validate-every 1 --steps 3 --model other"
                + " --log log.jsonl \(TinyTraining.size.joined(separator: " ")) \(streams)")
        #expect(run.exitCode == 0)
        #expect(try LogLine.all(of: bench.text(of: "log.jsonl")).count == 7)
        _ = try TranslationModel(contentsOf: bench.path(of: "other"))
        #expect(try bench.runShell("seq2seq-decode --model other < pairs.tsv >&-").exitCode == 73)
    }

    /// As shells do for what runs in the background, and `nohup` for hanging up.
    @Test(.timeLimit(.minutes(1)), arguments: ["INT", "HUP"])
    func aSignalThatIsToBeIgnoredIsIgnored(signal: String) throws {
        let run = try bench.runShell(
            """
            trap '' \(signal); seq2seq-train --train pairs.tsv --model m --steps 100000000 --log log.jsonl \
                \(TinyTraining.size.joined(separator: " ")) --quiet &
            while [ ! -s log.jsonl ]; do sleep 0.05; done
            kill -\(signal) $!; sleep 0.5; kill -TERM $!; wait $!; tail -n 1 log.jsonl
            """)
        // A second signal would have ended it at once.
        #expect(run.lines.last?.contains("\"ending\":\"stopped\"") ?? false, "\(run.output)\(run.messages)")
    }

    @Test(.timeLimit(.minutes(1)), arguments: [SIGINT, SIGTERM, SIGHUP])
    func theFirstSignalIsAnsweredAndTheSecondEndsTheProcess(signal: Int32) throws {
        // A step that takes longer than the test waits: a target of many thousand tokens.
        try bench.write("a\t\(String(repeating: "b", count: 200_000))\n", to: "long.tsv")
        let training = try bench.start(
            "seq2seq-train",
            ["--train", "long.tsv", "--model", "long", "--hidden", "64", "--threads", "1", "--epochs", "1000"])
        try bench.waitForMessage("training  ", of: training)
        usleep(200_000)
        training.send(signal)
        try bench.waitForMessage("Stopping once the model can be saved.", of: training)
        #expect(training.process.isRunning)
        training.send(signal)
        let run = try training.end()
        #expect(training.process.terminationReason == .uncaughtSignal && run.exitCode == signal)
        #expect(try bench.names() == (files + ["long.tsv"]).sorted())
    }
}

extension Bench {
    /// Waits until a command has written a text to standard error.
    fileprivate func waitForMessage(_ text: String, of run: StartedRun) throws {
        while try !String(decoding: run.streams.messageBytes(), as: UTF8.self).contains(text) { usleep(1000) }
    }
}
