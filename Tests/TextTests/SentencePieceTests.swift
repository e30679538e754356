import Seq2SeqRandomness
import Seq2SeqText
import Testing

@Suite("SentencePiece")
struct SentencePieceTests {
    @Test(arguments: try SentencePieceFixture.all())
    func piecesAndTextsAreThoseOfSentencePiece(fixture: SentencePieceFixture) throws {
        let model = try SentencePieceModel(serialized: fixture.bytes())
        for line in fixture.lines {
            let pieces = model.pieces(of: line.text)
            #expect(
                pieces.map { Array($0.utf8) } == line.pieces.map { Array($0.utf8) }, "\(line.text.debugDescription)")
            let text = model.text(of: line.pieces)
            #expect(text.utf8.elementsEqual(line.decoded.utf8), "\(line.text.debugDescription)")
        }
    }

    @Test(arguments: try SentencePieceFixture.all())
    func everyPieceOfATextHasAnIdUnlessItIsUnknown(fixture: SentencePieceFixture) throws {
        let subwords = try Subwords(contentsOf: fixture.path)
        let vocabulary = try #require(subwords.vocabulary)
        let tokenizer = Tokenizer(subwords)
        guard case .pieces(let model) = subwords else { return }
        let texts = fixture.lines.map(\.text)
        for (text, tokens) in zip(texts, tokenizer.tokens(of: texts)) {
            #expect(tokens.map { Array($0.utf8) } == tokenizer.tokens(of: text).map { Array($0.utf8) })
            let isBlank = text.allSatisfy(\.isWhitespace)
            #expect(isBlank || !tokens.isEmpty && tokens.allSatisfy { !$0.isEmpty })
            for token in tokens where vocabulary.id(of: token) == Vocabulary.unknown {
                // A line feed cannot be said, whatever is read.
                let isKnown = model.pieces.contains { $0.text == token && [.normal, .userDefined].contains($0.kind) }
                #expect(!isKnown, "\(token.debugDescription)")
            }
        }
        #expect(!vocabulary.tokens.contains("<0x0A>") && !vocabulary.tokens.contains("<ctl>"))
    }

    @Test func aPlainTextIsWhatComesBackFromItsPieces() throws {
        for name in ["unigram_bytes.model", "bpe_bytes.model"] {
            let fixture = try SentencePieceFixture.named(name)
            let tokenizer = Tokenizer(try Subwords(contentsOf: fixture.path))
            for line in fixture.lines where !line.pieces.isEmpty {
                #expect(tokenizer.plainText(of: line.text).utf8.elementsEqual(line.decoded.utf8), "\(line.text)")
            }
        }
    }

    @Test func bytesThatAreNoCharacterBecomeReplacementCharactersOneByOne() throws {
        let model = try SentencePieceModel(serialized: SentencePieceFixture.named("bpe_bytes.model").bytes())
        #expect(
            model.text(of: ["<0xE2>", "<0x82>", "<0xAC>", "<0xE2>", "<0x82>", "a", "<0xFF>"])
                == "€\u{FFFD}\u{FFFD}a\u{FFFD}")
        #expect(model.text(of: ["\u{2581}a", "<unk>", "b"]) == "a \u{2047} b")
    }

    @Test func aModelThatIsCutAnywhereIsRefusedOrRead() throws {
        let bytes = try SentencePieceFixture.named("unigram.model").bytes()
        var refused = 0
        for count in stride(from: 0, to: bytes.count, by: 7) {
            do {
                _ = try SentencePieceModel(serialized: Array(bytes[..<count])).pieces(of: "le chat ABC\t e\u{301}")
            } catch {
                refused += 1
            }
        }
        // Between two fields it cannot be told that something is missing.
        #expect(refused > bytes.count / 7 / 2)
    }

    @Test func noByteMakesTheReaderTrap() throws {
        var random = RandomSource(seed: 3)
        for name in ["unigram.model", "bpe_bytes.model", "unigram_user.model"] {
            let bytes = try SentencePieceFixture.named(name).bytes()
            for _ in 0..<60 {
                var changed = bytes
                for _ in 0..<3 { changed[random.next(below: changed.count)] = UInt8(random.next(below: 256)) }
                do {
                    let model = try SentencePieceModel(serialized: changed)
                    _ = model.text(of: model.pieces(of: "le chat ABC\t e\u{301} <tag> \u{1F600}"))
                } catch { continue }
            }
        }
    }

    /// A message with one field of bytes.
    private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [number << 3 | 2, UInt8(bytes.count)] + bytes
    }

    private static func piece(_ text: String, _ type: UInt8) -> [UInt8] {
        field(1, field(1, Array(text.utf8)) + [3 << 3, type])
    }

    @Test(
        arguments: [
            ([], .noPieces), ([0x0A, 5, 1], .cutShort(byte: 3)), ([7], .brokenField(byte: 0)),
            (piece("<unk>", 2) + field(2, [3 << 3, 4]), .otherAlgorithm("char")),
            (piece("<unk>", 2) + field(2, [3 << 3, 3]), .otherAlgorithm("word")),
            (piece("a", 1), .unknownPieces(count: 0)), (piece("", 1), .brokenPiece(id: 0)),
            (piece("<unk>", 2) + piece("a", 1) + piece("a", 4), .duplicatePiece("a", firstID: 1, secondID: 2)),
            (piece("<unk>", 2) + piece("a", 9), .brokenScoreOrType(id: 1)),
            (piece("<unk>", 2) + field(2, [35 << 3 & 0xFF | 0x80, 2, 1]), .missingBytes(count: 0)),
            (piece("<unk>", 2) + field(3, field(2, [1, 2, 3])), .brokenCharacterMap),
        ] as [([UInt8], SentencePieceError)])
    func whatIsNoModelIsRefused(bytes: [UInt8], error: SentencePieceError) {
        #expect(throws: error) { try SentencePieceModel(serialized: bytes) }
        #expect(!error.description.isEmpty)
    }

    @Test func filesOfOtherKindsAreTold() throws {
        let files = try TemporaryFiles()
        func message(_ bytes: [UInt8]) -> String {
            do {
                _ = try Subwords(contentsOf: files.write(bytes, to: "file"))
                return ""
            } catch { return "\(error)" }
        }
        #expect(message(Array("<unk>\t0\n<s>\t0\n".utf8)).contains("the list of its pieces"))
        #expect(message(Array("a b 12\n".utf8)).contains("is text that begins with \"a b 12\""))
        #expect(message(Array("#version: 0.1\n".utf8)).contains("'#version: 0.2' is expected"))
        #expect(message(Array("#version: 0.2\na b c\n".utf8)).contains("Line 2 is \"a b c\""))
        #expect(message([0x50, 0x4B, 3, 4, 0, 0]).contains("Expected are merges"))
        #expect(message([0x0A, 0x50, 0, 1, 2, 3]).contains("is it whole?"))
        #expect(throws: SubwordsError.self) { try Subwords(contentsOf: files.path(of: "none")) }
    }
}
