import Foundation
import Seq2SeqBench
import Seq2SeqModels
import Testing

@Suite("seq2seq-decode --encode")
struct EncodeCommandTests {
    let bench: Bench

    init() throws {
        bench = try Bench.withModel()
    }

    /// A line of the output.
    private struct Record: Decodable {
        let line: Int
        let id: String?
        let source: String?
        let error: String?
        let encoding: [Float]?
    }

    private func records(_ words: [String], _ input: [UInt8]) throws -> [Record] {
        let run = try bench.decode(["--encode", "--format", "jsonl"] + words, bytes: input)
        #expect(run.exitCode == 0 && run.messages == "")
        return try run.lines.map { try JSONDecoder().decode(Record.self, from: Data($0.utf8)) }
    }

    @Test func everyLineIsAVector() throws {
        let input = Array("abc\n\n{\"id\":\"x\",\"source\":\"ba\"}\n".utf8) + [0xFF, 0x0A]
        let found = try records([], input)
        #expect(found.map(\.line) == [1, 2, 3, 4])
        #expect(found.map(\.source) == ["abc", "", "ba", nil])
        #expect(found.map(\.id) == [nil, nil, "x", nil])
        #expect(found[3].error != nil && found[3].encoding == nil)
        let model = try TranslationModel(contentsOf: bench.path(of: "model.safetensors"))
        #expect(found.prefix(3).map(\.encoding) == ["abc", "", "ba"].map { model.encoding(of: $0) })
        #expect(try records(["--batch-size", "1", "--threads", "2"], input).map(\.encoding) == found.map(\.encoding))
    }

    @Test func allLinesAreOneTensor() throws {
        let words = ["--encode", "--format", "safetensors", "--output", "vectors.safetensors"]
        let run = try bench.decode(words, input: "abc\n\nba\n")
        #expect(run.exitCode == 0 && run.output == "" && run.messages == "")
        let bytes = try bench.bytes(of: "vectors.safetensors")
        let length = bytes.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
        let header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
        let model = try TranslationModel(contentsOf: bench.path(of: "model.safetensors"))
        let expected = model.encodings(of: ["abc", "", "ba"]).flatMap { $0 }
        #expect(header.contains("\"encodings\":{\"data_offsets\":[0,\(4 * expected.count)],\"dtype\":\"F32\""))
        #expect(header.contains("\"shape\":[3,\(expected.count / 3)]"))
        let data = expected.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
        #expect(Array(bytes[(8 + length)...]) == data)
        // A second run may replace it, and standard output has the same.
        #expect(try bench.decode(words, input: "abc\n\nba\n").exitCode == 0)
        let piped = try bench.decode(["--encode", "--format", "safetensors"], input: "abc\n\nba\n")
        #expect(piped.outputBytes == bytes)
        let failed = try bench.decode(["--encode", "--format", "safetensors"], bytes: [0xFF, 0x0A])
        #expect(failed.exitCode == 65 && failed.messages.contains("1 of 1 line could not be encoded"))
    }

    @Test(arguments: [
        ("--encode", "also needs '--format jsonl|safetensors'"),
        ("--encode --format tsv", "also needs '--format jsonl|safetensors'"),
        ("--format safetensors", "also needs '--encode'"),
        ("--encode --format jsonl --model model.safetensors", "takes one '--model'"),
        ("--encode --format jsonl --beam 2", "--beam"),
        ("--encode --format jsonl --score pairs.tsv", "--encode"),
    ])
    func whatHasNoMeaningIsRefused(options: String, message: String) throws {
        let run = try bench.decode(options.split(separator: " ").map(String.init), input: "abc\n")
        #expect(run.exitCode == 64 && run.output == "" && run.messages.contains(message), "\(run.messages)")
    }
}
