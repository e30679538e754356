import Foundation
import Testing
import Seq2SeqFiles
import Seq2SeqText

@Suite("Parallel corpus")
struct ParallelCorpusTests {
    let files: TemporaryFiles

    init() throws {
        files = try TemporaryFiles()
    }

    @Test func columnsAfterTheSecondAreIgnoredAndSaidSoOnce() throws {
        let path = try files.write("Go.\tVa !\tCC-BY 2.0\t#1\nRun!\tCours !\t\t\n")
        let corpus = try ParallelCorpus(pairsAt: path)
        #expect(corpus.pairs == [TextPair(source: "Go.", target: "Va !"), TextPair(source: "Run!", target: "Cours !")])
        #expect(corpus.lineNumbers == [1, 2])
        #expect(
            corpus.notices.map(\.description) == [
                "\(path): columns 3, 4 are ignored in 2 lines (line 1: \"CC-BY 2.0\")."
            ])
        #expect(corpus.skippedCount == 0)
    }

    @Test func columnsAreCutAtTheTabEvenBeforeACombiningMark() throws {
        let corpus = try ParallelCorpus(pairsAt: files.write("a\t\u{301}b\t\u{301}c\n"))
        #expect(corpus.pairs.map { Array($0.target.unicodeScalars) } == [["\u{301}", "b"]])
    }

    @Test func onePairIsACorpus() throws {
        let corpus = try ParallelCorpus(pairsAt: files.write("a\tb\n"))
        #expect(corpus.pairs == [TextPair(source: "a", target: "b")])
    }

    @Test func theLastLineNeedsNoLineFeed() throws {
        let corpus = try ParallelCorpus(pairsAt: files.write("a\tb\nc\td"))
        #expect(corpus.pairs.map(\.target) == ["b", "d"])
    }

    @Test func onlyALineFeedEndsALine() throws {
        let odd = "a\u{2028}b\u{2029}c\u{85}d\u{B}e\u{C}f\rg\u{A0}h"
        let corpus = try ParallelCorpus(pairsAt: files.write("\(odd)\tx\ny\t\(odd)\n"))
        #expect(corpus.pairs == [TextPair(source: odd, target: "x"), TextPair(source: "y", target: odd)])
        #expect(corpus.notices.isEmpty)
    }

    @Test func carriageReturnsAtLineEndsAreDroppedAndCounted() throws {
        let path = try files.write("a\tb\r\nc\td\ne\tf\r\n")
        let corpus = try ParallelCorpus(pairsAt: path)
        #expect(corpus.pairs.map(\.target) == ["b", "d", "f"])
        #expect(corpus.notices == [.carriageReturnsDropped(path: path, count: 2)])
        #expect(
            corpus.notices.map(\.description) == ["\(path): a carriage return was dropped at the end of 2 lines."])
    }

    @Test func aByteOrderMarkIsDroppedWithANotice() throws {
        let path = try files.write([0xEF, 0xBB, 0xBF] + Array("a\tb\n".utf8))
        let corpus = try ParallelCorpus(pairsAt: path)
        #expect(corpus.pairs.map { Array($0.source.utf8) } == [[0x61]])
        #expect(corpus.notices == [.byteOrderMarkDropped(path: path)])
    }

    @Test func aLineOfAMegabyteIsRead() throws {
        let long = String(repeating: "é", count: 500_000)
        let corpus = try ParallelCorpus(pairsAt: files.write("\(long)\t\(long)x\nshort\tpair\n"))
        #expect(
            corpus.pairs == [TextPair(source: long, target: long + "x"), TextPair(source: "short", target: "pair")])
    }

    @Test func twoFilesPairLineByLine() throws {
        let source = try files.write("a\tb\nc\r\n", to: "source.txt")
        let target = try files.write("A\nC", to: "target.txt")
        let corpus = try ParallelCorpus(sourceAt: source, targetAt: target)
        #expect(corpus.pairs == [TextPair(source: "a\tb", target: "A"), TextPair(source: "c", target: "C")])
        #expect(corpus.notices == [.carriageReturnsDropped(path: source, count: 1)])
    }

    @Test func unequalLineCountsAreAnErrorEvenIfInvalidPairsAreSkipped() throws {
        let source = try files.write("a\nb\nc\n", to: "source.txt")
        let target = try files.write("A\nB\n", to: "target.txt")
        for skipInvalid in [false, true] {
            #expect(
                throws: CorpusError.unequalLineCounts(
                    sourcePath: source, sourceLines: 3, targetPath: target, targetLines: 2)
            ) {
                try ParallelCorpus(sourceAt: source, targetAt: target, skipInvalid: skipInvalid)
            }
            #expect(
                throws: CorpusError.unequalLineCounts(
                    sourcePath: target, sourceLines: 2, targetPath: source, targetLines: 3)
            ) {
                try ParallelCorpus(sourceAt: target, targetAt: source, skipInvalid: skipInvalid)
            }
        }
    }

    @Test func unequalLineCountsAreFoundInFilesOfManyPieces() throws {
        let source = try files.write(String(repeating: "some words\n", count: 50_000), to: "source.txt")
        let target = try files.write(String(repeating: "a\n", count: 10_001), to: "target.txt")
        #expect(
            throws: CorpusError.unequalLineCounts(
                sourcePath: source, sourceLines: 50_000, targetPath: target, targetLines: 10_001)
        ) {
            try ParallelCorpus(sourceAt: source, targetAt: target)
        }
    }

    @Test func anEmptyFileOfTwoIsNamed() throws {
        let full = try files.write("a\n", to: "full.txt")
        let empty = try files.write("", to: "empty.txt")
        #expect(throws: CorpusError.emptyFile(path: empty)) { try ParallelCorpus(sourceAt: full, targetAt: empty) }
        #expect(throws: CorpusError.emptyFile(path: empty)) { try ParallelCorpus(sourceAt: empty, targetAt: full) }
    }

    @Test func theFileWithTheInvalidLineIsNamed() throws {
        let good = try files.write("a\nb\n", to: "good.txt")
        let bad = try files.write(Array("a\nb".utf8) + [0xC3, 0x28], to: "bad.txt")
        let blank = try files.write("a\n\n", to: "blank.txt")
        let error = CorpusError.invalidLine(path: bad, error: .invalidUTF8(line: 2, column: 2, byte: 0xC3))
        #expect(throws: error) { try ParallelCorpus(sourceAt: good, targetAt: bad) }
        #expect(throws: error) { try ParallelCorpus(sourceAt: bad, targetAt: good) }
        #expect(throws: CorpusError.blankSource(path: blank, line: 2)) {
            try ParallelCorpus(sourceAt: blank, targetAt: good)
        }
        #expect(throws: CorpusError.blankTarget(path: blank, line: 2)) {
            try ParallelCorpus(sourceAt: good, targetAt: blank)
        }
    }

    @Test func invalidPairsAreLeftOutAndCountedByReason() throws {
        let bytes =
            Array("a\tA\nno tab\nb\tB\n\tno source\nc\t \n".utf8) + [0x64, 0xFF, 0x09, 0x44, 0x0A]
            + Array("e\t\0\n\nf\tF\n".utf8)
        let corpus = try ParallelCorpus(pairsAt: files.write(bytes), skipInvalid: true)
        #expect(corpus.pairs.map(\.source) == ["a", "b", "f"])
        #expect(corpus.lineNumbers == [1, 3, 9])
        #expect(corpus.skippedCount == 6)
        #expect(
            corpus.notices == [
                .pairsSkipped(reason: .invalidUTF8, count: 1, firstLine: 6),
                .pairsSkipped(reason: .nulByte, count: 1, firstLine: 7),
                .pairsSkipped(reason: .missingTab, count: 2, firstLine: 2),
                .pairsSkipped(reason: .blankSource, count: 1, firstLine: 4),
                .pairsSkipped(reason: .blankTarget, count: 1, firstLine: 5),
            ])
        #expect(corpus.notices.first?.description == "1 pair was left out: invalid UTF-8 (at line 6).")
        #expect(corpus.notices[2].description == "2 pairs were left out: missing tab (first at line 2).")
    }

    @Test func skippingASideLeavesOutBothSidesOfThePair() throws {
        let source = try files.write("a\n\nc\nd\n", to: "source.txt")
        let target = try files.write("A\nB\nC\n \n", to: "target.txt")
        let corpus = try ParallelCorpus(sourceAt: source, targetAt: target, skipInvalid: true)
        #expect(corpus.pairs == [TextPair(source: "a", target: "A"), TextPair(source: "c", target: "C")])
        #expect(corpus.skippedCount == 2)
    }

    @Test func aPipeIsReadLikeAFile() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("a\tb\nc\td\n".utf8))
        try pipe.fileHandleForWriting.close()
        let corpus = try ParallelCorpus(pairsAt: "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
        #expect(corpus.pairs.count == 2)
    }
}
