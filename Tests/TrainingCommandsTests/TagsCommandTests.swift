import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("Tags on the command line")
struct TagsCommandTests {
    let bench: Bench

    private static let lines = [
        "walk\twalked\tV;PST", "walk\twalks\tV;PRS;3", "talk\ttalked\tV;PST", "ask\tasks\tV;PRS;3",
        "look\tlooked\tV;PST", "look\tlook\tV", "cook\tcooks\tV;PRS;3", "ask\tasked\tV;PST",
    ]

    init() throws {
        bench = try Bench()
        try bench.write(Self.lines.map { $0 + "\n" }.joined(), to: "forms.tsv")
    }

    private func train(_ words: [String] = ["--tags", "3"], model: String = "model") throws -> Run {
        try bench.run(
            "seq2seq-train",
            ["--train", "forms.tsv", "--valid", "forms.tsv", "--model", model, "--epochs", "3"] + TinyTraining.tiny
                + words)
    }

    @Test func aColumnOfTagsIsReadInTrainingDecodingAndEvaluation() throws {
        let run = try train()
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(run.messages.contains("tags 8"), "\(run.messages)")
        #expect(run.messages.contains("walk (V;PST)  ->"), "\(run.messages)")
        #expect(!run.messages.contains("ignored"), "\(run.messages)")
        let forms = try bench.run(
            "seq2seq-decode", ["--model", "model", "--tags", "3", "--input", "forms.tsv", "--verify-invariance"])
        #expect(forms.exitCode == 0, "\(forms.messages)")
        let records = Self.lines.map { line in
            let cells = line.split(separator: "\t")
            return #"{"source":"\#(cells[0])","tags":"\#(cells[2])"}"#
        }
        try bench.write(records.joined(separator: "\n") + "\n", to: "records")
        let objects = try bench.run(
            "seq2seq-decode", ["--model", "model", "--input", "records", "--format", "jsonl"])
        #expect(objects.exitCode == 0, "\(objects.messages)")
        for (line, object) in zip(
            forms.output.split(separator: "\n", omittingEmptySubsequences: false), objects.output.split(separator: "\n")
        ) {
            #expect(object.contains(#""text":"\#(line)""#))
        }
        let first = try bench.run(
            "seq2seq-decode", ["--model", "model", "--tags", "1"], input: Array("V;PST\twalk\n\n".utf8))
        let second = try bench.run(
            "seq2seq-decode", ["--model", "model", "--tags", "2"], input: Array("walk\tV;PST\n\n".utf8))
        #expect(first.exitCode == 0 && first.output == second.output)
        for words in [["--score", "forms.tsv"], []] {
            let command = words.isEmpty ? "seq2seq-evaluate" : "seq2seq-decode"
            let rest = words.isEmpty ? ["--pairs", "forms.tsv"] : words
            let run = try bench.run(command, ["--model", "model", "--tags", "3"] + rest)
            #expect(run.exitCode == 0, "\(run.messages)")
        }
        let converted = try bench.run(
            "seq2seq-convert",
            ["--model", "model", "--to", "int8", "--output", "small", "--pairs", "forms.tsv", "--tags", "3"])
        #expect(converted.exitCode == 0, "\(converted.messages)")
        let told = try bench.run("seq2seq-inspect", ["model"])
        #expect(told.output.contains("Tag vocabulary: 8 tags, 4 of them reserved"), "\(told.output)")
        #expect(try bench.run("seq2seq-inspect", ["model", "--compare", "model"]).exitCode == 0)
    }

