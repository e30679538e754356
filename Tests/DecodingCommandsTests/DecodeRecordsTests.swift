import Foundation
import Seq2SeqBench
import Testing

@Suite("seq2seq-decode --format jsonl")
struct DecodeRecordsTests {
    let bench: Bench

    init() throws {
        bench = try Bench.withModel()
    }

    /// A line of the output.
    private struct Record: Decodable {
        let line: Int
        let id: Int?
        let source: String?
        let error: String?
        let hypotheses: [Hypothesis]?

        struct Hypothesis: Decodable {
            let text: String
            let tokens: [String]
            let logProbability: Double
            let score: Double
            let finished: Bool
        }
    }

    private func records(_ bytes: [UInt8]) throws -> [Record] {
        let run = try bench.decode(["--format", "jsonl"], bytes: bytes)
        #expect(run.exitCode == 0)
        #expect(run.messages == "")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try run.lines.map { try decoder.decode(Record.self, from: Data($0.utf8)) }
    }

    @Test func everyLineIsAnObjectWithItsHypothesis() throws {
        let texts = try bench.decode(input: "abc\n\nx\"y\\z\u{2028}\n").lines
        let records = try records(Array("abc\n\nx\"y\\z\u{2028}\n".utf8))
        #expect(records.map(\.line) == [1, 2, 3])
        #expect(records.map(\.source) == ["abc", "", "x\"y\\z\u{2028}"])
        for (record, text) in zip(records, texts) {
            let hypothesis = try #require(record.hypotheses?.first)
            #expect(record.hypotheses?.count == 1)
            #expect(hypothesis.text == text && hypothesis.tokens.joined() == text)
            #expect(hypothesis.score == hypothesis.logProbability && hypothesis.score <= 0)
        }
    }

    @Test func theScoreOfAnOutputIsItsLogProbability() throws {
        #expect(try bench.train(["--steps", "150", "--learning-rate", "0.02", "--quiet"]).exitCode == 0)
        let sources = TinyTraining.pairs.split(separator: "\n").compactMap { $0.split(separator: "\t").first }
        let records = try records(Array(sources.joined(separator: "\n").utf8))
        let outputs = records.compactMap { record in
            record.hypotheses?.first.map { (record.source ?? "", $0) }
        }.filter { $0.1.finished && !$0.1.text.isEmpty }
        try bench.write(outputs.map { "\($0.0)\t\($0.1.text)\n" }.joined(), to: "outputs.tsv")
        let scores = try bench.decode(["--score", "outputs.tsv"]).lines.compactMap(Double.init)
        #expect(scores.count > 30)
        #expect(scores == outputs.map(\.1.logProbability))
    }

    @Test func anOutputThatWasCutOffIsNotFinished() throws {
        let run = try bench.decode(["--format", "jsonl", "--max-length", "1"], input: TinyTraining.pairs)
        #expect(run.output.contains("\"finished\":false"))
    }

    @Test func aRecordsNameIsGivenBackAsItCame() throws {
        let lines = [
            "{\"id\":3,\"source\":\"abc\"}", "{\"source\":\"abc\",\"id\":\"third\",\"more\":[1]}",
            "{\"source\":\"abc\"}", "{\"id\":null,\"source\":\"abc\"}", "{\"id\":-0.5,\"source\":\"abc\"}",
            " {\"id\": 18446744073709551617 ,\"source\":\"abc\"} ", "{\"id\":1.50,\"source\":\"abc\"}",
            #"{"id":"caf\u00e9","source":"\u0061bc"}"#,
        ]
        let run = try bench.decode(["--format", "jsonl"], input: lines.joined(separator: "\n"))
        let ids = run.lines.map { line in
            line.split(separator: ",").first { $0.hasPrefix("\"id\":") }.map(String.init)
        }
        #expect(
            ids == [
                "\"id\":3", "\"id\":\"third\"", nil, "\"id\":null", "\"id\":-0.5", "\"id\":18446744073709551617",
                "\"id\":1.50", #""id":"caf\u00e9""#,
            ])
        #expect(run.lines.allSatisfy { $0.contains("\"source\":\"abc\"") })
    }

    @Test(arguments: [
        #"{"source":"abc",}"#, #"{"source":"abc"} x"#, #"{source:"abc"}"#, "{'source':'abc'}", " {\"source\":\"a\tb\"}",
        #"{"source":"\ud800"}"#, #"{"source":"abc","id":01}"#, #"{"source":"abc","id":[1]}"#,
        #"{"source":"abc","more":[1,]}"#, #"{"source":"abc","more":nul}"#, #"{"source":"\x"}"#,
    ])
    func whatIsNoJSONIsAnError(line: String) throws {
        #expect(try records(Array(line.utf8))[0].error?.contains("it is not a JSON object") ?? false)
    }

    @Test func everyFormOfJSONIsRead() throws {
        let line =
            #"{ "more" : [ {"a":[]}, -0.5e+7, true, false, null, {} ], "source" : "a\\b\/\"\n\ud83d\ude00" }"#
        #expect(try records(Array(line.utf8)).map(\.source) == ["a\\b/\"\n\u{1F600}"])
    }

    @Test func aRecordTellsHowManyTokensAreUnknown() throws {
        let run = try bench.decode(["--format", "jsonl"], input: "abX\nab\n\n")
        #expect(run.lines[0].hasSuffix(#""source":"abX","unknown_source_tokens":1}"#))
        #expect(run.lines[1].hasSuffix(#""source":"ab"}"#))
        #expect(run.lines[2].hasSuffix(#""source":""}"#))
    }

    @Test func aLineThatCannotBeDecodedIsAnErrorAndTheRunGoesOn() throws {
        let bytes = Array("{\"id\":7}\n{\"source\":3}\n{\n".utf8) + [0xFF, 0x0A] + Array("abc\n".utf8)
        let records = try records(bytes)
        #expect(records.map(\.line) == [1, 2, 3, 4, 5])
        for record in records[..<3] {
            #expect(
                record.error == "Line \(record.line): it is not a JSON object with a string \"source\" and at most a"
                    + " number or a string as \"id\".")
            #expect(record.hypotheses == nil)
        }
        #expect(records.map(\.id) == [7, nil, nil, nil, nil])
        #expect(records[3].error == "Line 4: byte 1 of the line, 0xFF, is not valid UTF-8.")
        #expect(records[4].error == nil && records[4].hypotheses?.count == 1)
    }
}
