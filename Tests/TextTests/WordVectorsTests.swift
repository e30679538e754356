import Foundation
import Seq2SeqText
import Testing

struct WordVectorsTests {
    let files: TemporaryFiles

    init() throws { files = try TemporaryFiles() }

    private func vectors(_ text: String) throws -> WordVectors { try WordVectors(contentsOf: files.write(text)) }

    /// What `make_word_vectors.py` writes.
    private struct Fixture: Decodable {
        let text: String
        let words: [String]
        let values: [UInt32]
    }

    @Test func theyAreThoseThatGensimReads() throws {
        let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let fixture = try JSONDecoder().decode(
            Fixture.self, from: Data(contentsOf: top.appending(path: "Golden/word_vectors.json")))
        let vectors = try vectors(fixture.text)
        #expect(vectors.words.map { Array($0.utf8) } == fixture.words.map { Array($0.utf8) })
        #expect(vectors.values.map(\.bitPattern) == fixture.values)
        #expect(vectors.promisedCount == fixture.words.count && vectors.lineCount == fixture.words.count)
    }

    @Test(arguments: [
        "2 3\ncat 1 2 3\ndog 4 5 6\n", "2 3\r\ncat 1 2 3\r\ndog 4 5 6\r\n", "cat 1 2 3\ndog 4 5 6",
        "2 3\ncat 1 2 3 \ndog\t4 5 6 \n", "2 3\ncat 1 2 3\ndog 4 5 6\ncat 7 8 9\n",
        "\u{FEFF}2 3\ncat 1 2 3\ndog 4 5 6\n",
        "2 3\ncat 1 2 3\ndog 4.0 5e0 0.06e2\ncat dog 7 8 9\n",
    ])
    func formsOfTheFormatAreOne(text: String) throws {
        let vectors = try vectors(text)
        #expect(vectors.words == ["cat", "dog"])
        #expect(vectors.values == [1, 2, 3, 4, 5, 6])
        #expect(vectors.dimension == 3)
    }

    @Test func wordsThatAreNotKeptCostNothingAndAreCounted() throws {
        let path = try files.write("3 2\na 1 2\nb x y\nc 3 4\n")
        let vectors = try WordVectors(contentsOf: path) { $0 != "b" }
        #expect(vectors.words == ["a", "c"] && vectors.values == [1, 2, 3, 4])
        #expect(vectors.lineCount == 3)
        #expect(try WordVectors.dimension(ofFile: path) == 2)
    }

    @Test func spellingsOfOneLetterAreTwoWords() throws {
        let vectors = try vectors("\u{E9} 1 2\ne\u{301} 3 4\n")
        #expect(vectors.values == [1, 2, 3, 4])
    }

    @Test(arguments: [
        ("", "has no vectors. Expected are lines of a word"), ("0 3\n", "has no vectors."),
        ("-5 2\ncat 1 2\n", "line 1, begins with \"-5 2\"."),
        ("1 2\ncat 1 2 3\n", "line 2: \"cat\" has 3 numbers, but 2 are expected."),
        ("cat\n", "line 1, begins with \"cat\"."),
        ("cat is 1\n", "line 1, begins with \"cat is 1\"."),
        ("cat 1 2\ndog 1\n", "line 2: \"dog\" has 1 number, but 2 are expected."),
        ("1 2\ncat 1\n", "line 2: \"cat\" has 1 number, but 2 are expected."),
        ("cat 1 2\ndog 1 two\n", "line 2: \"dog\" has \"two\", where a finite number is expected."),
        ("cat 1 2\ndog 1 nan\n", "line 2: \"dog\" has \"nan\""),
        ("cat 1 2\ndog 1 1e39\n", "line 2: \"dog\" has \"1e39\""),
        ("1 2\ncat \u{0}\n", "line 2: byte 5 of the line is a NUL"),
    ])
    func whatIsNoVectorIsTold(text: String, message: String) throws {
        let path = try files.write(text)
        let error = try #require(throws: WordVectorsError.self) { try WordVectors(contentsOf: path) }
        #expect("\(error)".hasPrefix(path) && "\(error)".contains(message), "\(error)")
    }

    @Test func whatIsNoTextIsTold() throws {
        let binary = try files.write(Array("2 2\ncat ".utf8) + [0, 0, 0x80, 0x3F, 0xFF, 0xFE, 0, 0x40])
        #expect(throws: WordVectorsError.self) { try WordVectors(contentsOf: binary) }
        let zipped = try files.write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0], to: "vectors.gz")
        let error = try #require(throws: WordVectorsError.self) { try WordVectors(contentsOf: zipped) }
        #expect("\(error)".contains("gzip -dc"), "\(error)")
        #expect(throws: WordVectorsError.unreadable(path: "none", code: ENOENT)) { try WordVectors(contentsOf: "none") }
    }
}
