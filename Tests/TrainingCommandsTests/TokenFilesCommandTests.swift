import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("seq2seq-train --source-subwords, --source-vocabulary and their like")
struct TokenFilesCommandTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        let nouns = ["chat", "chien", "vache", "poule"]
        let pairs = (0..<48).map { number in
            "le \(nouns[number % 4]) voit une grande \(nouns[number / 4 % 4])\tthe \(nouns[number % 4]) sees\n"
        }
        try bench.write(pairs.joined(), to: "pairs.tsv")
        for name in ["unigram.model", "bpe_bytes.model"] {
            try bench.write(Array(try Data(contentsOf: Self.fixtures.appending(path: name))), to: name)
        }
        try bench.write("#version: 0.2\nt h\nth e</w>\ns e\n", to: "codes")
        try bench.write("<unk> 1\n<s> 1\nthe 9\nsees 8\nchat 3\nzebra 1\n", to: "dict.txt")
    }

    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden/sentencepiece")

    private func train(_ words: [String], model: String = "model", epochs: Int = 2) throws -> Run {
        try bench.run("seq2seq-train", Self.words(model, epochs) + words)
    }

    private static func words(_ model: String, _ epochs: Int) -> [String] {
        [
            "--train", "pairs.tsv", "--hidden", "8", "--embedding", "8", "--threads", "1", "--epochs", "\(epochs)",
            "--model", model,
        ]
    }

    private let both = ["--source-subwords", "unigram.model", "--target-subwords", "codes"]

    @Test func aModelOfSentencePieceAndMergesAreKeptInTheModel() throws {
        let run = try train(both)
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.messages.contains("chosen: its subwords are given"), "\(run.messages)")
        let model = try TranslationModel(contentsOf: bench.path(of: "model"))
        let pieces = try Subwords(contentsOf: bench.path(of: "unigram.model"))
        #expect(model.sourceTokenizer.subwords == pieces)
        #expect(model.sourceVocabulary == pieces.vocabulary)
        #expect(model.targetTokenizer.subwords == (try Subwords(contentsOf: bench.path(of: "codes"))))
        #expect(model.targetVocabulary.tokens.contains("se@@"))
        for name in ["unigram.model", "codes"] { try FileManager.default.removeItem(atPath: bench.path(of: name)) }
        let decoded = try bench.run(
            "seq2seq-decode", ["--model", "model", "--quiet"], input: Array("le chat voit\n\nune\u{301}\n".utf8))
        #expect(
            decoded.exitCode == 0 && decoded.output.split(separator: "\n", omittingEmptySubsequences: false).count == 4)
    }

    @Test func targetsInPiecesAreWrittenAsText() throws {
        let words = ["--source-subwords", "bpe_bytes.model", "--target-subwords", "bpe_bytes.model"]
        let run = try train(words + ["--share-vocabulary"], epochs: 1)
        #expect(run.exitCode == 0, "\(run.messages)")
        let model = try TranslationModel(contentsOf: bench.path(of: "model"))
        #expect(model.sourceVocabulary == model.targetVocabulary)
        let decoded = try bench.run("seq2seq-decode", ["--model", "model", "--quiet"], input: Array("le chat\n".utf8))
        #expect(decoded.exitCode == 0 && !decoded.output.contains("\u{2581}"), "\(decoded.messages)")
        let evaluated = try bench.run(
            "seq2seq-evaluate", ["--model", "model", "--pairs", "pairs.tsv", "--batch-size", "5"])
        #expect(evaluated.exitCode == 0, "\(evaluated.messages)")
    }

    @Test func aGivenVocabularyIsTheModelsAndToldOnce() throws {
        let run = try train(["--target-vocabulary", "dict.txt", "--target-tokens", "words"])
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.messages.contains("dict.txt: left out 2 special tokens of others, <unk>, <s>."), "\(run.messages)")
        #expect(run.messages.contains("dict.txt has 4 tokens; "), "\(run.messages)")
        #expect(run.messages.contains("target tokens (2"), "\(run.messages)")
        let model = try TranslationModel(contentsOf: bench.path(of: "model"))
        #expect(model.targetVocabulary.tokens.dropFirst(4) == ["the", "sees", "chat", "zebra"])
    }

    @Test(.timeLimit(.minutes(2)))
    func aTrainingThatWasKilledNeedsTheFilesNoMore() throws {
        let words = both + ["--checkpoint-every", "1", "--quiet"]
        #expect(try train(words, model: "whole", epochs: 60).exitCode == 0)
        let killed = try bench.start("seq2seq-train", Self.words("killed", 60) + words)
        while try !bench.names().contains("killed.checkpoint") { usleep(500) }
        killed.send(SIGKILL)
        #expect(try killed.end().exitCode == SIGKILL)
        // Other files, and files that it was not given, are another training's.
        try bench.write("#version: 0.2\nt h\n", to: "other")
        let other = try train(["--target-subwords", "other", "--resume"], model: "killed", epochs: 60)
        #expect(other.exitCode == 64, "\(other.messages)")
        #expect(other.messages.contains("--target-subwords a file of checksum"), "\(other.messages)")
        let more = try train(["--target-vocabulary", "dict.txt", "--resume"], model: "killed", epochs: 60)
        #expect(more.exitCode == 64 && more.messages.contains("--target-vocabulary not given"), "\(more.messages)")
        try FileManager.default.removeItem(atPath: bench.path(of: "codes"))
        let resumed = try train(words + ["--resume"], model: "killed", epochs: 60)
        #expect(resumed.exitCode == 0, "\(resumed.messages)")
        #expect(try bench.bytes(of: "killed") == bench.bytes(of: "whole"))
    }

    @Test func anotherTrainingIsLikeItInItsTokensToo() throws {
        #expect(try train(both + ["--quiet"], epochs: 1).exitCode == 0)
        let run = try bench.run(
            "seq2seq-train", ["--train", "pairs.tsv", "--like", "model", "--model", "other", "--steps", "1", "--quiet"])
        #expect(run.exitCode == 0, "\(run.messages)")
        let (first, other) = (
            try TranslationModel(contentsOf: bench.path(of: "model")),
            try TranslationModel(contentsOf: bench.path(of: "other"))
        )
        #expect(first.sourceTokenizer == other.sourceTokenizer && first.targetTokenizer == other.targetTokenizer)
        let apart = try bench.run(
            "seq2seq-train",
            [
                "--train", "pairs.tsv", "--like", "model", "--model", "apart", "--steps", "1", "--quiet",
                "--source-tokens",
                "words",
            ])
        #expect(apart.exitCode == 0, "\(apart.messages)")
        #expect(try TranslationModel(contentsOf: bench.path(of: "apart")).sourceTokenizer == .words)
    }

    @Test func aSearchForSettingsPassesTheFilesOn() throws {
        let run = try bench.run(
            "seq2seq-tune",
            [
                "--train", "pairs.tsv", "--valid", "pairs.tsv", "--trials", "1", "--model", "best", "--epochs", "1",
                "--hidden", "8", "--embedding", "8",
            ] + both)
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.output.contains("--source-subwords unigram.model"), "\(run.output)")
        let model = try TranslationModel(contentsOf: bench.path(of: "best"))
        #expect(model.sourceVocabulary == (try Subwords(contentsOf: bench.path(of: "unigram.model"))).vocabulary)
    }

    @Test(
        arguments: [
            (["--source-subwords", "none"], 66, "none: no such file"),
            (["--source-subwords", "pairs.tsv"], 65, "pairs.tsv is text that begins with"),
            (["--source-subwords", "dict.txt"], 65, "Expected are merges of subword-nmt"),
            (["--source-subwords", "cut.model"], 65, "is it whole?"),
            (["--source-subwords", "codes", "--source-tokens", "words"], 64, "'--source-tokens' is words"),
            (["--source-vocabulary", "dict.txt", "--source-tokens", "subwords"], 64, "also needs '--source-subwords'"),
            (["--source-vocabulary", "dict.txt", "--source-subwords", "unigram.model"], 64, "which has its own"),
            (["--source-subwords", "codes", "--share-vocabulary"], 64, "must be the same for both sides"),
            (
                ["--source-subwords", "codes", "--target-subwords", "codes", "--vocabulary-size", "50"], 64,
                "'--vocabulary-size' has no effect"
            ),
            (["--source-vocabulary", "twice"], 65, "twice, line 3: the token \"a\" stands in line 1 already"),
            (["--source-vocabulary", "dict.txt", "--from", "x"], 64, "'--from'"),
        ] as [([String], Int32, String)])
    func whatDoesNotFitIsTold(words: [String], exitCode: Int32, message: String) throws {
        try bench.write("a\nb\na\n", to: "twice")
        try bench.write(Array(try bench.bytes(of: "unigram.model").prefix(900)), to: "cut.model")
        let run = try train(words)
        #expect(run.exitCode == exitCode, "\(run.messages)")
        #expect(run.messages.contains(message), "\(run.messages)")
        #expect(try !bench.names().contains("model"))
    }
}
