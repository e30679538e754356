import Foundation
import Testing
import Text

@Suite("Tokenization")
struct TokenizationTests {
    @Test func aCharacterIsAGraphemeCluster() {
        let tokens = Tokenization.characters.tokens(of: "a👨‍👩‍👧‍👦🇫🇷ñ!")
        #expect(tokens == ["a", "👨‍👩‍👧‍👦", "🇫🇷", "ñ", "!"])
    }

    @Test func whiteSpaceIsACharacter() {
        #expect(Tokenization.characters.tokens(of: " a  b\u{A0}") == [" ", "a", " ", " ", "b", "\u{A0}"])
    }

    @Test(arguments: Tokenization.allCases)
    func combiningCharactersAreComposed(_ tokenization: Tokenization) {
        let tokens = tokenization.tokens(of: "e\u{301}")
        #expect(tokens.map { Array($0.unicodeScalars) } == [["\u{E9}"]])
        let singletons = tokenization.tokens(of: "\u{212B}")
        #expect(singletons.map { Array($0.unicodeScalars) } == [["\u{C5}"]])
        let jamo = tokenization.tokens(of: "\u{1112}\u{1161}\u{11AB}")
        #expect(jamo.map { Array($0.unicodeScalars) } == [["\u{D55C}"]])
    }

    @Test func charactersComeBackAsTheyWere() {
        for text in ["", " ", "  two  blanks ", "Où ça ?", "漢字かな交じり文", "👩🏽‍🚀 in space", "a\u{2028}b"] {
            #expect(Tokenization.characters.text(of: Tokenization.characters.tokens(of: text)) == text)
        }
    }

    @Test func wordsAreSeparatedByRunsOfWhiteSpace() {
        #expect(Tokenization.words.tokens(of: "  Hello,   world ! ") == ["Hello,", "world", "!"])
        #expect(Tokenization.words.tokens(of: "").isEmpty)
        #expect(Tokenization.words.tokens(of: " \t ").isEmpty)
        #expect(Tokenization.words.text(of: ["Hello,", "world", "!"]) == "Hello, world !")
        #expect(Tokenization.words.text(of: []) == "")
    }

    @Test func everyScalarWithThePropertyWhiteSpaceSeparatesWordsAndNoOther() {
        for value in UInt32(0)..<0x11_0000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if scalar.isWhiteSpace != scalar.properties.isWhitespace {
                Issue.record("U+\(String(value, radix: 16)) is taken for the wrong kind")
            }
        }
        #expect(Tokenization.words.tokens(of: "a\u{A0}b\u{2028}c\u{3000}d\u{202F}e") == ["a", "b", "c", "d", "e"])
        #expect(Tokenization.words.tokens(of: "a\u{200B}b\u{FEFF}c") == ["a\u{200B}b\u{FEFF}c"])
    }

    @Test func aWordHoldsNoWhiteSpaceEvenBeforeACombiningMark() {
        let tokens = Tokenization.words.tokens(of: "a \u{308}b")
        #expect(tokens.map { Array($0.unicodeScalars) } == [["a"], ["\u{308}", "b"]])
    }

    @Test func wordsOfJoinedWordsAreTheSameWords() {
        let words = ["<s>", "l'\u{E9}t\u{E9}", "\u{308}x", "a\u{200B}b", "👩🏽‍🚀", "-"]
        #expect(Tokenization.words.tokens(of: Tokenization.words.text(of: words)) == words)
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
