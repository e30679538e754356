import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("seq2seq-train --from")
struct GoingOnCommandTests {
    let bench: Bench

    init() throws {
        bench = try .withModel()
        try bench.write("xyz\tzyx\nzx\txz\nyyx\txyy\nzab\tbaz\n", to: "new.tsv")
    }

    private func goOn(_ words: [String], model: String = "newer", epochs: Int = 3) throws -> Run {
        try bench.run("seq2seq-train", Self.words(model, epochs) + words)
    }

    private static func words(_ model: String, _ epochs: Int) -> [String] {
        ["--train", "new.tsv", "--valid", "new.tsv", "--threads", "1", "--epochs", "\(epochs)", "--model", model]
    }

    @Test func theOldModelIsNotChangedAndTheNewOneKnowsMore() throws {
        let before = try bench.bytes(of: "model.safetensors")
        let run = try goOn(["--from", "model.safetensors", "--vocabulary", "extend"])
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.messages.contains("Going on from model.safetensors, checksum "), "\(run.messages)")
        #expect(try bench.bytes(of: "model.safetensors") == before)
        let old = try TranslationModel(contentsOf: bench.path(of: "model.safetensors"))
        let new = try TranslationModel(contentsOf: bench.path(of: "newer"))
        #expect(new.network.configuration.hidden == old.network.configuration.hidden)
        #expect(Array(new.sourceVocabulary.tokens.prefix(old.sourceVocabulary.count)) == old.sourceVocabulary.tokens)
        let checksum = try #require(new.trainingRecord.parentChecksum)
        #expect(run.messages.contains("checksum \(checksum)"))
    }

    @Test(.timeLimit(.minutes(1)))
    func aTrainingThatWasKilledNeedsItsParentNoMore() throws {
        let words = ["--vocabulary", "extend", "--replay", "pairs.tsv:0.5", "--checkpoint-every", "1", "--quiet"]
        #expect(try goOn(["--from", "model.safetensors"] + words, model: "whole", epochs: 100).exitCode == 0)
        let killed = try bench.start(
            "seq2seq-train", Self.words("killed", 100) + ["--from", "model.safetensors"] + words)
        while try !bench.names().contains("killed.checkpoint") { usleep(500) }
        killed.send(SIGKILL)
        #expect(try killed.end().exitCode == SIGKILL)
        try FileManager.default.removeItem(atPath: bench.path(of: "model.safetensors"))
        let resumed = try goOn(words + ["--resume"], model: "killed", epochs: 100)
        #expect(resumed.exitCode == 0, "\(resumed.messages)")
        #expect(try bench.bytes(of: "killed") == bench.bytes(of: "whole"))
    }

    @Test(
        arguments: [
            (["--replay", "pairs.tsv:0.5"], 64, "Option '--replay' also needs '--from MODEL'."),
            (["--vocabulary", "extend"], 64, "Option '--vocabulary' also needs '--from MODEL'."),
            (["--from", "none"], 66, "none: no such file."),
            (["--from", "pairs.tsv"], 65, "pairs.tsv is not a model"),
            (
                ["--from", "model.safetensors", "--hidden", "9"], 64,
                "Options '--from' and '--hidden' cannot be given together."
            ),
            (
                ["--from", "model.safetensors", "--tokens", "words"], 64,
                "Options '--from' and '--tokens' cannot be given together."
            ),
            (
                ["--from", "model.safetensors", "--like", "model.safetensors"], 64,
                "Options '--from' and '--like' cannot be given together."
            ),
            (["--from", "model.safetensors", "--replay", "pairs.tsv:1"], 64, "a share between 0 and 1"),
            (["--from", "model.safetensors", "--replay", "none.tsv:0.5"], 66, "none.tsv"),
            (["--from", "model.safetensors", "--freeze", "encodr"], 64, "There is no part 'encodr' to freeze."),
            (["--from", "model.safetensors", "--freeze", "encoder,"], 64, "names with commas between them"),
        ] as [([String], Int32, String)])
    func whatDoesNotGoTogetherIsTold(words: [String], exitCode: Int32, message: String) throws {
        let run = try goOn(words)
        #expect(run.exitCode == exitCode, "\(run.messages)")
        #expect(run.messages.contains(message), "\(run.messages)")
        #expect(try !bench.names().contains("newer"))
    }

    @Test func whatGrowsIsNotFrozen() throws {
        let words = ["--from", "model.safetensors", "--vocabulary", "extend", "--freeze", "source_embedding"]
        #expect(try goOn(words + ["--quiet"]).exitCode == 0)
        try bench.write("xü\tüx\nzö\töz\n", to: "new.tsv")
        let run = try goOn(words + ["--overwrite"])
        #expect(run.exitCode == 65, "\(run.messages)")
        #expect(run.messages.contains("source_embedding.weight is frozen, but 2 new tokens"), "\(run.messages)")
    }

    @Test func aModelInEightBitsIsNotGoneOnFrom() throws {
        let words = ["--model", "model.safetensors", "--to", "int8", "--output", "small.safetensors"]
        #expect(try bench.run("seq2seq-convert", words).exitCode == 0)
        let run = try goOn(["--from", "small.safetensors"])
        #expect(run.exitCode == 65 && run.messages.contains("is stored in 8 bits"), "\(run.messages)")
    }

    @Test func whatIsResumedKeepsWhatItsParentHas() throws {
        let words = ["--replay", "pairs.tsv:0.5", "--quiet"]
        #expect(try goOn(["--from", "model.safetensors"] + words).exitCode == 0)
        let other = try goOn(words + ["--resume", "--hidden", "9"])
        #expect(other.exitCode == 64)
        #expect(other.messages.contains("Options '--from' and '--hidden' cannot be given together."))
        #expect(try goOn(["--resume", "--quiet"]).exitCode == 65)
        // Nothing is there to go on with.
        let nothing = try goOn(words + ["--resume"], model: "none")
        #expect(nothing.exitCode == 64)
        #expect(nothing.messages.contains("Option '--replay' also needs '--from MODEL'."), "\(nothing.messages)")
    }

    @Test func theSettingsOfATrainingThatFrozeItsEncoderAreThoseOfOneThatDoesNot() throws {
        #expect(try goOn(["--from", "model.safetensors", "--freeze", "encoder", "--quiet"]).exitCode == 0)
        let run = try bench.run(
            "seq2seq-train",
            ["--train", "new.tsv", "--like", "newer", "--model", "another", "--threads", "1", "--quiet"])
        #expect(run.exitCode == 0, "\(run.messages)")
        let choices = try TranslationModel(contentsOf: bench.path(of: "another")).trainingRecord.choices
        #expect(choices.first { $0.name == "freeze" }?.value == nil)
    }

    @Test func anotherParentIsNotGoneOnWith() throws {
        #expect(try goOn(["--from", "model.safetensors", "--quiet"]).exitCode == 0)
        #expect(try bench.train(["--steps", "3", "--quiet"]).exitCode == 0)
        let run = try goOn(["--from", "model.safetensors", "--resume"])
        #expect(run.exitCode == 64)
        #expect(run.messages.contains("The checkpoint was made with --from checksum"), "\(run.messages)")
    }
}
