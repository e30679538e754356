import Foundation
import Testing
import Seq2SeqText

@Suite("Tokenizer")
struct TokenizerTests {
    @Test func aCharacterIsAGraphemeCluster() {
        let tokens = Tokenizer.characters.tokens(of: "a👨‍👩‍👧‍👦🇫🇷ñ!")
        #expect(tokens == ["a", "👨‍👩‍👧‍👦", "🇫🇷", "ñ", "!"])
    }

    @Test func whiteSpaceIsACharacter() {
        #expect(Tokenizer.characters.tokens(of: " a  b\u{A0}") == [" ", "a", " ", " ", "b", "\u{A0}"])
    }

    @Test(arguments: [Tokenizer.characters, .words, Tokenizer(.subwords(BytePairEncoding(merges: [])))])
    func combiningCharactersAreComposed(_ tokenizer: Tokenizer) {
        let tokens = tokenizer.tokens(of: "e\u{301}")
        #expect(tokens.map { Array($0.unicodeScalars) } == [["\u{E9}"]])
        let singletons = tokenizer.tokens(of: "\u{212B}")
        #expect(singletons.map { Array($0.unicodeScalars) } == [["\u{C5}"]])
        let jamo = tokenizer.tokens(of: "\u{1112}\u{1161}\u{11AB}")
        #expect(jamo.map { Array($0.unicodeScalars) } == [["\u{D55C}"]])
    }

    @Test func charactersComeBackAsTheyWere() {
        for text in ["", " ", "  two  blanks ", "Où ça ?", "漢字かな交じり文", "👩🏽‍🚀 in space", "a\u{2028}b"] {
            #expect(Tokenizer.characters.text(of: Tokenizer.characters.tokens(of: text)) == text)
        }
    }

    @Test func wordsAreSeparatedByRunsOfWhiteSpace() {
        #expect(Tokenizer.words.tokens(of: "  Hello,   world ! ") == ["Hello,", "world", "!"])
        #expect(Tokenizer.words.tokens(of: "").isEmpty)
        #expect(Tokenizer.words.tokens(of: " \t ").isEmpty)
        #expect(Tokenizer.words.text(of: ["Hello,", "world", "!"]) == "Hello, world !")
        #expect(Tokenizer.words.text(of: []) == "")
    }

    @Test func everyScalarWithThePropertyWhiteSpaceSeparatesWordsAndNoOther() {
        for value in UInt32(0)..<0x11_0000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if scalar.isWhiteSpace != scalar.properties.isWhitespace {
                Issue.record("U+\(String(value, radix: 16)) is taken for the wrong kind")
            }
        }
        #expect(Tokenizer.words.tokens(of: "a\u{A0}b\u{2028}c\u{3000}d\u{202F}e") == ["a", "b", "c", "d", "e"])
        #expect(Tokenizer.words.tokens(of: "a\u{200B}b\u{FEFF}c") == ["a\u{200B}b\u{FEFF}c"])
    }

    @Test func aWordHoldsNoWhiteSpaceEvenBeforeACombiningMark() {
        let tokens = Tokenizer.words.tokens(of: "a \u{308}b")
        #expect(tokens.map { Array($0.unicodeScalars) } == [["a"], ["\u{308}", "b"]])
    }

    @Test func wordsOfJoinedWordsAreTheSameWords() {
        let words = ["<s>", "l'\u{E9}t\u{E9}", "\u{308}x", "a\u{200B}b", "👩🏽‍🚀", "-"]
        #expect(Tokenizer.words.tokens(of: Tokenizer.words.text(of: words)) == words)
    }

    @Test func lettersAreMadeLowercaseIfAsked() {
        let text = "ÉTÉ à ΑΘΗΝΑ İ E\u{301} ǅ 漢字"
        #expect(
            Tokenizer(.words, lowercase: true).tokens(of: text) == ["été", "à", "αθηνα", "i\u{307}", "é", "ǆ", "漢字"])
        #expect(Tokenizer(.characters, lowercase: true).tokens(of: "AbÇ") == ["a", "b", "ç"])
        #expect(Tokenizer(.words, lowercase: true).plainText(of: " A\u{A0}B ") == "a b")
        #expect(Tokenizer.words.tokens(of: "ÉTÉ") == ["ÉTÉ"])
    }

    @Test(arguments: [Tokenizer.characters, .words, TokenizerTests.subwords, Tokenizer(.words, lowercase: true)])
    func tokensLeadBackToThePlainText(_ tokenizer: Tokenizer) {
        let texts = [
            "", " ", "Où ça ?", " two  blanks ", "a\u{2028}b", "@@ @@@ a@@ @@a a@@b @", "x\u{308}@@ \u{308}x",
            "\u{600}@@ b",
            "la la@@ lala@@la", "e\u{301}te\u{301} ETE\u{301}", "</w> a</w> a</w>b", "👨‍👩‍👧‍👦🇫🇷ñ!",
        ]
        for text in texts {
            let plain = tokenizer.plainText(of: text)
            #expect(tokenizer.text(of: tokenizer.tokens(of: text)).utf8.elementsEqual(plain.utf8))
            #expect(tokenizer.tokens(of: plain) == tokenizer.tokens(of: text))
            #expect(!tokenizer.tokens(of: text).contains(""))
        }
        #expect(tokenizer.tokens(of: texts) == texts.map { tokenizer.tokens(of: $0) })
    }

    static let subwords = Tokenizer(
        .subwords(BytePairEncoding(merges: [.init("l", "a"), .init("@", "@</w>"), .init("@", "@"), .init("la", "la")])))

    @Test func everyPieceButTheLastOfAWordIsMarked() {
        #expect(Self.subwords.tokens(of: "lala la lalas") == ["la@@", "l@@", "a", "l@@", "a", "lala@@", "s"])
        #expect(Self.subwords.text(of: ["la@@", "s", "l@@", "a", "b@@"]) == "las la b")
        #expect(Self.subwords.text(of: []) == "")
    }

    @Test func aLastPieceIsNeverTakenForAnother() {
        #expect(Self.subwords.tokens(of: "a@@") == ["a@@", "@@@", "@"])
        #expect(Self.subwords.tokens(of: "@@") == ["@@@", "@"])
    }

    @Test func theShortcutForComposedTextChangesNothing() {
        // Beyond these three planes no scalar has a canonical decomposition.
        for value in UInt32(0)..<0x3_0000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = String(scalar)
            let decomposed = text.decomposedStringWithCanonicalMapping
            for form in [text, decomposed, "a" + text, "가" + text] {
                if !form.composed.utf8.elementsEqual(form.precomposedStringWithCanonicalMapping.utf8) {
                    Issue.record("A form of U+\(String(value, radix: 16)) is not composed as it should be")
                }
            }
        }
    }
}
