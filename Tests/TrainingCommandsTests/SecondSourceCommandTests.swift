import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("Second sources on the command line")
struct SecondSourceCommandTests {
    let bench: Bench

    private static let lines = [
        "go\tgoing\twent", "be\tbeing\twas", "do\tdone\tdid", "see\tseen\tsaw", "go\tgone\twent", "eat\teaten\tate",
        "rain\training\t", "fly\tflown\tflew",
    ]

    init() throws {
        bench = try Bench()
        try bench.write(Self.lines.map { $0 + "\n" }.joined(), to: "verbs.tsv")
    }

    private func train(_ words: [String] = ["--second-source", "3"], model: String = "model") throws -> Run {
        try bench.run(
            "seq2seq-train",
            ["--train", "verbs.tsv", "--valid", "verbs.tsv", "--model", model, "--epochs", "3"] + TinyTraining.tiny
                + words)
    }

    @Test func aColumnIsReadInTrainingDecodingAndEvaluation() throws {
        let run = try train()
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.messages.contains("second source      median 3,"), "\(run.messages)")
        #expect(run.messages.contains("; none in 1 pair\n"), "\(run.messages)")
        #expect(run.messages.contains("go | went  ->"), "\(run.messages)")
        #expect(!run.messages.contains("ignored"), "\(run.messages)")
        let verbs = try bench.run(
            "seq2seq-decode",
            ["--model", "model", "--second-source", "3", "--input", "verbs.tsv", "--verify-invariance"])
        #expect(verbs.exitCode == 0 && verbs.lines.count == 8, "\(verbs.messages)")
        let records = Self.lines.map { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            return #"{"source":"\#(cells[0])","second_source":"\#(cells[2])"}"#
        }
        try bench.write(records.joined(separator: "\n") + "\n", to: "records")
        let objects = try bench.run("seq2seq-decode", ["--model", "model", "--input", "records", "--format", "jsonl"])
        #expect(objects.exitCode == 0, "\(objects.messages)")
        for (line, object) in zip(verbs.lines, objects.lines) { #expect(object.contains(#""text":"\#(line)""#)) }
        #expect(objects.lines[0].hasSuffix(#""line":1,"second_source":"went","source":"go"}"#), "\(objects.lines[0])")
        #expect(objects.lines[6].contains(#""second_source":"""#), "\(objects.lines[6])")
        let first = try bench.run(
            "seq2seq-decode", ["--model", "model", "--second-source", "1"], input: Array("went\tgo\n\n".utf8))
        let second = try bench.run(
            "seq2seq-decode", ["--model", "model", "--second-source", "2"], input: Array("go\twent\n\n".utf8))
        #expect(first.exitCode == 0 && first.output == second.output && first.lines.count == 2)
        for words in [["--score", "verbs.tsv"], ["--score", "verbs.tsv", "--format", "jsonl"], []] {
            let command = words.isEmpty ? "seq2seq-evaluate" : "seq2seq-decode"
            let rest = words.isEmpty ? ["--pairs", "verbs.tsv"] : words
            let run = try bench.run(command, ["--model", "model", "--second-source", "3"] + rest)
            #expect(run.exitCode == 0, "\(run.messages)")
            #expect(words.count < 3 || run.lines[0].contains(#""second_source":"went","source":"go""#), "\(run.output)")
        }
        let converted = try bench.run(
            "seq2seq-convert",
            ["--model", "model", "--to", "int8", "--output", "small", "--pairs", "verbs.tsv", "--second-source", "3"])
        #expect(converted.exitCode == 0, "\(converted.messages)")
        let rounded = try bench.run(
            "seq2seq-decode",
            ["--model", "small", "--second-source", "3", "--input", "verbs.tsv", "--verify-invariance"])
        #expect(rounded.exitCode == 0, "\(rounded.messages)")
        let told = try bench.run("seq2seq-inspect", ["model"])
        #expect(told.output.contains("second_encoder") && told.output.contains("reads_second_source"), "\(told.output)")
        #expect(try bench.run("seq2seq-inspect", ["model", "--compare", "model"]).exitCode == 0)
    }

