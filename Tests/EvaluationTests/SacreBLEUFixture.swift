import Foundation
import Testing

/// What `make_sacrebleu_fixtures.py` writes: texts and what sacreBLEU and rapidfuzz say of them.
struct SacreBLEUFixture: Decodable {
    let cases: [Case]
    let bootstrap: PairedTest

    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let hypotheses: [String]
        let references: [String]
        let bleu: [BLEUScore]
        let others: [Score]
        /// For each line edits, unchanged units and units of the reference.
        let words: [[Double]]
        let characters: [[Double]]

        var testDescription: String { name }
    }

    struct BLEUScore: Decodable {
        let tokenizer: String
        let smoothing: String
        let score: Double
        let precisions: [Double]
        let text: String
        let signature: String
    }

    struct Score: Decodable {
        let name: String
        let score: Double
        let signature: String
    }

    struct PairedTest: Decodable {
        let references: [String]
        let outputs: [[String]]
        let results: [Result]

        struct Result: Decodable {
            let name: String
            let halfWidths: [Double]
            let pValue: Double
        }
    }

    static func read() throws -> SacreBLEUFixture {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "Golden/sacrebleu.json")
        return try JSONDecoder().decode(SacreBLEUFixture.self, from: Data(contentsOf: file))
    }
}