    @Test func neitherTheirOrderNorARepetitionCounts() throws {
        #expect(try train(["--tags", "3"]).exitCode == 0)
        func score(_ tags: String) throws -> String {
            try bench.write("walk\twalks\t\(tags)\n", to: "one.tsv")
            let output = try bench.run(
                "seq2seq-decode", ["--model", "model", "--score", "one.tsv", "--tags", "3", "--format", "jsonl"]
            ).output
            return try String(#require(output.firstMatch(of: /"token_log_probabilities":[^\]]*/)).output)
        }
        let scores = try ["V;PRS;3", "3;V;PRS", "PRS; 3 ;V;V", "V;PRS;3;NEVER-SEEN"].map(score)
        #expect(Set(scores).count == 1 && scores[0].contains("token_log_probabilities"), "\(scores)")
        #expect(try score("V;PST") != scores[0])
        #expect(try score("") != scores[0])
    }

    @Test func objectsTellTheTagsOfTheirLine() throws {
        #expect(try train().exitCode == 0)
        let run = try bench.run(
            "seq2seq-decode", ["--model", "model", "--tags", "2", "--format", "jsonl"],
            input: Array("walk\tV;PST\n\nwalk\n".utf8))
        #expect(run.lines.count == 3, "\(run.messages)")
        #expect(run.lines[0].hasSuffix(#""line":1,"source":"walk","tags":"V;PST"}"#), "\(run.lines[0])")
        #expect(run.lines[1].contains(#""tags":"""#) && !run.lines[2].contains("tags\":"), "\(run.output)")
        #expect(try train([], model: "plain").exitCode == 0)
        let plain = try bench.run(
            "seq2seq-decode", ["--model", "plain", "--format", "jsonl"], input: Array("walk\n".utf8))
        #expect(!plain.output.contains("tags"), "\(plain.output)")
    }

    @Test func tagsThatTheModelDoesNotKnowAreCounted() throws {
        #expect(try train().exitCode == 0)
        let input = "walk\tV;PST\nwalk\tV;FUT;FUT;DUAL\n\nask\tFUT\n"
        let text = try bench.run("seq2seq-decode", ["--model", "model", "--tags", "2"], input: Array(input.utf8))
        let message = "3 tags are unknown to the model and left out, in 2 lines (first: line 2)."
        #expect(text.exitCode == 0 && text.messages == "seq2seq-decode: \(message)\n", "\(text.messages)")
        let quiet = try bench.run(
            "seq2seq-decode", ["--model", "model", "--tags", "2", "--quiet"], input: Array(input.utf8))
        #expect(quiet.messages.isEmpty && quiet.output == text.output)
        let objects = try bench.run(
            "seq2seq-decode", ["--model", "model", "--tags", "2", "--format", "jsonl"], input: Array(input.utf8))
        #expect(objects.messages.isEmpty, "\(objects.messages)")
        #expect(!objects.lines[0].contains("unknown_tags") && objects.lines[1].hasSuffix(#","unknown_tags":2}"#))
        try bench.write("walk\twalked\tV;PST\nask\tasked\tFUT;V\n", to: "other.tsv")
        let pairs = ["--model", "model", "--tags", "3"]
        let one = "1 tag is unknown to the model and left out, in 1 line (line 2)."
        let scored = try bench.run("seq2seq-decode", pairs + ["--score", "other.tsv"])
        #expect(scored.messages == "seq2seq-decode: \(one)\n" && scored.lines.count == 2, "\(scored.messages)")
        let records = try bench.run("seq2seq-decode", pairs + ["--score", "other.tsv", "--format", "jsonl"])
        #expect(records.lines[1].contains(#""tags":"FUT;V""#) && records.lines[1].contains(#""unknown_tags":1"#))
        #expect(!records.lines[0].contains("unknown_tags"), "\(records.output)")
        let evaluated = try bench.run("seq2seq-evaluate", pairs + ["--pairs", "other.tsv", "--format", "json"])
        #expect(evaluated.messages.contains("seq2seq-evaluate: \(one)\n"), "\(evaluated.messages)")
        #expect(evaluated.output.contains(#""unknown_tags":1"#), "\(evaluated.output)")
        let forms = try bench.run("seq2seq-evaluate", pairs + ["--pairs", "forms.tsv", "--format", "json"])
        #expect(!forms.output.contains("unknown_tags"), "\(forms.output)")
    }

    @Test func unknownTagsOfTrainingAndValidationAreTold() throws {
        try bench.write("walk\twalked\tV;PST\nask\tasked\tFUT;V\n", to: "other.tsv")
        func run(_ words: [String]) throws -> String {
            let run = try bench.run(
                "seq2seq-train", ["--tags", "3", "--model", "m", "--epochs", "1", "--dry-run"] + words)
            #expect(run.exitCode == 0, "\(run.messages)")
            return run.output
        }
        let validated = try run(["--train", "forms.tsv", "--valid", "other.tsv"] + TinyTraining.tiny)
        #expect(validated.contains("unknown tags       0.00 %; in validation 25.00 %"), "\(validated)")
        #expect(validated.contains("validation data: 25.00 % of the tags are unknown to the model"), "\(validated)")
        #expect(validated.contains("  ask (V;PST)  ->  asked\n"), "\(validated)")
        #expect(!validated.contains("in each epoch."), "\(validated)")
        let noisy = try run(["--train", "forms.tsv", "--source-noise", "0.1"] + TinyTraining.tiny)
        let note = "Noise and dropouts of words or merges are not shown: they change pairs in each epoch."
        #expect(noisy.hasSuffix("\n\(note)\n"), "\(noisy)")
        #expect(try train().exitCode == 0)
        let kept = try run(["--train", "other.tsv", "--from", "model", "--valid-fraction", "0"])
        #expect(kept.contains("unknown tags       25.00 %\n"), "\(kept)")
        let extended = try run(["--train", "other.tsv", "--from", "model", "--vocabulary", "extend"])
        #expect(extended.contains("unknown tags       0.00 %"), "\(extended)")
    }

    @Test func aVectorIsOfTheTextAlone() throws {
        #expect(try train().exitCode == 0)
        let encode = ["--model", "model", "--encode", "--format", "jsonl"]
        let plain = try bench.run("seq2seq-decode", encode, input: Array("walk\n".utf8))
        let tagged = try bench.run("seq2seq-decode", encode + ["--tags", "2"], input: Array("walk\tV;PST\n".utf8))
        #expect(plain.exitCode == 0 && plain.output == tagged.output, "\(plain.messages)\(tagged.messages)")
        let tensor = try bench.run(
            "seq2seq-decode", ["--model", "model", "--encode", "--format", "safetensors", "--output", "v"],
            input: Array("walk\n".utf8))
        #expect(tensor.exitCode == 0, "\(tensor.messages)")
    }

    @Test func aColumnWithoutTagsIsTold() throws {
        try bench.write("a\tb\t\nc\td\t ; \n", to: "none.tsv")
        let run = try bench.run("seq2seq-train", ["--train", "none.tsv", "--tags", "3", "--model", "m"])
        #expect(run.exitCode == 64, "\(run.messages)")
        #expect(run.messages.contains("'--tags' is 3, but no pair to train on has a tag there"), "\(run.messages)")
    }

    @Test func tagsGoWithConstraintsAndVectorsOfWords() throws {
        try bench.write("1 8\nw 1 2 3 4 5 6 7 8\n", to: "letters.vec")
        #expect(try train(["--tags", "3", "--source-embeddings", "letters.vec"]).exitCode == 0)
        try bench.write("walked\nwalks\n", to: "allowed")
        let allowed = try bench.run(
            "seq2seq-decode", ["--model", "model", "--tags", "2", "--allowed", "allowed", "--beam", "2"],
            input: Array("walk\tV;PST\nwalk\tV;PRS;3\n".utf8))
        #expect(allowed.exitCode == 0, "\(allowed.messages)")
        #expect(allowed.output.split(separator: "\n").allSatisfy { ["walked", "walks"].contains($0) })
        try bench.write("e\n", to: "never")
        let banned = try bench.run(
            "seq2seq-decode",
            ["--model", "model", "--tags", "2", "--never-say", "never", "--beam", "3", "--verify-invariance"],
            input: Array("walk\tV;PST\nlook\tV;PST\n".utf8))
        #expect(banned.exitCode == 0 && !banned.output.contains("e"), "\(banned.output)\(banned.messages)")
    }

    @Test func whatDoesNotGoTogetherIsToldClearly() throws {
        #expect(try train().exitCode == 0)
        #expect(try train([], model: "plain").exitCode == 0)
        func expect(_ command: String, _ words: [String], _ code: Int32, _ message: String, input: String = "") throws {
            let run = try bench.run(command, words, input: Array(input.utf8))
            #expect(run.exitCode == code, "\(run.messages)")
            #expect(run.messages.contains(message), "\(run.messages)")
        }
        let pairs = ["--train", "forms.tsv", "--model", "m"]
        try expect("seq2seq-train", pairs + ["--tags", "2"], 64, "'--tags' is 2, but column 2 holds the targets")
        try expect("seq2seq-train", pairs + ["--tags", "4"], 65, "forms.tsv, line 1")
        try expect("seq2seq-decode", ["--model", "model"], 64, "Say with '--tags COLUMN' in which column they are.")
        try expect("seq2seq-decode", ["--model", "plain", "--tags", "2"], 64, "needs a model that reads tags")
        try expect(
            "seq2seq-decode", ["--model", "model", "--tags", "2"], 65, "Line 2: the model reads tags",
            input: "walk\tV\nwalk\n")
        try expect(
            "seq2seq-evaluate", ["--model", "model", "--pairs", "forms.tsv"], 64, "Say with '--tags COLUMN'")
        let object = try bench.run(
            "seq2seq-decode", ["--model", "model", "--format", "jsonl"], input: Array(#"{"source":"walk"}"#.utf8))
        #expect(object.output.contains("Line 1: the JSON object has no string"), "\(object.output)")
    }
}