    @Test func itStandsBesideTags() throws {
        let tags = ["V;PRS", "V;PRS", "V;PST", "V;PST", "V;PST", "V;PST", "", "V;PST"]
        try bench.write(zip(Self.lines, tags).map { "\($0)\t\($1)\n" }.joined(), to: "verbs.tsv")
        let run = try train(["--second-source", "3", "--tags", "4", "--attention", "general", "--copy"])
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.messages.contains("go | went (V;PRS)  ->"), "\(run.messages)")
        let columns = ["--second-source", "3", "--tags", "4"]
        let found = try bench.run(
            "seq2seq-decode", ["--model", "model", "--input", "verbs.tsv", "--verify-invariance"] + columns)
        #expect(found.exitCode == 0, "\(found.messages)")
        let turned = try bench.run(
            "seq2seq-decode", ["--model", "model", "--second-source", "1", "--tags", "2"],
            input: Array("went\tV;PRS\tgo\n".utf8))
        #expect(turned.lines == [found.lines[0]], "\(turned.messages)")
        let object = try bench.run(
            "seq2seq-decode", ["--model", "model", "--format", "jsonl"],
            input: Array(#"{"tags":"V;PRS","second_source":"went","source":"go"}"#.utf8))
        #expect(object.output.contains(#""text":"\#(found.lines[0])""#), "\(object.output)")
    }

    @Test func aStoppedTrainingGoesOnToTheSameBytes() throws {
        let words = ["--second-source", "3", "--batch-size", "3", "--dropout", "0.1", "--recipe", "plain"]
        func train(_ words: [String], _ epochs: Int, _ model: String) throws -> Run {
            try bench.run(
                "seq2seq-train",
                ["--train", "verbs.tsv", "--valid", "verbs.tsv", "--model", model, "--epochs", "\(epochs)"]
                    + TinyTraining.tiny + words)
        }
        #expect(try train(words, 4, "whole").exitCode == 0)
        #expect(try train(words, 2, "parts").exitCode == 0)
        let rest = try train(words + ["--resume"], 4, "parts")
        #expect(rest.exitCode == 0, "\(rest.messages)")
        #expect(try bench.bytes(of: "whole") == bench.bytes(of: "parts"))
        let other = try train(Array(words.dropFirst(2)) + ["--resume"], 5, "parts")
        #expect(other.exitCode == 65 && other.messages.contains("made with other pairs"), "\(other.messages)")
    }

    @Test func aModelGoesOnAndItsVectorsAreOfTheTextAlone() throws {
        #expect(try train().exitCode == 0)
        let on = try bench.run(
            "seq2seq-train",
            ["--train", "verbs.tsv", "--second-source", "3", "--from", "model", "--model", "on", "--epochs", "1"])
        #expect(on.exitCode == 0, "\(on.messages)")
        let blank = try bench.run(
            "seq2seq-train", ["--train", "verbs.tsv", "--from", "model", "--model", "off", "--epochs", "1"])
        #expect(blank.messages.contains("--second-source names its column"), "\(blank.messages)")
        let encode = ["--model", "model", "--encode", "--format", "jsonl"]
        let plain = try bench.run("seq2seq-decode", encode, input: Array("go\n".utf8))
        let double = try bench.run(
            "seq2seq-decode", encode + ["--second-source", "2"], input: Array("go\twent\n".utf8))
        #expect(plain.exitCode == 0 && plain.output == double.output, "\(plain.messages)\(double.messages)")
    }

    @Test func whatDoesNotGoTogetherIsToldClearly() throws {
        #expect(try train().exitCode == 0)
        #expect(try train([], model: "plain").exitCode == 0)
        func expect(_ command: String, _ words: [String], _ code: Int32, _ message: String, input: String = "") throws {
            let run = try bench.run(command, words, input: Array(input.utf8))
            #expect(run.exitCode == code, "\(run.messages)")
            #expect(run.messages.contains(message), "\(run.messages)")
        }
        let pairs = ["--train", "verbs.tsv", "--model", "m"]
        try expect(
            "seq2seq-train", pairs + ["--second-source", "2"], 64,
            "'--second-source' is 2, but column 2 holds the targets")
        try expect(
            "seq2seq-train", pairs + ["--tags", "3", "--second-source", "3"], 64,
            "'--second-source' is 3, but column 3 holds the tags")
        try expect(
            "seq2seq-train", pairs + ["--second-source", "3", "--weights", "3"], 64,
            "'--weights' is 3, but column 3 holds the second sources")
        try expect("seq2seq-train", pairs + ["--second-source", "4"], 65, "verbs.tsv, line 1")
        try expect("seq2seq-train", pairs + ["--second-source", "3", "--target-only"], 64, "--second-source")
        try expect(
            "seq2seq-train", ["--train", "verbs.tsv", "--second-source", "3", "--from", "plain", "--model", "m"], 65,
            "The pairs have second sources, but the model that is gone on from reads none.")
        try bench.write("a\tb\t\nc\td\t \n", to: "none.tsv")
        try expect(
            "seq2seq-train", ["--train", "none.tsv", "--second-source", "3", "--model", "m"], 64,
            "'--second-source' is 3, but no pair to train on has text there")
        try expect(
            "seq2seq-decode", ["--model", "model"], 64, "Say with '--second-source COLUMN' in which column it is.")
        try expect(
            "seq2seq-decode", ["--model", "plain", "--second-source", "2"], 64,
            "needs a model that reads a second source")
        try expect(
            "seq2seq-decode", ["--model", "model", "--second-source", "2"], 65,
            "Line 2: the model reads a second source, but there is none where it should be: the line has 1 column.",
            input: "go\twent\ngo\n")
        try expect(
            "seq2seq-evaluate", ["--model", "model", "--pairs", "verbs.tsv"], 64, "Say with '--second-source COLUMN'")
        try expect(
            "seq2seq-convert", ["--model", "model", "--to", "int8", "--output", "s", "--pairs", "verbs.tsv"], 64,
            "Say with '--second-source COLUMN'")
        let object = try bench.run(
            "seq2seq-decode", ["--model", "model", "--format", "jsonl"], input: Array(#"{"source":"go"}"#.utf8))
        #expect(
            object.output.contains(#"Line 1: the JSON object has no string \"second_source\""#), "\(object.output)")
    }
}
