import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("seq2seq-train")
struct TrainCommandTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
    }

    @Test func aTrainingLeavesAModelThatDecodes() throws {
        let run = try bench.train(["--steps", "3"])
        #expect(run.exitCode == 0)
        #expect(run.output == "")
        #expect(try bench.names() == ["model.safetensors", "model.safetensors.checkpoint", "pairs.tsv"])
        #expect(try bench.decode(input: "abc\n").exitCode == 0)
    }

    @Test func progressTellsTheDataTheStepsAndWhereTheModelIs() throws {
        let messages = try bench.train(["--steps", "3", "--valid", "pairs.tsv"]).messages
        for part in ["training pairs     60 ", "parameters ", "valid loss ", "  exact ", "best so far", "tokens/s"] {
            #expect(messages.contains(part), "\(part)")
        }
        #expect(messages.contains("(should be: "))
        #expect(messages.hasSuffix(" model.safetensors holds the model of step 3.\n"))
        #expect(!messages.contains("\r") && !messages.contains("\u{1B}"))
        // The first steps say nothing of the others.
        #expect(!messages.contains(" left\n"))
    }

    @Test func theLogHoldsWhatIsPromised() throws {
        let words = ["--steps", "6", "--validate-every", "3", "--batch-size", "30", "--valid", "pairs.tsv"]
        #expect(try bench.train(words + ["--log", "log.jsonl"]).exitCode == 0)
        let lines = try LogLine.all(of: bench.text(of: "log.jsonl"))
        let expected = ["step", "step", "step", "validation", "step", "step", "step", "validation", "finished"]
        #expect(lines.map(\.event) == expected)
        let steps = lines.filter { $0.event == "step" }
        #expect(steps.map(\.step) == [1, 2, 3, 4, 5, 6])
        #expect(steps.map(\.epoch) == [1, 1, 2, 2, 3, 3])
        #expect(steps.allSatisfy { $0.loss.map { 0 < $0 && $0 < 5 } ?? false })
        #expect(steps.allSatisfy { ($0.targetTokensPerSecond ?? 0) > 0 })
        for line in lines where line.event == "validation" {
            #expect(line.validLoss.map { 0 < $0 && $0 < 5 } ?? false)
            #expect(line.validExact.map { (0...1).contains($0) } ?? false)
        }
        let last = try #require(lines.last)
        #expect(last.steps == 6)
        #expect(last.targetTokens == steps.compactMap(\.targetTokens).reduce(0, +))
        let seconds = try #require(last.seconds)
        #expect(last.targetTokensPerSecond == Double(last.targetTokens ?? 0) / seconds)
    }

    @Test(arguments: [("bleu", "  BLEU "), ("chrf", "  chrF2 "), ("loss", ""), ("exact", "")])
    func aMetricThatIsAskedForIsReported(metric: String, part: String) throws {
        let run = try bench.train(["--steps", "2", "--valid", "pairs.tsv", "--metric", metric, "--log", "log.jsonl"])
        #expect(run.exitCode == 0)
        #expect(part.isEmpty || run.messages.contains(part))
        let line = try #require(LogLine.all(of: bench.text(of: "log.jsonl")).first { $0.event == "validation" })
        #expect((line.validBleu != nil) == (metric == "bleu"))
        #expect((line.validChrf != nil) == (metric == "chrf"))
        #expect([line.validBleu, line.validChrf].compactMap(\.self).allSatisfy { (0...100).contains($0) })
    }

    @Test func aFormThatWasTrainedWithIsUsedToDecode() throws {
        try bench.write("fin\tnif\n１２\t21\n", to: "pairs.tsv")
        #expect(try bench.train(["--steps", "2", "--normalization", "nfkc"]).exitCode == 0)
        let model = try TranslationModel(contentsOf: bench.path(of: "model.safetensors"))
        #expect(model.encodedSource(of: "\u{FB01}n") == model.encodedSource(of: "fin"))
        #expect(!model.encodedSource(of: "12").contains(Vocabulary.unknown))
        let lines = try bench.decode(["--scores"], input: "\u{FB01}n\nfin\n").output.split(separator: "\n")
        #expect(lines.count == 2 && lines[0] == lines[1])
    }

    @Test func aTrainingThatDoesNotFitIsRefusedBeforeItStarts() throws {
        let run = try bench.runShell(
            "ulimit -v 2000000; seq2seq-train --train pairs.tsv --model m --hidden 6000 --steps 1 --threads 1")
        #expect(run.exitCode == 1)
        #expect(run.messages.contains("This training needs about "))
        #expect(run.messages.contains(" GiB are available. Try a smaller --hidden, "))
    }

    @Test func aMeanOfModelsHasALineOfItsOwn() throws {
        let words = ["--steps", "3", "--valid", "pairs.tsv", "--validate-every", "1", "--average", "2"]
        let run = try bench.train(words + ["--log", "log.jsonl"])
        #expect(run.exitCode == 0)
        #expect(run.messages.contains("  mean of 2 models"))
        let lines = try LogLine.all(of: bench.text(of: "log.jsonl")).filter { $0.event == "validation" }
        #expect(lines.map(\.averagedModels) == [nil, nil, 2, nil, 2])
    }

    @Test func subwordsAreLearnedKeptInTheModelAndPutTogetherAgain() throws {
        let pairs = ToyTask.phrases.pairs(seed: 1).prefix(200)
        try bench.write(pairs.map { "\($0.source)\t\($0.target)\n" }.joined(), to: "pairs.tsv")
        let words = ["--tokens", "subwords", "--vocabulary-size", "120", "--lowercase", "--share-vocabulary"]
        #expect(try bench.train(words + ["--steps", "3"]).exitCode == 0)
        let model = try TranslationModel(contentsOf: bench.path(of: "model.safetensors"))
        #expect(model.sourceVocabulary == model.targetVocabulary)
        #expect(model.sourceTokenizer == model.targetTokenizer)
        #expect(model.sourceTokenizer.makesLowercase)
        #expect(model.sourceVocabulary.count <= 120)
        for pair in pairs {
            let encoded = model.encodedPair(of: pair)
            #expect(!encoded.target.contains(Vocabulary.unknown))
            #expect(model.text(ofTarget: encoded.target) == pair.target)
        }
        let run = try bench.decode(input: "THESE women sold a ladder\n")
        #expect(run.exitCode == 0)
        #expect(!run.output.contains("@@"))
        #expect(try bench.decode(input: "these women sold a ladder\n").output == run.output)
    }

    @Test func targetTokensAreCountedWithTheirEnds() throws {
        #expect(try bench.train(["--epochs", "1", "--log", "log.jsonl"]).exitCode == 0)
        let targets = TinyTraining.pairs.split(separator: "\n").compactMap { $0.split(separator: "\t").last }
        let last = try #require(LogLine.all(of: bench.text(of: "log.jsonl")).last)
        #expect(last.targetTokens == targets.map { $0.count + 1 }.reduce(0, +))
    }

    @Test func quietTellsNothing() throws {
        let run = try bench.train(["--steps", "3", "--valid", "pairs.tsv", "--quiet"])
        #expect(run.exitCode == 0)
        #expect(run.messages == "" && run.output == "")
    }

    @Test func aDryRunShowsEverythingAndWritesNothing() throws {
        let run = try bench.train(["--dry-run", "--log", "log.jsonl"])
        #expect(run.exitCode == 0)
        #expect(run.messages == "")
        for part in [
            "--hidden                    8                       given",
            "--clip-norm                 5                       default",
            "training pairs     60 ", "encoder.weight_ih_l0", "parameters ", "memory ",
            "Training\n  steps              20\n", "Batch 1: 60 pairs", "  ->  ",
        ] {
            #expect(run.output.contains(part), "\(part)")
        }
        #expect(try bench.names() == ["pairs.tsv"])
    }

    @Test func whatOftenIsAMistakeIsShownBeforeTraining() throws {
        #expect(try bench.train(["--dry-run"]).output.contains("  check              nothing unusual was found\n"))
        try bench.write(TinyTraining.pairs + "a\u{A0}b\ta b\nabc\tabc\nabc\tabc\n", to: "pairs.tsv")
        let findings = [
            "check              training data: 1 pair stands in the corpus before (first: line 63)\n",
            "check              training data: 1 source line holds a no-break space (first: line 61, U+00A0)\n",
        ]
        let dryRun = try bench.train(["--dry-run"])
        let training = try bench.train(["--steps", "1", "--valid", "pairs.tsv"])
        for finding in findings {
            #expect(dryRun.output.contains(finding))
            #expect(training.messages.contains(finding))
            #expect(training.messages.contains(finding.replacing("training data", with: "validation data")))
        }
        #expect(training.messages.contains("validation pairs   63 (63 of them also in training)\n"))
    }

    @Test func twoFilesTrainTheSameModelAsOneWithTwoColumns() throws {
        let lines = TinyTraining.pairs.split(separator: "\n").map { $0.split(separator: "\t") }
        try bench.write(lines.map { $0[0] + "\n" }.joined(), to: "sources.txt")
        try bench.write(lines.map { $0[1] + "\n" }.joined(), to: "targets.txt")
        #expect(try bench.train(["--steps", "3"]).exitCode == 0)
        let words = ["--source", "sources.txt", "--target", "targets.txt", "--model", "other.safetensors"]
        #expect(try bench.run("seq2seq-train", words + TinyTraining.size + ["--steps", "3"]).exitCode == 0)
        #expect(try bench.bytes(of: "other.safetensors") == bench.bytes(of: "model.safetensors"))
    }

    @Test func theSameCommandGivesTheSameModelAtAnyThreadCount() throws {
        let words = ["--train", "pairs.tsv", "--embedding", "8", "--hidden", "8", "--steps", "5"]
        for threads in ["1", "2", "3"] {
            let more = ["--threads", threads, "--model", "\(threads).safetensors"]
            #expect(try bench.run("seq2seq-train", words + more).exitCode == 0)
        }
        #expect(try bench.bytes(of: "1.safetensors") == bench.bytes(of: "2.safetensors"))
        #expect(try bench.bytes(of: "1.safetensors") == bench.bytes(of: "3.safetensors"))
    }

    @Test func anotherSeedGivesAnotherModel() throws {
        #expect(try bench.train(["--steps", "2"]).exitCode == 0)
        let first = try bench.bytes(of: "model.safetensors")
        #expect(try bench.train(["--steps", "2", "--seed", "2"]).exitCode == 0)
        #expect(try bench.bytes(of: "model.safetensors") != first)
    }

    @Test(arguments: ["nowhere.safetensors", "model.safetensors"])
    func aLinkThatLeadsToNoFileIsNotReplaced(destination: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: bench.path(of: "model.safetensors"), withDestinationPath: destination)
        let run = try bench.train(["--steps", "2", "--quiet"])
        #expect(run.exitCode == 73)
        #expect(run.messages.hasPrefix("seq2seq-train: model.safetensors is a link that leads to no file."))
    }

    @Test func theModelReplacesTheFileThatALinkLeadsTo() throws {
        try bench.write("", to: "real.safetensors")
        try FileManager.default.createSymbolicLink(
            atPath: bench.path(of: "model.safetensors"), withDestinationPath: "real.safetensors")
        #expect(try bench.train(["--steps", "2"]).exitCode == 0)
        #expect(
            try bench.names() == ["model.safetensors", "model.safetensors.checkpoint", "pairs.tsv", "real.safetensors"])
        _ = try TranslationModel(contentsOf: bench.path(of: "real.safetensors"))
    }
}
