import Foundation
import Seq2SeqText
import Testing

/// A case of `make_sentencepiece_fixtures.py`: a model, and what SentencePiece makes of texts with it.
struct SentencePieceFixture: Decodable, CustomTestStringConvertible {
    let model: String
    let lines: [Line]

    struct Line: Decodable {
        let text: String
        let pieces: [String]
        let decoded: String

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            text = try container.decode(String.self)
            pieces = try container.decode([String].self)
            decoded = try container.decode(String.self)
        }
    }

    var testDescription: String { model }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden/sentencepiece")

    static func all() throws -> [SentencePieceFixture] {
        try JSONDecoder().decode(
            [SentencePieceFixture].self, from: Data(contentsOf: folder.appending(path: "cases.json")))
    }

    /// The path of the model's file.
    var path: String { Self.folder.appending(path: model).path }

    func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    static func named(_ name: String) throws -> SentencePieceFixture {
        try #require(try all().first { $0.model == name })
    }
}
