import Seq2SeqRandomness
import Seq2SeqText
import Testing

struct PunctuatedWordsTests {
    private let tokenizer = Tokenizer(.wordsAndPunctuation, normalization: .none)

    @Test(
        arguments: [
            ("Hello, world!", ["Hello", "￭,", "world", "￭!"]), ("(a)", ["(￭", "a", "￭)"]),
            ("1,000.5 €", ["1", "￭,￭", "000", "￭.￭", "5", "€"]), ("don't", ["don", "￭'￭", "t"]),
            ("\"No.\"", ["\"￭", "No", "￭.", "￭\""]), ("...", [".", "￭.", "￭."]), ("a - b", ["a", "-", "b"]),
            ("e\u{301}t\u{301}, x", ["e\u{301}t\u{301}", "￭,", "x"]), ("￭", ["￭"]), ("a￭b", ["a", "￭￭", "￭b"]),
            ("￭￭.￭", ["￭", "￭￭", "￭.", "￭￭"]), ("", []), ("  a  ", ["a"]), ("😀a", ["😀￭", "a"]),
        ] as [(String, [String])])
    func signsStandApartWithMarks(text: String, tokens: [String]) {
        #expect(tokenizer.tokens(of: text).map { Array($0.utf8) } == tokens.map { Array($0.utf8) })
    }

    @Test func textsComeBackAsTheyWere() {
        var random = RandomSource(seed: 9)
        let parts = [
            "a", "Wort", ",", ".", "(", ")", "￭", "'", "\"", "…", "e\u{301}", "\u{301}", "12", "€", "+", "😀", "-", "—",
            "_",
            "日本", "。", "«", "»", "\u{200D}", "¿", "#", "@", " ",
        ]
        for _ in 0..<3000 {
            var text = ""
            for _ in 0..<random.next(in: 1...12) {
                let part = parts[random.next(below: parts.count)]
                if part != " " || !(text.isEmpty || text.hasSuffix(" ")) { text += part }
            }
            if text.hasSuffix(" ") { text.removeLast() }
            let tokens = tokenizer.tokens(of: text)
            #expect(tokenizer.text(of: tokens).utf8.elementsEqual(text.utf8), "\(text.debugDescription) \(tokens)")
            #expect(tokenizer.plainText(of: text).utf8.elementsEqual(text.utf8))
            #expect(tokens.allSatisfy { !$0.isEmpty })
        }
    }

    @Test func whatNoTextLeadsToIsPutTogetherAllTheSame() {
        #expect(tokenizer.text(of: ["￭,", "a￭", "￭!"]) == ", a!")
        #expect(tokenizer.text(of: ["<unk>", "￭.", "<unk>"]) == "<unk>. <unk>")
    }
}
