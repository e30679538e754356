import Seq2SeqFiles
import Testing
import Seq2SeqText

@Suite("Tables of pairs")
struct TableTests {
    let files: TemporaryFiles

    init() throws {
        files = try TemporaryFiles()
    }

    private func findings(_ text: String, columns: PairColumns = .firstTwo) throws -> [CorpusFinding] {
        CorpusCheck(try ParallelCorpus(pairsAt: files.write(text), columns: columns)).findings
    }

    @Test func columnsAreChosen() throws {
        let path = try files.write("1\tGo.\t77\tGeh.\n2\tHi.\t78\tHallo!\n")
        let corpus = try ParallelCorpus(pairsAt: path, columns: PairColumns(source: 4, target: 2))
        #expect(corpus.pairs == [TextPair(source: "Geh.", target: "Go."), TextPair(source: "Hallo!", target: "Hi.")])
        #expect(throws: CorpusError.missingColumn(path: path, line: 1, columns: 4, needed: 5)) {
            try ParallelCorpus(pairsAt: path, columns: PairColumns(source: 1, target: 5))
        }
    }

    @Test func linesThatDifferInTheirColumnsAreAnErrorOrLeftOut() throws {
        let path = try files.write("a\tb\tx\nc\td\ne\tf\ng\th\n")
        #expect(throws: CorpusError.unequalColumns(path: path, line: 2, columns: 2, firstLine: 1, firstColumns: 3)) {
            try ParallelCorpus(pairsAt: path)
        }
        let corpus = try ParallelCorpus(pairsAt: path, skipInvalid: true)
        #expect(corpus.pairs.map(\.source) == ["c", "e", "g"] && corpus.lineNumbers == [2, 3, 4])
        #expect(corpus.notices == [.pairsSkipped(reason: .unequalColumns, count: 1, firstLine: 1)])
        // Of two kinds that are equally frequent, that of the first line is kept.
        let tied = try ParallelCorpus(pairsAt: files.write("a b\tc d\tx y\ne f\tg h\n"), skipInvalid: true)
        #expect(tied.pairs == [TextPair(source: "a b", target: "c d")])
    }

    @Test func carriageReturnsWithinAFewLinesAreText() throws {
        let corpus = try ParallelCorpus(pairsAt: files.write("a\rb\tc\nd\te\n"))
        #expect(corpus.pairs.map(\.source) == ["a\rb", "d"])
    }

    @Test func secondSourcesHaveAColumnAndMayBeBlank() throws {
        let path = try files.write("go\twent\tV\tgoing\tx\nbe\t \t\tbeing\ty\n")
        let columns = PairColumns(source: 1, target: 4).with(tags: 3).with(secondSource: 2)
        let corpus = try ParallelCorpus(pairsAt: path, columns: columns)
        #expect(
            corpus.pairs == [
                TextPair(source: "go", target: "going", tags: "V", secondSource: "went"),
                TextPair(source: "be", target: "being", secondSource: " "),
            ])
        let ignored = CorpusNotice.columnsIgnored(path: path, columns: [5], lines: 2, firstLine: 1, example: "x")
        #expect(corpus.notices == [ignored])
        #expect(throws: CorpusError.missingColumn(path: path, line: 1, columns: 5, needed: 6)) {
            try ParallelCorpus(pairsAt: path, columns: columns.with(secondSource: 6))
        }
    }

    @Test func idsAreFound() throws {
        let tatoeba = try findings("1276\tGo.\t77\tGeh.\n1277\tHi.\t78\tHallo!\n")
        let textColumns = PairColumns(source: 2, target: 4)
        #expect(tatoeba.first == .numbers(side: .source, firstLine: 1, textColumns: textColumns))
        let numbered = (1...20).map { "\($0)\ttext \($0 * 7 % 20)\n" }.joined()
        #expect(try findings(numbered) == [.numbers(side: .source, firstLine: 1, textColumns: nil)])
        let named = (1...20).map { "text \($0 * 7 % 20)\tT\($0)\n" }.joined()
        #expect(try findings(named) == [.numbers(side: .target, firstLine: 1, textColumns: nil)])
        let sentences = "sent-0001\tGo.\tVa !\nsent-0007\tHi.\tSalut !\n"
        #expect(
            try findings(sentences)
                == [.numbers(side: .source, firstLine: 1, textColumns: PairColumns(source: 2, target: 3))])
        let mixed = (1...20).map { "\($0 % 2 == 0 ? "a" : "b")\($0)\tline \($0 * 7 % 20)\n" }.joined()
        #expect(try findings(mixed).isEmpty)
        let task = (1...20).map { "number \($0 * 7 % 20)\t\($0 * 7 % 20)\n" }.joined()
        #expect(try findings(task).isEmpty)
    }

    @Test(arguments: [
        "source\ttarget", "English\tFrench", "en\tde", "SRC\tTRG", "src_text\ttgt_text", "Deutsch\tEnglisch",
        "Source sentence\tTarget sentence", "Fran\u{E7}ais\tAnglais", "sentence.en\tsentence.de",
        "\u{82F1}\u{6587}\t\u{4E2D}\u{6587}",
    ])
    func aHeaderIsFound(header: String) throws {
        let names = header.split(separator: "\t").map(String.init)
        #expect(
            try findings(header + "\nGo.\tVa !\n") == [.header(line: 1, source: names[0], target: names[1])])
    }

    @Test(arguments: [
        "\"She said \"\"go\"\"\"\tx\n", "\"a\tb\"\n", "a\t\"b\nc\"\td\n", "\"a\"\t\"b\"\n\"c\"\t\"d\"\n",
    ])
    func cellsInQuotationMarksAreFound(text: String) throws {
        let found = try findings(text)
        #expect(found.count == 1 && found[0].description.contains("cells in quotation marks"), "\(found)")
    }

    @Test(arguments: [
        "\"Go,\" he said.\t\"Geh\", sagte er.\n", "5\" long\t13 cm\n",
        "\"I am here.\t\"Ich bin da.\nHe said.\"\tSagte er.\"\n",
    ])
    func speechInQuotationMarksIsNotComplainedOf(text: String) throws {
        #expect(try findings(text).isEmpty)
    }

    /// A line end within a cell makes a line without a tab, which is left out, and a pair that is none.
    @Test(arguments: ["\"a\nb\"\tc\n", "x\ty\n\"a\nb\"\tc\n", "a\t\"b\nc\"\nx\ty\n"])
    func cellsOfSeveralLinesAreFoundWhereLinesAreLeftOut(text: String) throws {
        let corpus = try ParallelCorpus(pairsAt: files.write(text), skipInvalid: true)
        let found = CorpusCheck(corpus).findings
        #expect(found.count == 1 && found[0].description.contains("cells in quotation marks"), "\(found)")
    }

    @Test func subwordsCutBeforeAreFound() throws {
        #expect(
            try findings("un@@ der the\tx\n\u{2581}a b\ty\n") == [.subwordMarks(side: .source, count: 2, firstLine: 1)])
    }

    @Test func aDialogueIsNotMisaligned() {
        // Long and short lines take turns, so that each fits the one after next.
        let lines = (0..<2001).map { index in
            "\(index)" + String(repeating: " word", count: index % 2 == 0 ? 12 + index % 7 : 1 + index % 3)
        }
        let pairs = (0..<2000).map { TextPair(source: lines[$0], target: lines[$0 + 1]) }
        #expect(Misalignment.first(in: pairs) == nil)
    }

    @Test func dialoguesOneAfterAnotherAreNotMisaligned() {
        let lines = (0..<2001).map { index in
            (0..<(index % 2 == 0 ? 12 + index % 7 : 1 + index % 3)).map { word in
                String(index * 7919 + word * word * 104_729, radix: 36)
            }.joined(separator: " ")
        }
        let pairs = (0..<2000).map { TextPair(source: lines[$0], target: lines[$0 + 1]) }
        // Each tenth line begins another one.
        let dialogues = pairs.indices.filter { $0 % 10 != 9 }.map { pairs[$0] }
        #expect(Misalignment.first(in: dialogues) == nil)
    }

    /// A copy whose targets are one line off looks like a dialogue, as does a text that is corrected.
    @Test(arguments: [1, -1])
    func aTaskOfCopyingOrCorrectingIsMisaligned(shift: Int) throws {
        let words = (0..<2000).map { index in
            String(repeating: "abcdefghij", count: 3).dropFirst(index % 7).prefix(3 + index * index * 7 % 97 % 14)
                + "\(index)"
        }
        let lines = words.enumerated().map { index, word in
            "the \(word) of \(index)" + String(repeating: " word", count: index * index * 5 % 89 % 11)
        }
        let copies = words.map { TextPair(source: String($0), target: String($0)) }
        let corrections = lines.enumerated().map { index, line in
            TextPair(source: index % 3 == 0 ? line.replacing("the", with: "teh") : line, target: line)
        }
        for pairs in [copies, corrections] {
            let (later, earlier) = (pairs.dropFirst(), pairs.dropLast())
            let shifted = zip(shift > 0 ? earlier : later, shift > 0 ? later : earlier).map {
                TextPair(source: $0.source, target: $1.target)
            }
            let first = Misalignment.first(in: shifted)
            let found = try #require(first)
            #expect(found.shift == -shift && found.pairs.count > 1900)
        }
    }

    @Test(arguments: [
        ("\u{200E}", AwkwardCharacter.directionMark, "U+200E LEFT-TO-RIGHT MARK"),
        ("\u{FE0E}", .variationSelector, "U+FE0E VARIATION SELECTOR-15"),
        ("\u{200B}", .invisible, "U+200B ZERO WIDTH SPACE"),
        ("\u{200C}", .invisible, "U+200C ZERO WIDTH NON-JOINER"), ("\u{200D}", .invisible, "U+200D ZERO WIDTH JOINER"),
        ("\u{E0041}\u{E0042}", .invisible, "U+E0041 TAG LATIN CAPITAL LETTER A"),
        ("\u{3164}", .invisible, "U+3164 HANGUL FILLER"), ("\u{F8FF}", .privateUse, "U+F8FF"),
    ])
    func whatAReaderDoesNotSeeIsNamed(text: String, kind: AwkwardCharacter, name: String) throws {
        let found = try findings("ab\(text)c\tx\n")
        #expect(found.map(\.description) == ["1 source line holds \(kind.rawValue) (first: line 1, \(name))"])
    }

    @Test func whatScriptsAndEmojiNeedIsFine() throws {
        #expect(try findings("\u{2764}\u{FE0F}\tx\n").isEmpty)
        #expect(try findings("\u{1F469}\u{200D}\u{1F4BB}\tPDF\u{200C}\u{647}\u{627}\n").isEmpty)
        #expect(try findings("\u{1F3F4}\u{E0067}\u{E0062}\u{E007F}\tx\n").isEmpty)
    }
}
