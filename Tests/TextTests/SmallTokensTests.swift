import Seq2SeqText
import Testing

@Suite("Tokens: tags, code points and bytes")
struct SmallTokensTests {
    private static let texts = [
        "walk<V;PST>", "<N>", "a<b", "a>b", "<>", "<<a>>", "< a>", "<a b><c>", "", " ", "x<é️👨‍👩‍👧‍👦>y", "שָׁלוֹם",
        "e\u{301}<e\u{301}>",
        "<0xE2>", "<unk></s>", "a\u{0}b\u{7F}", "≯<a≯>", "\u{301}<\u{301}a>",
    ]

    @Test(arguments: [Tokenizer.Method.charactersAndTags, .codePoints, .bytes], Normalization.allCases)
    func textsComeBackByteForByte(method: Tokenizer.Method, normalization: Normalization) {
        let tokenizer = Tokenizer(method, normalization: normalization)
        for text in Self.texts {
            let tokens = tokenizer.tokens(of: text)
            #expect(!tokens.contains(""))
            #expect(tokenizer.text(of: tokens).utf8.elementsEqual(tokenizer.plainText(of: text).utf8), "\(text)")
            if normalization == .none { #expect(tokenizer.text(of: tokens).utf8.elementsEqual(text.utf8), "\(text)") }
        }
    }

    @Test(arguments: [
        ("walk<V;PST>", ["w", "a", "l", "k", "<V;PST>"]), ("<N><PL>é", ["<N>", "<PL>", "é"]),
        ("a<b", ["a", "<", "b"]), ("<>", ["<", ">"]), ("<<a>>", ["<", "<a>", ">"]),
        ("1 < 2 > 0", ["1", " ", "<", " ", "2", " ", ">", " ", "0"]), ("<a b>", ["<", "a", " ", "b", ">"]),
    ])
    func aTagIsOneToken(text: String, tokens: [String]) {
        #expect(Tokenizer(.charactersAndTags).tokens(of: text) == tokens)
    }

    @Test func tagsAreMadeLowercaseWithTheRest() {
        #expect(Tokenizer(.charactersAndTags, lowercase: true).tokens(of: "A<PST>") == ["a", "<pst>"])
    }

    @Test func codePointsAreScalarsOfTheForm() {
        #expect(Tokenizer(.codePoints).tokens(of: "שָ").count == 2)
        let tokens = Tokenizer(.codePoints, normalization: .nfd).tokens(of: "\u{E9}")
        #expect(tokens.map { Array($0.unicodeScalars) } == [["e"], ["\u{301}"]])
    }

    @Test func bytesHaveNames() {
        #expect(Tokenizer(.bytes).tokens(of: "aé€") == ["a", "<0xC3>", "<0xA9>", "<0xE2>", "<0x82>", "<0xAC>"])
        #expect(Tokenizer(.bytes).tokens(of: "<0xC3>") == ["<", "0", "x", "C", "3", ">"])
        #expect(Tokenizer(.bytes).text(of: ["a", "<0xC3>", "b", "<unk>"]) == "a\u{FFFD}b<unk>")
    }

    @Test(arguments: Tokenization.allCases) func everyKindHasATokenizer(kind: Tokenization) {
        #expect(Tokenizer(kind, learningFrom: ["ab ab"]).tokenization == kind)
    }
}
