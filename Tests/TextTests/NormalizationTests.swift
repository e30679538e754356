import Testing
import Seq2SeqText

@Suite("Normalization")
struct NormalizationTests {
    private func scalars(_ text: String, _ normalization: Normalization, lowercase: Bool = false) -> [UInt32] {
        let tokenizer = Tokenizer(.characters, lowercase: lowercase, normalization: normalization)
        return tokenizer.plainText(of: text).unicodeScalars.map(\.value)
    }

    private func values(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

    /// Texts and what form C and form KC make of them, from Unicode's own examples (Annex #15, figures 3 to 6).
    @Test(arguments: [
        ("\u{FB01}n", "\u{FB01}n", "fin"),  // ligature
        ("１２", "１２", "12"),  // full-width digits
        ("2\u{2075}", "2\u{2075}", "25"),  // superscript
        ("\u{1E9B}\u{323}", "\u{1E9B}\u{323}", "\u{1E69}"),  // long s, dot above and below
        ("e\u{301}", "\u{E9}", "\u{E9}"),
        ("o\u{323}\u{302}", "\u{1ED9}", "\u{1ED9}"),  // two marks
        ("o\u{302}\u{323}", "\u{1ED9}", "\u{1ED9}"),  // in the other order
        ("\u{212B}", "\u{C5}", "\u{C5}"),
        ("ｶﾞ", "ｶﾞ", "ガ"),
        ("a\u{A0}b", "a\u{A0}b", "a b"),
        ("plain", "plain", "plain"),
    ])
    func formsAreThoseOfTheStandard(text: String, composed: String, compatible: String) {
        #expect(scalars(text, .nfc) == values(composed))
        #expect(scalars(text, .nfkc) == values(compatible))
        #expect(scalars(text, .none) == values(text))
        // Composing what is taken apart gives the composed form, and what is taken apart stays so.
        for (apart, together) in [(Normalization.nfd, composed), (.nfkd, compatible)] {
            let scalars = String(String.UnicodeScalarView(scalars(text, apart).compactMap(Unicode.Scalar.init)))
            #expect(self.scalars(scalars, .nfc) == values(together))
            #expect(self.scalars(scalars, apart) == values(scalars))
        }
        #expect(scalars("\u{E9}\u{323}", .nfd) == [0x65, 0x323, 0x301])
    }

    @Test func lettersThatFormKCFindsAreMadeLowercaseToo() {
        #expect(scalars("\u{2121} Ａ \u{1F130}", .nfkc, lowercase: true) == values("tel a a"))
        #expect(scalars("E\u{301}", .none, lowercase: true) == values("e\u{301}"))
        #expect(scalars("E\u{301}", .nfc, lowercase: true) == values("\u{E9}"))
    }

    @Test(arguments: Normalization.allCases, [false, true])
    func aFormStaysAsItIs(normalization: Normalization, lowercase: Bool) {
        let tokenizer = Tokenizer(.characters, lowercase: lowercase, normalization: normalization)
        var changed: [UInt32] = []
        // Elsewhere in the first planes are Han and Hangul, which these forms leave alone.
        let ranges: [Range<UInt32>] = [0..<0x3400, 0xA000..<0xAC00, 0xF900..<0x1_0600, 0x1_D400..<0x1_F300]
        for value in ranges.joined() {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let plain = tokenizer.plainText(of: String(scalar))
            if !tokenizer.plainText(of: plain).utf8.elementsEqual(plain.utf8) { changed.append(value) }
        }
        #expect(changed == [])
    }

    @Test func tokensOfEveryKindAreOfTheForm() {
        #expect(Tokenizer(.words, normalization: .nfkc).tokens(of: "a\u{3000}\u{FB01}n\u{A0}b") == ["a", "fin", "b"])
        #expect(Tokenizer(.characters, normalization: .nfkc).tokens(of: "\u{FB01}") == ["f", "i"])
        let word = Tokenizer(.words, normalization: .none).tokens(of: "e\u{301}")
        #expect(word.map { Array($0.unicodeScalars) } == [["e", "\u{301}"]])
        let encoding = BytePairEncoding(learningFrom: [(word: "fin", count: 9)], vocabularySize: 20)
        let subwords = Tokenizer(.subwords(encoding), normalization: .nfkc)
        #expect(subwords.tokens(of: "\u{FB01}n") == ["fin"])
        #expect(Tokenizer(.subwords(encoding)).tokens(of: "\u{FB01}n") == ["\u{FB01}@@", "n"])
    }
}
