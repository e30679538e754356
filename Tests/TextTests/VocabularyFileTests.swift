import Seq2SeqText
import Testing

struct VocabularyFileTests {
    let files: TemporaryFiles

    init() throws { files = try TemporaryFiles() }

    private func read(_ text: String) throws -> VocabularyFile {
        try VocabularyFile(contentsOf: files.write(text, to: "tokens"))
    }

    @Test(arguments: [
        "the\ncat\n,\n", "the 12\ncat 3\n, 1\n", "the\t12\ncat\t3\n,\t1\n",
        "<unk>\t0\n<s>\t0\n</s>\t0\nthe\t-1.5\ncat\t-2\n,\t-3",
        "<blank>\n<unk>\n<s>\n</s>\nthe\ncat\n,\n", "\u{FEFF}the\r\ncat\r\n,\r\n",
        "the 12 #fairseq:overwrite\ncat 3\n, 1\n",
        "[PAD]\n[UNK]\nthe\ncat\n,\n",
    ])
    func formsOfTheFormatAreOne(text: String) throws {
        #expect(try read(text).vocabulary.tokens == Vocabulary.reservedTokens + ["the", "cat", ","])
    }

    @Test func specialTokensAreLeftOutAndNamed() throws {
        #expect(try read("<pad>\na\n<unk>\n").leftOut == ["<pad>", "<unk>"])
        #expect(try read("a\n<V;PST>\n").leftOut.isEmpty)
    }

    @Test func aBlankIsACharacterAndNumbersAreWords() throws {
        #expect(try read("a\n \nb\n").vocabulary.tokens.suffix(3) == ["a", " ", "b"])
        // Not every line has a number behind a blank.
        #expect(try read("12\n7 a\n").vocabulary.tokens.suffix(2) == ["12", "7 a"])
        #expect(try read("12 3\n7 4\n").vocabulary.tokens.suffix(2) == ["12", "7"])
        #expect(try read("é\ne\u{301}\n").vocabulary.count == 6)
    }

    @Test(
        arguments: [
            ("", "has no tokens"), ("<s>\n", "has no tokens"), ("a\n\nb\n", "line 2, is blank"),
            ("a\t1\nb\n", "line 2, is \"b\""), ("a\t1\nb\tc\n", "line 2, is \"b\\tc\""),
            ("a\nb\na\n", "line 3: the token \"a\" stands in line 1 already"), ("a\n  \n", "line 2, is blank"),
        ])
    func brokenFilesAreRefusedWithTheLine(text: String, message: String) throws {
        do {
            _ = try read(text)
            Issue.record("\(text.debugDescription) was not refused")
        } catch { #expect("\(error)".contains(message), "\(error)") }
    }

    @Test func whatIsNoTextIsRefused() throws {
        let path = try files.write([0x61, 0x0A, 0xFF, 0x0A], to: "tokens")
        #expect(throws: VocabularyFileError.self) { try VocabularyFile(contentsOf: path) }
        #expect(throws: VocabularyFileError.self) { try VocabularyFile(contentsOf: files.path(of: "none")) }
    }
}
