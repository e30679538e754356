import Foundation
import Seq2SeqModels
import Testing
import Seq2SeqText

/// How texts become tokens is kept in the model file.
struct TokenizerFileTests {
    private static let subwords = Tokenizer(
        .subwords(
            BytePairEncoding(merges: [
                .init("a", "b"), .init("ab", "é</w>"), .init("\"", "\\"), .init("e", "\u{301}"), .init("/", "😀"),
                .init("a", "b"),
            ])), lowercase: true)

    private static let words = Tokenizer(.words, lowercase: true)

    private func file(_ source: Tokenizer, _ target: Tokenizer) throws -> Data {
        try TinyModels.withDirectory { directory in
            try TinyModels.make(sourceTokenizer: source, targetTokenizer: target).write(to: directory + "/m")
            return try Data(contentsOf: URL(fileURLWithPath: directory + "/m"))
        }
    }

    @Test(arguments: [
        Self.subwords, Self.words, .characters, .words, Tokenizer(.characters, lowercase: true),
        Tokenizer(.words, normalization: .nfkc), Tokenizer(.characters, lowercase: true, normalization: .none),
        Tokenizer(.charactersAndTags, normalization: .nfd), Tokenizer(.codePoints, normalization: .nfkd),
        Tokenizer(.bytes), Tokenizer(.subwords(BytePairEncoding(merges: [.init("ﬁ", "n</w>")])), normalization: .none),
    ])
    func aTokenizerSurvivesTheFile(tokenizer: Tokenizer) throws {
        let target = Tokenizer(
            .subwords(BytePairEncoding(merges: [])), lowercase: tokenizer.makesLowercase,
            normalization: tokenizer.normalization)
        let read = try reading(file(tokenizer, target))
        #expect(read.sourceTokenizer == tokenizer)
        #expect(read.targetTokenizer == target)
    }

    @Test func aModelOfSentencePieceSurvivesTheFile() throws {
        let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let subwords = try Subwords(contentsOf: top.appending(path: "Golden/sentencepiece/unigram_user.model").path)
        let (source, target) = (Tokenizer(subwords, lowercase: true), Tokenizer(.words, lowercase: true))
        let bytes = try file(source, target)
        let read = try reading(bytes)
        #expect(read.sourceTokenizer == source && read.targetTokenizer == target)
        var edited = try EditableFile(bytes)
        #expect(edited.metadata["source_merges"] == nil && edited.metadata["target_sentencepiece"] == nil)
        edited.dropChecksums()
        for value in ["%", "AAAA", ""] {
            edited.metadata["source_sentencepiece"] = value
            let broken = try edited.bytes()
            #expect(throws: ModelFileError.self) { try reading(broken) }
        }
    }

    @Test func mergesAreKeptForSubwordsAlone() throws {
        let file = try EditableFile(file(Self.words, Self.subwords))
        #expect(file.metadata["source_merges"] == nil)
        let merges = try #require(file.metadata["target_merges"])
        #expect(
            try JSONDecoder().decode([String].self, from: Data(merges.utf8))
                == ["a b", "ab é</w>", "\" \\", "e \u{301}", "/ 😀", "a b"])
    }

    @Test func everyFlippedBitOfTheMergesIsSeen() throws {
        let file = try file(Self.subwords, Self.words)
        let start = try #require(file.range(of: Data("source_merges".utf8))).lowerBound
        for byte in start..<start + 60 {
            var flipped = file
            flipped[byte] ^= 1 << UInt8(byte % 8)
            #expect(throws: ModelFileError.self) { try reading(flipped) }
        }
    }

    @Test(arguments: [
        nil, "", "{", "[1]", "null", "[\"a\"]", "[\"a b c\"]", "[\"a  b\"]", "[\"\"]", "[\"a b\",\" \"]",
    ])
    func mergesMustBeThereAndReadable(value: String?) throws {
        var file = try EditableFile(file(Self.subwords, Self.words))
        file.dropChecksums()
        file.metadata["source_merges"] = value
        let bytes = try file.bytes()
        do {
            _ = try reading(bytes)
            Issue.record("Merges of \(value ?? "nothing") were not refused")
        } catch let error as ModelFileError {
            guard case .invalidMetadata(key: "source_merges", _) = error.problem else {
                Issue.record("Merges of \(value ?? "nothing") give \(error)")
                return
            }
        }
    }

    @Test func theUsualFormIsNotSpokenOfAndAnUnknownOneRefused() throws {
        var file = try EditableFile(file(.words, .words))
        #expect(try #require(file.metadata["configuration"]).contains("normalization") == false)
        file.dropChecksums()
        try file.configure("normalization", "nfq")
        let bytes = try file.bytes()
        #expect {
            try reading(bytes)
        } throws: { error in
            (error as? ModelFileError)?.problem == .unknownPart(option: "normalization", value: "nfq")
        }
    }

    @Test func aFileThatDoesNotSpeakOfCaseKeepsIt() throws {
        var file = try EditableFile(file(.words, .words))
        file.dropChecksums()
        let json = try #require(file.metadata["configuration"])
        #expect(json.contains("\"lowercase\":false,"))
        file.metadata["configuration"] = json.replacing("\"lowercase\":false,", with: "")
        #expect(try reading(file.bytes()).sourceTokenizer == .words)
    }
}
