import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("Language models on the command line")
struct LanguageModelCommandTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
        let targets = TinyTraining.pairs.split(separator: "\n").map { $0.split(separator: "\t")[1] + "\n" }
        try bench.write(targets.joined(), to: "targets.txt")
    }

    private func train(_ words: [String], model: String = "lm") throws -> Run {
        try bench.run(
            "seq2seq-train", ["--target-only", "--model", model, "--epochs", "3"] + TinyTraining.tiny + words)
    }

    @Test func aTextAndTheTargetsOfPairsTeachTheSame() throws {
        for (words, model) in [
            (["--target", "targets.txt", "--valid-target", "targets.txt"], "lines"),
            (["--train", "targets.txt", "--valid", "targets.txt"], "file"),
            (["--train", "pairs.tsv", "--valid", "pairs.tsv"], "pairs"),
        ] {
            let run = try train(words, model: model)
            #expect(run.exitCode == 0, "\(run.messages)")
            #expect(run.messages.contains("training texts     60"), "\(run.messages)")
            #expect(run.messages.contains("perplexity") && !run.messages.contains("exact "), "\(run.messages)")
        }
        #expect(try bench.bytes(of: "lines") == bench.bytes(of: "file"))
        #expect(try bench.bytes(of: "lines") == bench.bytes(of: "pairs"))
    }

    @Test func itIsScoredEvaluatedInspectedConvertedAndResumed() throws {
        #expect(try train(["--train", "pairs.tsv", "--valid", "pairs.tsv", "--quiet"]).exitCode == 0)
        let whole = try bench.bytes(of: "lm")
        let scores = try bench.run("seq2seq-decode", ["--model", "lm", "--score", "targets.txt"])
        #expect(scores.exitCode == 0 && scores.output.split(separator: "\n").count == 60, "\(scores.messages)")
        let pairs = try bench.run("seq2seq-decode", ["--model", "lm", "--score", "pairs.tsv"])
        #expect(pairs.output == scores.output)
        let objects = try bench.run(
            "seq2seq-decode", ["--model", "lm", "--score", "targets.txt", "--format", "jsonl"])
        #expect(objects.output.contains("token_log_probabilities") && !objects.output.contains("source"))
        let told = try bench.run("seq2seq-evaluate", ["--model", "lm", "--pairs", "targets.txt", "--format", "json"])
        #expect(told.exitCode == 0 && told.output.contains("perplexity") && !told.output.contains("exact"))
        let inspected = try bench.run("seq2seq-inspect", ["lm", "--pairs", "targets.txt"])
        #expect(inspected.exitCode == 0 && !inspected.output.contains("Source vocabulary"), "\(inspected.messages)")
        let converted = try bench.run(
            "seq2seq-convert", ["--model", "lm", "--to", "int8", "--output", "small", "--pairs", "targets.txt"])
        #expect(converted.exitCode == 0, "\(converted.messages)")
        #expect(try bench.run("seq2seq-decode", ["--model", "small", "--score", "targets.txt"]).exitCode == 0)
        let stopped = try bench.run(
            "seq2seq-train",
            ["--target-only", "--train", "pairs.tsv", "--valid", "pairs.tsv", "--model", "again", "--epochs", "3"]
                + TinyTraining.tiny + ["--dry-run"])
        #expect(stopped.exitCode == 0 && !stopped.output.contains("source vocabulary"), "\(stopped.messages)")
        let more = ["--train", "pairs.tsv", "--valid", "pairs.tsv", "--resume", "--log", "log.jsonl"]
        #expect(try train(more).exitCode == 0)
        #expect(try bench.bytes(of: "lm") == whole)
    }

    @Test func itHasASayWhereAnotherModelDecodes() throws {
        #expect(try train(["--train", "pairs.tsv"]).exitCode == 0)
        #expect(try bench.train(["--steps", "20", "--quiet"]).exitCode == 0)
        let input = "abc\nde\n\nabba\n"
        let plain = try bench.decode(["--format", "jsonl"], input: input)
        let words = ["--language-model", "lm:0.5", "--beam", "4"]
        let fused = try bench.decode(words + ["--format", "jsonl", "--verify-invariance"], input: input)
        #expect(fused.exitCode == 0 && fused.output != plain.output, "\(fused.messages)")
        let sampled = try bench.decode(["--language-model", "lm:0.5", "--sample", "--verify-invariance"], input: input)
        #expect(sampled.exitCode == 0, "\(sampled.messages)")
        let rounded = try bench.decode(words + ["--precision", "int8"], input: input)
        #expect(rounded.exitCode == 0, "\(rounded.messages)")
        let scored = try bench.decode(["--language-model", "lm:0.5", "--score", "pairs.tsv"])
        #expect(try scored.exitCode == 0 && scored.output != bench.decode(["--score", "pairs.tsv"]).output)
        let evaluated = try bench.run(
            "seq2seq-evaluate", ["--model", "model.safetensors", "--pairs", "pairs.tsv"] + words)
        #expect(evaluated.exitCode == 0, "\(evaluated.messages)")
    }

    @Test func whatDoesNotGoTogetherIsToldClearly() throws {
        #expect(try train(["--train", "pairs.tsv"]).exitCode == 0)
        #expect(try bench.train(["--steps", "2", "--quiet"]).exitCode == 0)
        func expect(_ command: String, _ words: String, _ code: Int32, _ message: String) throws {
            let run = try bench.run(command, words.split(separator: " ").map(String.init))
            #expect(run.exitCode == code, "\(words): \(run.messages)")
            #expect(run.messages.contains(message), "\(words): \(run.messages)")
        }
        let base = "--target-only --train pairs.tsv --model m"
        try expect("seq2seq-train", base + " --attention dot", 64, "needs sources")
        try expect("seq2seq-train", base + " --bidirectional", 64, "needs sources")
        try expect("seq2seq-train", base + " --share-vocabulary", 64, "needs sources")
        try expect("seq2seq-train", base + " --metric bleu", 64, "nothing is decoded")
        try expect("seq2seq-train", base + " --tags 3", 64, "cannot be given together")
        try expect("seq2seq-train", base + " --tokens-of lm --tokens words", 64, "cannot be given together")
        try expect("seq2seq-train", "--target targets.txt --model m", 64, "'--target' also needs '--source FILE'")
        try expect("seq2seq-train", "--train pairs.tsv --model m --tokens-of lm", 64, "also needs '--target-only'")
        try expect("seq2seq-decode", "--model lm --input targets.txt", 64, "lm is a language model")
        try expect("seq2seq-decode", "--model lm --encode --format jsonl", 64, "lm is a language model")
        try expect(
            "seq2seq-decode", "--model model.safetensors --language-model model.safetensors:1", 64,
            "is no language model")
        try expect("seq2seq-decode", "--model model.safetensors --language-model lm", 64, "a colon and a number")
        try expect("seq2seq-decode", "--model model.safetensors --language-model lm:-1", 64, "a colon and a number")
        try expect("seq2seq-decode", "--model model.safetensors --model lm --score pairs.tsv", 65, "cannot decide")
        try expect("seq2seq-evaluate", "--model lm --pairs targets.txt --metrics bleu", 64, "perplexity is all")
        try expect("seq2seq-evaluate", "--model lm --pairs targets.txt --beam 5", 64, "'--beam' does nothing")
        try expect("seq2seq-evaluate", "--model lm --pairs targets.txt --by-rarity pairs.tsv", 64, "does nothing")
        try expect("seq2seq-train", base + " --like model.safetensors", 64, "was trained with sources")
        try bench.write("a\tb\nc\n", to: "ragged")
        try expect("seq2seq-train", "--target-only --train ragged --model m", 65, "ragged, line 2")
        try bench.write("ab\n\ncd\n", to: "blank")
        try expect("seq2seq-train", "--target-only --train blank --model m", 65, "blank, line 2")
        try bench.write("a\tb\nc\td\n", to: "tabs")
        try expect("seq2seq-train", "--target-only --target tabs --model m", 65, "tab")
        #expect(try train(["--train", "pairs.tsv", "--tokens", "words", "--overwrite"]).exitCode == 0)
        try expect(
            "seq2seq-decode", "--model model.safetensors --language-model lm:1 --input targets.txt", 65,
            "cuts targets into other tokens")
    }

    @Test func itsTextsMayBeLoweredAndPutInAnotherForm() throws {
        for words in [["--lowercase"], ["--normalization", "nfkd"]] {
            let run = try train(["--train", "pairs.tsv", "--overwrite"] + words)
            #expect(run.exitCode == 0, "\(run.messages)")
        }
    }

    @Test func aModelThatDecodesNothingIsNotToldToHaveDecodedNothingRight() throws {
        let run = try train(["--train", "pairs.tsv", "--valid", "pairs.tsv"])
        #expect(run.exitCode == 0 && !run.messages.contains("decodes no validation pair right"), "\(run.messages)")
    }

    @Test func aCheckpointKnowsTheTokensOfTheOtherModel() throws {
        #expect(try bench.train(["--tokens", "words", "--steps", "2", "--quiet"]).exitCode == 0)
        let naming = ["--train", "targets.txt", "--tokens-of", "model.safetensors", "--quiet"]
        let bare = ["--train", "targets.txt", "--quiet"]
        for (model, words) in [("named", naming), ("bare", bare)] {
            #expect(try train(naming + ["--steps", "2"], model: model).exitCode == 0)
            let run = try train(words + ["--resume"], model: model)
            #expect(run.exitCode == 0, "\(run.messages)")
        }
        #expect(try bench.bytes(of: "named") == bench.bytes(of: "bare"))
        let words = ["--train", "pairs.tsv", "--model", "other", "--tokens", "characters", "--epochs", "1"]
        #expect(try bench.run("seq2seq-train", words + TinyTraining.tiny).exitCode == 0)
        let other = try train(
            ["--train", "targets.txt", "--tokens-of", "other", "--resume"], model: "bare")
        #expect(other.exitCode == 64 && other.messages.contains("has other tokens"), "\(other.messages)")
    }

    @Test func itKnowsTheSubwordsOfTheModelThatItHelps() throws {
        let words = ["--tokens", "subwords", "--vocabulary-size", "40", "--steps", "3", "--quiet"]
        #expect(try bench.train(words).exitCode == 0)
        let run = try train(["--train", "targets.txt", "--tokens-of", "model.safetensors"])
        #expect(run.exitCode == 0, "\(run.messages)")
        let fused = try bench.decode(["--language-model", "lm:0.2"], input: "abc\n")
        #expect(fused.exitCode == 0, "\(fused.messages)")
        let gone = try bench.run(
            "seq2seq-train", ["--from", "lm", "--target", "targets.txt", "--model", "further", "--epochs", "1"])
        #expect(gone.exitCode == 0 && gone.messages.contains("0 new target tokens"), "\(gone.messages)")
        let like = try bench.run(
            "seq2seq-train", ["--like", "lm", "--train", "targets.txt", "--model", "like", "--epochs", "1"])
        #expect(like.exitCode == 0, "\(like.messages)")
    }
}
