import Foundation
import Testing

/// A case of `make_subword_fixtures.py`: words, the merges that subword-nmt learns from them, and what it makes of
/// words with those.
struct SubwordFixture: Decodable, CustomTestStringConvertible {
    let name: String
    let symbols: Int
    let totalSymbols: Bool
    let minimumCount: Int
    let codes: String
    let segmented: [[String]]
    private let corpus: String?
    private let words: [Word]?

    private struct Word: Decodable {
        let text: String
        let count: Int

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            text = try container.decode(String.self)
            count = try container.decode(Int.self)
        }
    }

    var testDescription: String { name }

    private static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func all() throws -> [SubwordFixture] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let file = top.appending(path: "Tests/Golden/subwords.json")
        return try decoder.decode([SubwordFixture].self, from: Data(contentsOf: file))
    }

    /// The texts that are learned from; each line of a corpus is one.
    func texts() throws -> [String] {
        if let words { return words.map { Array(repeating: $0.text, count: $0.count).joined(separator: " ") } }
        let corpus = try String(contentsOf: Self.top.appending(path: corpus ?? ""), encoding: .utf8)
        return corpus.split(separator: "\n").compactMap { $0.split(separator: "\t").last.map(String.init) }
    }

    /// The different words of the texts, each with how often it occurs.
    func countedWords() throws -> [(word: String, count: Int)] {
        if let words { return words.map { ($0.text, $0.count) } }
        var counts: [String: Int] = [:]
        for word in try texts().flatMap({ $0.split(separator: " ") }) { counts[String(word), default: 0] += 1 }
        return counts.map { ($0.key, $0.value) }
    }
}
