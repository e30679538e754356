import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("Rescoring on the command line")
struct RescoringCommandTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
        for (model, words) in [
            ("model", ["--seed", "1"]), ("other", ["--seed", "2", "--tokens", "bytes"]),
            ("back", ["--columns", "2,1"]), ("right", ["--target-order", "right-to-left"]),
            ("lm", ["--target-only"]),
        ] {
            let run = try bench.run(
                "seq2seq-train",
                ["--train", "pairs.tsv", "--model", model, "--steps", "20", "--quiet"] + TinyTraining.size + words)
            #expect(run.exitCode == 0, "\(run.messages)")
        }
    }

    private struct Record: Decodable {
        let hypotheses: [Hypothesis]

        struct Hypothesis: Decodable {
            let text: String
            let logProbability: Double
            let score: Double
            let rescoredLogProbabilities: [Double]?
        }
    }

    private func records(_ words: [String], _ input: String) throws -> [Record] {
        let run = try bench.run(
            "seq2seq-decode",
            ["--model", "model", "--beam", "5", "--n-best", "5", "--format", "jsonl", "--verify-invariance"] + words,
            input: Array(input.utf8))
        #expect(run.exitCode == 0, "\(run.messages)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try run.output.split(separator: "\n").map { try decoder.decode(Record.self, from: Data($0.utf8)) }
    }

    private func scores(_ model: String, _ pairs: [(String, String)]) throws -> [Double] {
        try bench.write(pairs.map { "\($0.0)\t\($0.1)\n" }.joined(), to: "scored.tsv")
        let run = try bench.run("seq2seq-decode", ["--model", model, "--score", "scored.tsv"])
        #expect(run.exitCode == 0, "\(run.messages)")
        return run.output.split(separator: "\n").compactMap { Double($0) }
    }

    @Test func itEqualsDoingItByHandWithScore() throws {
        let sources = ["abcd", "dcab", "bbaa"]
        let input = sources.map { $0 + "\n" }.joined()
        let plain = try records([], input)
        #expect(plain[0].hypotheses[0].rescoredLogProbabilities == nil)
        let judged = try records(
            [
                "--rescore", "other:0.5", "--rescore", "right:0.25", "--rescore", "lm:0.1", "--rescore-backward",
                "back:2",
            ],
            input)
        for ((source, before), after) in zip(zip(sources, plain), judged) {
            let texts = before.hypotheses.map(\.text).filter { !$0.isEmpty }
            let pairs = texts.map { (source, $0) }
            let opinions = try [
                scores("other", pairs), scores("right", pairs), scores("lm", pairs),
                scores("back", pairs.map { ($0.1, $0.0) }),
            ]
            for (index, text) in texts.enumerated() {
                let own = try #require(before.hypotheses.first { $0.text == text })
                let found = try #require(after.hypotheses.first { $0.text == text })
                #expect(found.rescoredLogProbabilities == opinions.map { $0[index] })
                let sum = zip([0.5, 0.25, 0.1, 2], opinions).reduce(own.score) { $0 + $1.0 * $1.1[index] }
                #expect(abs(found.score - sum) < 1e-9 && found.logProbability == own.logProbability)
            }
            let scores = after.hypotheses.map(\.score)
            #expect(scores == scores.sorted(by: >))
        }
        let text = try bench.run(
            "seq2seq-decode",
            ["--model", "model", "--beam", "5", "--n-best", "5", "--rescore", "other:0.5"], input: Array(input.utf8))
        #expect(text.exitCode == 0, "\(text.messages)")
        let best = try records(["--rescore", "other:0.5"], input).map { $0.hypotheses[0].text + "\n" }
        #expect(text.output == best.joined())
    }

    @Test func aModelFromRightToLeftWorksLikeAnyOther() throws {
        let run = try bench.run(
            "seq2seq-train",
            ["--train", "pairs.tsv", "--valid", "pairs.tsv", "--model", "learnt", "--target-order", "right-to-left"]
                + ["--epochs", "40", "--embedding", "16", "--hidden", "32", "--threads", "1", "--quiet"])
        #expect(run.exitCode == 0, "\(run.messages)")
        let told = try bench.run(
            "seq2seq-evaluate", ["--model", "learnt", "--pairs", "pairs.tsv", "--metrics", "exact", "--format", "json"])
        let number = told.output.components(separatedBy: "\"exact\":").last?.prefix { "0123456789.".contains($0) }
        let exact = number.flatMap { Double($0) }
        // Turned round wrongly, hardly any would be right.
        #expect(try #require(exact) > 1, "\(told.output)")
        let inspected = try bench.run("seq2seq-inspect", ["learnt"])
        #expect(inspected.output.contains("right-to-left"))
        let from = try bench.run(
            "seq2seq-train", ["--from", "learnt", "--train", "pairs.tsv", "--model", "more", "--epochs", "1"])
        #expect(from.exitCode == 0, "\(from.messages)")
        #expect(try bench.run("seq2seq-inspect", ["more"]).output.contains("right-to-left"))
    }

    @Test func whatDoesNotGoTogetherIsToldClearly() throws {
        func expect(_ words: String, _ code: Int32, _ message: String) throws {
            let run = try bench.run(
                "seq2seq-decode", ["--model", "model"] + words.split(separator: " ").map(String.init))
            #expect(run.exitCode == code, "\(words): \(run.messages)")
            #expect(run.messages.contains(message), "\(words): \(run.messages)")
        }
        try expect("--rescore other:1", 64, "also needs '--n-best N'")
        try expect("--rescore other", 64, "a colon and a number")
        try expect("--rescore nowhere:1 --beam 2 --n-best 2", 66, "nowhere")
        try expect("--rescore other:1 --beam 2 --n-best 2 --mbr chrf", 64, "cannot be given together")
        try expect("--rescore other:1 --score pairs.tsv", 64, "cannot be given together")
        try expect("--rescore-backward lm:1 --beam 2 --n-best 2", 64, "lm is a language model")
        try bench.write("a\n", to: "prefix")
        let run = try bench.run("seq2seq-decode", ["--model", "right", "--prefix-file", "prefix"])
        #expect(run.exitCode == 64 && run.messages.contains("from left to right"), "\(run.messages)")
    }
}
