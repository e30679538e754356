import Foundation
import Testing

/// A case of `make_sacrebleu_fixtures.py`: texts and what sacreBLEU says of them.
struct SacreBLEUFixture: Decodable, CustomTestStringConvertible {
    let name: String
    let hypotheses: [String]
    let references: [String]
    let bleu: [Score]
    let chrf: Double

    struct Score: Decodable {
        let tokenizer: String
        let smoothing: String
        let score: Double
        let precisions: [Double]
        let text: String
    }

    var testDescription: String { name }

    static func all() throws -> [SacreBLEUFixture] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "Golden/sacrebleu.json")
        return try JSONDecoder().decode([SacreBLEUFixture].self, from: Data(contentsOf: file))
    }
}
