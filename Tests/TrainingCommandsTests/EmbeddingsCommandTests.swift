import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("seq2seq-train --source-embeddings and --target-embeddings")
struct EmbeddingsCommandTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try bench.write("a cat\tune chatte\na dog\tun chien\nthe cat\tla chatte\nthe dog\tle chien\n", to: "pairs.tsv")
        try bench.write("4 6\nthe 1 2 3 4 5 6\ncow 9 9 9 9 9 9\ndog .5 -1 0 1 2 3\na 1 1 1 1 1 1\n", to: "english.vec")
        try bench.write("chien 6 5 4 3 2 1\nune 0 0 0 0 0 1\n", to: "french.txt")
    }

    private func train(_ words: [String], model: String = "model", epochs: Int = 2) throws -> Run {
        try bench.run("seq2seq-train", Self.words(model, epochs) + words)
    }

    private static func words(_ model: String, _ epochs: Int) -> [String] {
        [
            "--train", "pairs.tsv", "--tokens", "words", "--hidden", "8", "--threads", "1", "--epochs", "\(epochs)",
            "--model", model,
        ]
    }

    private func row(_ token: String, _ name: String, _ vocabulary: Vocabulary, _ model: TranslationModel) throws
        -> [Float]
    {
        let parameters = model.network.parameters
        let table = try #require(parameters.parameter(named: name))
        let width = model.network.configuration.embedding
        let start = Int(vocabulary.id(of: token)) * width
        return Array(parameters[table][start..<start + width])
    }

    @Test func embeddingsBeginWithThemAndFrozenOnesStayThem() throws {
        let run = try train([
            "--source-embeddings", "english.vec", "--target-embeddings", "french.txt", "--freeze", "source_embedding",
        ])
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.messages.contains("english.vec has vectors for 3 of 4 source tokens (75.00 %)."), "\(run.messages)")
        #expect(run.messages.contains("french.txt has vectors for 2 of 6 target tokens (33.33 %)."), "\(run.messages)")
        #expect(run.messages.contains("the vectors of english.vec have as many numbers"), "\(run.messages)")
        let model = try TranslationModel(contentsOf: bench.path(of: "model"))
        #expect(model.network.configuration.embedding == 6)
        #expect(try row("the", "source_embedding.weight", model.sourceVocabulary, model) == [1, 2, 3, 4, 5, 6])
        #expect(try row("dog", "source_embedding.weight", model.sourceVocabulary, model) == [0.5, -1, 0, 1, 2, 3])
        #expect(try row("a", "source_embedding.weight", model.sourceVocabulary, model) == [1, 1, 1, 1, 1, 1])
        let learnt = try row("chien", "target_embedding.weight", model.targetVocabulary, model)
        #expect(zip(learnt, [6, 5, 4, 3, 2, 1] as [Float]).allSatisfy { abs($0 - $1) < 0.1 }, "\(learnt)")
        #expect(learnt != [6, 5, 4, 3, 2, 1])
    }

    @Test func otherWeightsAreThoseOfATrainingWithoutVectors() throws {
        #expect(try train(["--embedding", "6", "--steps", "1", "--learning-rate", "1e-30", "--quiet"]).exitCode == 0)
        let words = ["--source-embeddings", "english.vec", "--steps", "1", "--learning-rate", "1e-30", "--quiet"]
        #expect(try train(words, model: "other").exitCode == 0)
        let (plain, begun) = (
            try TranslationModel(contentsOf: bench.path(of: "model")),
            try TranslationModel(contentsOf: bench.path(of: "other"))
        )
        let (before, after) = (plain.network.parameters, begun.network.parameters)
        #expect(before.names == after.names)
        for name in before.names where name != "source_embedding.weight" {
            let parameter = try #require(before.parameter(named: name))
            // A step of 1e-30 is lost in all weights but zeros.
            #expect(zip(before[parameter], after[parameter]).allSatisfy { abs($0 - $1) < 1e-29 }, "\(name)")
        }
        for token in begun.sourceVocabulary.tokens {
            let name = "source_embedding.weight"
            let rows = (
                try row(token, name, plain.sourceVocabulary, plain), try row(token, name, begun.sourceVocabulary, begun)
            )
            #expect((rows.0 != rows.1) == ["the", "dog", "a"].contains(token), "\(token)")
        }
    }

    @Test func tiedEmbeddingsMakeTheStateAsLarge() throws {
        let words = [
            "--train", "pairs.tsv", "--tokens", "words", "--tie-embeddings", "--epochs", "1", "--threads", "1",
            "--model",
            "model", "--target-embeddings", "french.txt", "--quiet",
        ]
        let run = try bench.run("seq2seq-train", words)
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(try TranslationModel(contentsOf: bench.path(of: "model")).network.configuration.hidden == 6)
    }

    @Test(.timeLimit(.minutes(1)))
    func aTrainingThatWasKilledNeedsTheFilesNoMore() throws {
        let words = ["--source-embeddings", "english.vec", "--checkpoint-every", "1", "--quiet"]
        #expect(try train(words, model: "whole", epochs: 100).exitCode == 0)
        let killed = try bench.start("seq2seq-train", Self.words("killed", 100) + words)
        while try !bench.names().contains("killed.checkpoint") { usleep(500) }
        killed.send(SIGKILL)
        #expect(try killed.end().exitCode == SIGKILL)
        let moved = bench.path(of: "moved")
        try FileManager.default.moveItem(atPath: bench.path(of: "english.vec"), toPath: moved)
        let resumed = try train(words + ["--resume"], model: "killed", epochs: 100)
        #expect(resumed.exitCode == 0, "\(resumed.messages)")
        #expect(try bench.bytes(of: "killed") == bench.bytes(of: "whole"))
        // Other vectors, and vectors that it did not begin with, are another training's.
        let other = try train(["--source-embeddings", "french.txt", "--resume"], model: "killed", epochs: 100)
        #expect(other.exitCode == 64, "\(other.messages)")
        #expect(other.messages.contains("--source-embeddings vectors of checksum"), "\(other.messages)")
        let more = try train(["--target-embeddings", "french.txt", "--resume"], model: "killed", epochs: 100)
        #expect(more.exitCode == 64 && more.messages.contains("--target-embeddings not given"), "\(more.messages)")
    }

    @Test(
        arguments: [
            (["--source-embeddings", "none"], 66, "none: no such file"),
            (["--source-embeddings", "pairs.tsv"], 65, "pairs.tsv, line 1, begins with"),
            (
                ["--source-embeddings", "english.vec", "--embedding", "5"], 64,
                "'--embedding' is 5, but the vectors of english.vec have 6 numbers"
            ),
            (["--source-embeddings", "english.vec", "--target-embeddings", "short.txt"], 64, "short.txt of 2"),
            (
                ["--source-embeddings", "english.vec", "--tie-embeddings"], 64,
                "'--embedding' is 6 and '--hidden' is 8, but they must be equal"
            ),
        ] as [([String], Int32, String)])
    func whatDoesNotFitIsTold(words: [String], exitCode: Int32, message: String) throws {
        try bench.write("chien 6 5\n", to: "short.txt")
        let run = try train(words)
        #expect(run.exitCode == exitCode, "\(run.messages)")
        #expect(run.messages.contains(message), "\(run.messages)")
        #expect(try bench.names() == ["english.vec", "french.txt", "pairs.tsv", "short.txt"])
    }

    @Test func vectorsOfNoTokenAndFilesThatAreCutAreTold() throws {
        try bench.write("4 2\nKatze 1 2\nHund 3 4\n", to: "german.vec")
        let run = try train(["--source-embeddings", "german.vec"])
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.messages.contains("for 0 of 4 source tokens (0.00 %): are texts cut into other tokens"))
        #expect(run.messages.contains("german.vec promises 4 vectors, but has 2. Is it whole?"), "\(run.messages)")
    }
}
