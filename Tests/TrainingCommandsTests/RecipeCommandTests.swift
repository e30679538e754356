import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("seq2seq-train and its recipes")
struct RecipeCommandTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
    }

    private func train(_ words: [String], model: String = "model.safetensors") throws -> Run {
        try bench.run(
            "seq2seq-train", ["--train", "pairs.tsv", "--model", model] + TinyTraining.tiny + words + ["--overwrite"])
    }

    /// The bytes of a model file after its header.
    private func weights(_ name: String) throws -> ArraySlice<UInt8> {
        let bytes = try bench.bytes(of: name)
        let header = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        return bytes.dropFirst(8 + header)
    }

    @Test func everySettingIsShownWithItsOrigin() throws {
        let run = try train(["--steps", "3"])
        #expect(run.exitCode == 0, "\(run.messages)")
        for part in [
            #/\n  embedding +8 +given\n/#, #/\n  attention +general +chosen: the whole source need not fit/#,
            #/\n  valid_fraction +0.1 +chosen: no pairs to validate with are given\n/#,
            #/\n  by default: target_only off, allow_blank off, tokens characters/#,
            #/beta1 0.9/#,
        ] {
            #expect(run.messages.contains(part), "\(run.messages)")
        }
        let dryRun = try train(["--dry-run"])
        #expect(dryRun.output.contains(#/\n  --attention +general +chosen: the whole/#), "\(dryRun.output)")
    }

    @Test func theOrderOfOptionsAndTheThreadsChangeNoByte() throws {
        #expect(try train(["--steps", "6", "--hidden", "8", "--dropout", "0.2"].reversedPairs).exitCode == 64)
        let one = ["--train", "pairs.tsv", "--steps", "6", "--dropout", "0.2", "--hidden", "8", "--threads", "1"]
        let other = ["--threads", "2", "--hidden", "8", "--dropout", "0.2", "--steps", "6", "--train", "pairs.tsv"]
        #expect(try bench.run("seq2seq-train", one + ["--model", "a"]).exitCode == 0)
        #expect(try bench.run("seq2seq-train", other + ["--model", "b"]).exitCode == 0)
        #expect(try bench.bytes(of: "a") == bench.bytes(of: "b"))
    }

    @Test func flagsThatTheRecipeWouldTurnOnCanBeTurnedOff() throws {
        #expect(try train(["--steps", "2", "--no-bidirectional"]).exitCode == 0)
        let model = try TranslationModel(contentsOf: bench.path(of: "model.safetensors"))
        #expect(!model.network.configuration.bidirectional)
        #expect(model.network.configuration.attention == .general)
        for flags in [["--no-bidirectional", "--bidirectional"], ["--bidirectional", "--no-bidirectional"]] {
            let run = try train(flags)
            #expect(run.exitCode == 64)
            let message = "Options '\(flags[0])' and '\(flags[1])' cannot be given together."
            #expect(run.messages.contains(message), "\(run.messages)")
        }
        #expect(try train(["--no-resume"]).exitCode == 64)
    }

    @Test func likeTakesTheSettingsOfAModel() throws {
        let given = [
            "--hidden", "12", "--dropout", "0.35", "--steps", "4", "--tokens", "words", "--no-bidirectional",
            "--initializer", "orthogonal",
        ]
        let files = ["--train", "pairs.tsv", "--threads", "1"]
        #expect(try bench.run("seq2seq-train", files + given + ["--model", "first"]).exitCode == 0)
        for source in ["first", "first.checkpoint"] {
            let words = files + ["--like", source, "--model", "second", "--overwrite"]
            let run = try bench.run("seq2seq-train", words)
            #expect(run.exitCode == 0, "\(run.messages)")
            let (first, second) = try (
                TranslationModel(contentsOf: bench.path(of: "first")),
                TranslationModel(contentsOf: bench.path(of: "second"))
            )
            #expect(second.network.configuration == first.network.configuration)
            #expect(second.network.configuration.initialWeights == .orthogonal)
            #expect(try weights("second") == weights("first"))
            #expect(second.trainingRecord.choices.map(\.value) == first.trainingRecord.choices.map(\.value))
            #expect(second.trainingRecord.choices.contains { $0.origin == .chosen(because: "as in \(source)") })
        }
        let other = try bench.run(
            "seq2seq-train", files + ["--like", "first", "--hidden", "10", "--model", "third"])
        #expect(other.exitCode == 0, "\(other.messages)")
        let third = try TranslationModel(contentsOf: bench.path(of: "third"))
        #expect(third.network.configuration.hidden == 10)
        #expect(third.trainingRecord.choices.first { $0.name == "hidden" }?.origin == .given)
        #expect(try bench.run("seq2seq-train", files + ["--like", "pairs.tsv", "--model", "fourth"]).exitCode == 65)
        #expect(try bench.run("seq2seq-train", files + ["--like", "none", "--model", "fourth"]).exitCode == 66)
    }

    @Test func resumingKeepsWhatTheRecipeChose() throws {
        let words = [
            "--validate-every", "3", "--checkpoint-every", "2", "--epochs", "3", "--batch-size", "16", "--initializer",
            "uniform",
        ]
        #expect(try train(words, model: "whole").exitCode == 0)
        #expect(try train(words + ["--steps", "5"], model: "part").exitCode == 0)
        let run = try bench.run(
            "seq2seq-train", ["--train", "pairs.tsv", "--model", "part", "--resume", "--steps", "12"])
        #expect(run.exitCode == 0, "\(run.messages)")
        let model = try TranslationModel(contentsOf: bench.path(of: "part"))
        #expect(model.network.configuration.embedding == 8)
        #expect(model.network.configuration.attention == .general)
    }

    @Test func aTimeLimitEndsATraining() throws {
        let run = try bench.run(
            "seq2seq-train",
            ["--train", "pairs.tsv", "--model", "model.safetensors", "--time-limit", "0.02", "--epochs", "1000000"]
                + ["--patience", "0"] + TinyTraining.tiny)
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.messages.contains("are planned for the time there is."), "\(run.messages)")
        #expect(run.messages.contains(#/\nDone(, as the time is up)?: /#), "\(run.messages)")
    }

    @Test(arguments: [["--recipe", "plain"], ["--recipe", "auto"], ["--time-limit", "0.002"]])
    func aTrainingThatGetsNothingRightSaysWhatToTry(words: [String]) throws {
        let run = try train(["--valid", "pairs.tsv", "--epochs", "1", "--learning-rate", "1e-9"] + words)
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.messages.contains("exact 0.00 %"), "\(run.messages)")
        #expect(run.messages.contains("The best model decodes no validation pair right."), "\(run.messages)")
        #expect(run.messages.contains("train longer (--epochs, --patience)"), "\(run.messages)")
        #expect(run.messages.contains("see --metric bleu") == words.contains("plain"), "\(run.messages)")
    }

    @Test func aTrainingEndsByItself() throws {
        let run = try train(["--epochs", "100000", "--learning-rate", "1e-9", "--patience", "2", "--batch-size", "64"])
        #expect(run.exitCode == 0)
        #expect(run.messages.contains("Done, as validation gets no better: "), "\(run.messages)")
    }
}

extension [String] {
    /// The words with each option twice, which no command takes.
    fileprivate var reversedPairs: [String] { self + self }
}
