import Foundation
import Seq2SeqBench
import Testing

@Suite("seq2seq-evaluate")
struct EvaluateCommandTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func evaluate(_ words: String...) throws -> Run {
        try bench.run("seq2seq-evaluate", words.flatMap { $0.split(separator: " ").map(String.init) })
    }

    /// The objects that `--format json` writes.
    private func objects(_ run: Run) throws -> [[String: Any]] {
        #expect(run.exitCode == 0 && run.messages == "", "\(run.messages)")
        return try run.lines.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    private func writeTexts() throws {
        try bench.write("eins\tthe cat sat\nzwei drei\tthe dog ran off\nvier\tyes\n", to: "test.tsv")
        try bench.write("the cat sat\nthe dog ran away\n\n", to: "a.txt")
        try bench.write("the cat sat\nthe dog ran off\nno\n", to: "b.txt")
        try bench.write("the cat sat\nthe dog ran off\nyes\n", to: "reference.txt")
        try bench.write("eins\nzwei drei\nvier\n", to: "source.txt")
    }

    // MARK: Outputs

    @Test func theObjectOfAnOutputHasItsScoresUnderTheirNames() throws {
        try writeTexts()
        let run = try evaluate("--output a.txt --pairs test.tsv --format json")
        #expect(
            run.output.hasPrefix(
                #"{"output":"a.txt","lines":3,"exact":33.33,"token_accuracy":75.0,"character_accuracy":79.31,"#
                    + #""wer":25.0,"cer":24.14,"bleu":"#))
        let object = try objects(run)[0]
        for name in ["chrf", "chrf++", "ter"] { #expect(object[name] is Double) }
        let signatures = try #require(object["signatures"] as? [String: String])
        #expect(signatures["bleu"] == "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0")
        #expect(object["perplexity"] == nil)
    }

    @Test func referencesLineByLineAreAsGoodAsPairs() throws {
        try writeTexts()
        let options = "--output a.txt --output b.txt --format json --by-length --confusions 9 --confidence 90"
        let pairs = try evaluate(options, "--pairs test.tsv")
        #expect(pairs.lines.count == 2)
        #expect(try evaluate(options, "--reference reference.txt --source source.txt").output == pairs.output)
        let scores = try evaluate("--output b.txt --metrics wer,exact --format json --reference reference.txt")
        #expect(scores.output == "{\"output\":\"b.txt\",\"lines\":3,\"wer\":12.5,\"exact\":66.67}\n")
    }

    @Test func whatWasAskedForIsTold() throws {
        try writeTexts()
        let run = try evaluate(
            "--output a.txt --output b.txt --pairs test.tsv --format json --metrics exact,bleu --tokenize char",
            "--by-length --by-rarity test.tsv --confusions 2 --confidence 95 --resamples 20")
        let object = try objects(run)[0]
        #expect((object["signatures"] as? [String: String])?["bleu"]?.contains("tok:char") == true)
        let lengths = try #require(object["by_length"] as? [[String: Any]])
        #expect(lengths.map { $0["from"] as? Int } == [1, 2] && lengths.map { $0["lines"] as? Int } == [2, 1])
        #expect(lengths[1]["exact"] as? Double == 0)
        let rarities = try #require(object["by_rarity"] as? [[String: Any]])
        #expect(rarities.map { $0["to"] as? Int } == [1])
        let confusions = try #require(object["confusions"] as? [[String: Any]])
        #expect(confusions.map { $0["expected"] as? String } == ["off", "yes"])
        #expect(confusions[0]["found"] as? String == "away" && confusions[1]["found"] is NSNull)
        let bleu = try #require((object["confidence"] as? [String: Any])?["bleu"] as? [String: Double])
        #expect(bleu.keys.sorted() == ["high", "low", "mean"])
        let other = try #require((try objects(run)[1]["confidence"] as? [String: Any])?["bleu"] as? [String: Double])
        #expect(try #require(other["p"]) > 0)
    }

    @Test func tablesFitATerminalOf80Columns() throws {
        try writeTexts()
        try bench.write("the cat sat\nthe dog ran\nyes\n", to: "an-output-with-a-rather-long-name.txt")
        let run = try evaluate(
            "--output a.txt --output b.txt --output an-output-with-a-rather-long-name.txt --pairs test.tsv",
            "--by-length --by-rarity test.tsv --confusions 5 --confidence 95 --resamples 9")
        #expect(run.exitCode == 0)
        for line in run.lines { #expect(line.count <= 80, "\(line)") }
        for part in [
            "exact match  ", "WER  ", "chrF2++", "±", "…", "source length in words", "(nothing)", "\nBLEU|nrefs:1",
        ] {
            #expect(run.output.contains(part), "\(part)")
        }
    }

    @Test func threadsDoNotChangeTheOutput() throws {
        try writeTexts()
        let options = "--output a.txt --output b.txt --pairs test.tsv --confidence 95 --resamples 30 --format json"
        let one = try evaluate(options, "--threads 1")
        #expect(try evaluate(options, "--threads 3").output == one.output)
    }

    @Test func anOutputMayComeThroughAPipe() throws {
        try writeTexts()
        let words = ["--pairs", "test.tsv", "--metrics", "exact", "--format", "json", "--output"]
        let file = try bench.run("seq2seq-evaluate", words + ["a.txt"])
        let pipe = try bench.run("seq2seq-evaluate", words + ["-"], input: bench.bytes(of: "a.txt"))
        #expect(pipe.exitCode == 0 && pipe.output == file.output.replacing("a.txt", with: "standard input"))
    }

    @Test func columnsAreChosen() throws {
        try writeTexts()
        try bench.write("1\teins\tthe cat sat\n2\tzwei drei\tthe dog ran off\n3\tvier\tyes\n", to: "table.tsv")
        let options = "--output a.txt --format json --by-length --pairs"
        let run = try evaluate(options, "table.tsv --columns 2,3")
        #expect(try run.output == evaluate(options, "test.tsv").output)
        #expect(run.messages.contains("table.tsv: column 1 is ignored in 3 lines"), "\(run.messages)")
    }

    /// What the command cannot do is no advice.
    @Test func adviceIsOfOptionsThatTheCommandHas() throws {
        try bench.write("a\n", to: "a.txt")
        for text: BadInput.Content in ["a b\n", "a\t\n", [0x61, 0x09, 0xFF, 0x0A] as [UInt8]] {
            try bench.write(text.bytes, to: "t.tsv")
            for run in [
                try evaluate("--output a.txt --pairs t.tsv"),
                try Bench.withModel().run(
                    "seq2seq-decode", ["--model", "model.safetensors", "--score", bench.path(of: "t.tsv")]),
            ] {
                #expect(run.exitCode == 65 && run.messages.contains("t.tsv, line 1:"))
                #expect(!run.messages.contains("left out") && !run.messages.contains("--skip"), "\(run.messages)")
            }
        }
    }

    @Test func whatBLEUCannotMeasureIsSaid() throws {
        try bench.write("a\tx1\nb\ty2\n", to: "test.tsv")
        try bench.write("x1\ny2\n", to: "a.txt")
        let run = try evaluate("--output a.txt --pairs test.tsv")
        #expect(
            run.output.contains("BLEU counts runs of four words, but only 0.00 % of the references"), "\(run.output)")
        for line in run.lines { #expect(line.count <= 80) }
        let cut = try evaluate("--output a.txt --pairs test.tsv --tokenize char")
        #expect(!cut.output.contains("runs of four words"))
    }

    // MARK: Models

    @Test func tokensThatTheModelDoesNotKnowAreTold() throws {
        let bench = try Bench.withModel()
        try bench.write("abc\tabc\na\u{431}c\tabc\n", to: "test.tsv")
        let words = ["--model", "model.safetensors", "--pairs", "test.tsv", "--metrics", "exact", "--format", "json"]
        let run = try bench.run("seq2seq-evaluate", words)
        #expect(
            run.messages.contains("1 of 6 source tokens is unknown to the model, in 1 line (line 2)."),
            "\(run.messages)")
        #expect(run.output.contains("\"unknown_source_tokens\":1"))
    }

    @Test func aModelIsWorthWhatItsOutputsAre() throws {
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
        #expect(try bench.train(["--steps", "60", "--learning-rate", "0.02", "--quiet"]).exitCode == 0)
        let sources = TinyTraining.pairs.split(separator: "\n").map { $0.prefix { $0 != "\t" } + "\n" }.joined()
        let outputs = try bench.decode(["--beam", "3", "--max-length", "7"], input: sources)
        try bench.write(outputs.outputBytes, to: "outputs.txt")
        let model = try evaluate(
            "--model model.safetensors --pairs pairs.tsv --format json --beam 3 --max-length 7 --batch-size 7")
        var object = try objects(model)[0]
        var expected = try objects(try evaluate("--output outputs.txt --pairs pairs.tsv --format json"))[0]
        #expect(object.removeValue(forKey: "output") as? String == "model.safetensors")
        expected["output"] = nil
        let perplexity = try #require(object.removeValue(forKey: "perplexity") as? Double)
        #expect(object as NSDictionary == expected as NSDictionary)
        let scores = try bench.decode(["--score", "pairs.tsv"]).lines.compactMap(Double.init)
        let tokens = TinyTraining.pairs.split(separator: "\n").reduce(0) { $0 + ($1.count - 1) / 2 + 1 }
        #expect(abs(perplexity - exp(-scores.reduce(0, +) / Double(tokens))) <= 0.005)
    }

    // MARK: What cannot be compared

    static let badInputs = [
        BadInput(
            "lines missing", ["a.txt": "x\n", "t.tsv": "a\tb\nc\td\n"], "--output a.txt --pairs t.tsv", 65,
            "a.txt has 1 line, but t.tsv has 2."),
        BadInput(
            "an empty output", ["a.txt": "", "t.tsv": "a\tb\n"], "--output a.txt --pairs t.tsv", 65,
            "a.txt has 0 lines"),
        BadInput(
            "a blank reference", ["a.txt": "x\ny\n", "r.txt": "a\n \n"], "--output a.txt --reference r.txt", 65,
            "r.txt, line 2: the reference is blank."),
        BadInput(
            "a blank target", ["a.txt": "x\n", "t.tsv": "a\t\n"], "--output a.txt --pairs t.tsv", 65,
            "t.tsv, line 1: the target is blank."),
        BadInput(
            "empty references", ["a.txt": "", "r.txt": ""], "--output a.txt --reference r.txt", 65, "r.txt is empty."),
        BadInput(
            "bad UTF-8", ["a.txt": [0x61, 0xFF, 0x0A] as [UInt8], "r.txt": "a\n"],
            "--output a.txt --reference r.txt", 65, "a.txt, line 1: byte 2 of the line, 0xFF"),
        BadInput(
            "gzip", ["a.txt.gz": [0x1F, 0x8B, 8, 0] as [UInt8], "r.txt": "a\n"],
            "--output a.txt.gz --reference r.txt", 65, "data compressed by gzip. Convert it first: gzip -dc < a.txt.gz"),
        BadInput(
            "lines ended by CR alone", ["a.txt": "x\ny\n", "r.txt": "a\rb\r"], "--output a.txt --reference r.txt", 65,
            "r.txt, line 1: carriage returns seem to end the lines"),
        BadInput(
            "standard input twice", ["t.tsv": "a\tb\n"], "--output - --pairs - ", 64,
            "Two inputs are standard input, which can be read once."),
        BadInput(
            "columns of nothing", [:], "--output a.txt --reference r.txt --columns 1,3", 64,
            "'--columns' also needs '--pairs PAIRS.tsv'"),
        BadInput("no output", ["r.txt": "a\n"], "--output a.txt --reference r.txt", 66, "a.txt"),
        BadInput("no model", ["t.tsv": "a\tb\n"], "--model m.safetensors --pairs t.tsv", 66, "m.safetensors"),
        BadInput(
            "nothing to judge", [:], "--pairs t.tsv", 64, "One of '--model MODEL.safetensors' and '--output FILE'"),
        BadInput("no references", [:], "--output a.txt", 64, "One of '--pairs PAIRS.tsv' and '--reference FILE'"),
        BadInput(
            "a model and an output", [:], "--model m --output a.txt --pairs t.tsv", 64, "'--model' and '--output'"),
        BadInput("pairs and references", [:], "--output a.txt --pairs t.tsv --reference r", 64, "'--pairs' and"),
        BadInput("sources alone", [:], "--output a.txt --pairs t --source s", 64, "'--source'"),
        BadInput(
            "rarity without sources", [:], "--output a.txt --reference r.txt --by-rarity t", 64,
            "'--by-rarity' also needs '--source"),
        BadInput(
            "a search without a model", [:], "--output a.txt --pairs t --beam 5", 64, "'--beam' also needs '--model"),
        BadInput("perplexity without a model", [:], "--output a.txt --pairs t --metrics perplexity", 64, "'--model"),
        BadInput("an unknown score", [:], "--output a.txt --pairs t --metrics bleu,blue", 64, "'bleu,blue'"),
        BadInput("a score twice", [:], "--output a.txt --pairs t --metrics bleu,bleu", 64, "'bleu,bleu'"),
        BadInput("a level of 100", [:], "--output a.txt --pairs t --confidence 100", 64, "between 0 and 100"),
        BadInput("draws for nothing", [:], "--output a.txt --pairs t --resamples 5", 64, "'--confidence LEVEL'"),
    ]

    @Test(arguments: badInputs)
    func whatCannotBeComparedIsRefused(input: BadInput) throws {
        try bench.write(input)
        let run = try bench.run("seq2seq-evaluate", input.words)
        #expect(run.exitCode == input.exitCode && run.output == "", "\(run.messages)")
        for part in input.messageParts { #expect(run.messages.contains(part), "\(run.messages)") }
    }
}
