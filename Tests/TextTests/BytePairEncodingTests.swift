import Seq2SeqRandomness
import Testing
import Seq2SeqText

@Suite("Byte-pair encoding")
struct BytePairEncodingTests {
    @Test(arguments: try SubwordFixture.all())
    func theMergesAreThoseOfSubwordNMT(fixture: SubwordFixture) throws {
        let words = try fixture.countedWords()
        let encoding =
            fixture.totalSymbols
            ? BytePairEncoding(learningFrom: words, vocabularySize: fixture.symbols + Vocabulary.reservedTokens.count)
            : BytePairEncoding(
                learningFrom: words, mergeCount: fixture.symbols, minimumCount: fixture.minimumCount)
        #expect(encoding.codes.utf8.elementsEqual(fixture.codes.utf8))
    }

    @Test(arguments: try SubwordFixture.all())
    func theSegmentationIsThatOfSubwordNMT(fixture: SubwordFixture) throws {
        let encoding = try BytePairEncoding(codes: fixture.codes)
        let tokenizer = Tokenizer(.subwords(encoding))
        for row in fixture.segmented {
            let (word, expected) = (row[0], row[1])
            let pieces = encoding.pieces(of: word)
            #expect(pieces.joined(separator: "@@ ").utf8.elementsEqual(expected.utf8))
            #expect(pieces.joined().utf8.elementsEqual(word.utf8))
            // Where subword-nmt's output cannot be told apart from a piece, the tokens are others.
            let isComposed = tokenizer.plainText(of: word).utf8.elementsEqual(word.utf8)
            if isComposed && !expected.utf8.suffix(2).elementsEqual("@@".utf8) {
                #expect(tokenizer.tokens(of: word).joined(separator: " ").utf8.elementsEqual(expected.utf8))
            }
        }
    }

    @Test(arguments: try SubwordFixture.all())
    func theCodesComeBackByteForByte(fixture: SubwordFixture) throws {
        let encoding = try BytePairEncoding(codes: fixture.codes)
        #expect(encoding.codes.utf8.elementsEqual(fixture.codes.utf8))
        #expect(try BytePairEncoding(codes: encoding.codes) == encoding)
    }

    @Test func aTokenizerLearnsFromTheWordsOfItsTexts() throws {
        for fixture in try SubwordFixture.all() where fixture.totalSymbols {
            let tokenizer = Tokenizer(
                .subwords, learningFrom: try fixture.texts(),
                vocabularySize: fixture.symbols + Vocabulary.reservedTokens.count)
            #expect(tokenizer == Tokenizer(.subwords(try BytePairEncoding(codes: fixture.codes))))
        }
    }

    @Test func aVocabularyHasRoomForEveryPiece() throws {
        for fixture in try SubwordFixture.all() {
            let texts = try fixture.texts()
            for size in [100, 250] {
                let tokenizer = Tokenizer(.subwords, learningFrom: texts, vocabularySize: size)
                let vocabulary = Vocabulary(counting: tokenizer.tokens(of: texts))
                let kinds = Set(texts.flatMap { Array($0.unicodeScalars) }).count
                // So many characters alone may be too many.
                if 2 * kinds + 4 <= size { #expect(vocabulary.count <= size) }
            }
        }
    }

    @Test func theOrderOfTheWordsDoesNotMatter() throws {
        let words = try SubwordFixture.all()[5].countedWords()
        let merges = BytePairEncoding(learningFrom: words, mergeCount: 500)
        #expect(BytePairEncoding(learningFrom: words.reversed(), mergeCount: 500) == merges)
    }

    @Test func withoutPairsThereIsNothingToLearn() {
        #expect(BytePairEncoding(learningFrom: [], mergeCount: 10).merges.isEmpty)
        #expect(BytePairEncoding(learningFrom: [("a", 5), ("b", 2)], mergeCount: 10).merges.isEmpty)
        #expect(BytePairEncoding(learningFrom: [("ab", 5)], mergeCount: 0).merges.isEmpty)
        #expect(BytePairEncoding(learningFrom: [("ab", 5)], vocabularySize: 5).merges.isEmpty)
        #expect(BytePairEncoding(merges: []).pieces(of: "").isEmpty)
    }

    @Test func aMergeThatComesAgainCountsWhereItCameFirst() {
        let merges = [("a", "b"), ("b", "c"), ("a", "b")].map { BytePairEncoding.Merge($0.0, $0.1) }
        #expect(BytePairEncoding(merges: merges).pieces(of: "abcd") == ["ab", "c", "d"])
    }

    @Test func dropoutLeavesOutMergesAndNothingElse() throws {
        let fixture = try SubwordFixture.all()[0]
        let encoding = try BytePairEncoding(codes: fixture.codes)
        var random = RandomSource(seed: 1)
        var longer = 0
        for word in try Set(fixture.countedWords().map(\.word)).sorted() {
            #expect(encoding.pieces(of: word, dropout: 0, using: &random) == encoding.pieces(of: word))
            #expect(encoding.pieces(of: word, dropout: 1, using: &random) == word.unicodeScalars.map { String($0) })
            let pieces = encoding.pieces(of: word, dropout: 0.1, using: &random)
            #expect(pieces.joined() == word)
            if pieces.count > encoding.pieces(of: word).count { longer += 1 }
        }
        #expect(longer > 50)
    }

    @Test func codesWithoutTheVersionAreRefused() {
        for text in ["", "a b\n", "#version: 0.1\na b\n", "#version: 0.3\na b\n", "#version:\n"] {
            let line = String(text.prefix { $0 != "\n" })
            #expect(throws: BytePairError.unknownVersion(line: line)) { try BytePairEncoding(codes: text) }
        }
    }

    @Test(arguments: ["a", "a b c", "a  b", "", "a\tb"])
    func aLineThatIsNoMergeIsRefused(line: String) {
        #expect(throws: BytePairError.notAMerge(line: 3, text: line)) {
            try BytePairEncoding(codes: "#version: 0.2\nx y\n\(line)\nz w\n")
        }
    }

    @Test func codesMayEndInAnyWay() throws {
        for text in [
            "#version: 0.2\na b", "#version: 0.2\na b\n\n", "#version: 0.2\r\na b\r\n", "#version: 0.2.0\na b\n",
        ] {
            #expect(try BytePairEncoding(codes: text).merges == [.init("a", "b")])
        }
        #expect(try BytePairEncoding(codes: "#version: 0.2\n").merges.isEmpty)
    }
}
