import Foundation
import Testing
import Seq2SeqFiles
import Seq2SeqText

@Suite("Corpus errors")
struct CorpusErrorTests {
    let files: TemporaryFiles

    init() throws {
        files = try TemporaryFiles()
    }

    /// A file that is no corpus, and why.
    struct BadFile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let error: @Sendable (String) -> CorpusError

        init(_ name: String, _ bytes: [UInt8], _ error: @escaping @Sendable (String) -> CorpusError) {
            testDescription = name
            self.bytes = bytes
            self.error = error
        }

        init(_ name: String, _ text: String, _ error: @escaping @Sendable (String) -> CorpusError) {
            self.init(name, Array(text.utf8), error)
        }

        /// A file whose line is not text.
        init(_ name: String, _ bytes: [UInt8], _ error: LineError) {
            self.init(name, bytes) { .invalidLine(path: $0, error: error) }
        }
    }

    static let badFiles: [BadFile] = [
        BadFile("empty file", "") { .emptyFile(path: $0) },
        BadFile("byte order mark alone", [0xEF, 0xBB, 0xBF]) { .emptyFile(path: $0) },
        BadFile("blank line", "a\tb\n\nc\td\n") { .missingTab(path: $0, line: 2) },
        BadFile("line feed alone", "\n") { .missingTab(path: $0, line: 1) },
        BadFile("missing tab", "a\tb\nc d\n") { .missingTab(path: $0, line: 2) },
        BadFile("missing tab in an unfinished last line", "a\tb\nc") { .missingTab(path: $0, line: 2) },
        BadFile("empty source", "\tb\n") { .blankSource(path: $0, line: 1) },
        BadFile("empty target", "a\t\n") { .blankTarget(path: $0, line: 1) },
        BadFile("empty target before CRLF", "a\t\r\n") { .blankTarget(path: $0, line: 1) },
        BadFile("empty target before a third column", "a\t\tc\n") { .blankTarget(path: $0, line: 1) },
        BadFile("source of blanks", "  \tb\n") { .blankSource(path: $0, line: 1) },
        BadFile("target of no-break and ideographic spaces", "a\t\u{A0}\u{3000}\u{2028}\n") {
            .blankTarget(path: $0, line: 1)
        },
        BadFile(
            "Latin-1", [0x61, 0x09, 0x62, 0x0A, 0x63, 0xE9, 0x09, 0x64], .invalidUTF8(line: 2, column: 2, byte: 0xE9)),
        BadFile(
            "sequence cut by a tab", [0x61, 0xE2, 0x82, 0x09, 0x62], .invalidUTF8(line: 1, column: 2, byte: 0xE2)),
        BadFile(
            "sequence cut by the line's end", [0x61, 0x09, 0xC3, 0x0A],
            .invalidUTF8(line: 1, column: 3, byte: 0xC3)),
        BadFile("stray continuation", [0x61, 0x09, 0x80, 0x0A], .invalidUTF8(line: 1, column: 3, byte: 0x80)),
        BadFile("overlong slash", [0x61, 0x09, 0xC0, 0xAF], .invalidUTF8(line: 1, column: 3, byte: 0xC0)),
        BadFile("surrogate", [0x61, 0x09, 0xED, 0xA0, 0x80], .invalidUTF8(line: 1, column: 3, byte: 0xED)),
        BadFile("beyond Unicode", [0x61, 0x09, 0xF5, 0x80, 0x80, 0x80], .invalidUTF8(line: 1, column: 3, byte: 0xF5)),
        BadFile(
            "bad byte after a byte order mark", [0xEF, 0xBB, 0xBF, 0xFF], .invalidUTF8(line: 1, column: 4, byte: 0xFF)),
        BadFile(
            "bad byte in an ignored column", [0x61, 0x09, 0x62, 0x09, 0xFF],
            .invalidUTF8(line: 1, column: 5, byte: 0xFF)),
        BadFile("UTF-16", [0xFF, 0xFE, 0x61, 0x00, 0x09, 0x00]) { .foreignFormat(path: $0, .encoded("UTF-16")) },
        BadFile("CSV", "a,b\nc,d\n") { .foreignFormat(path: $0, .separated(by: .comma)) },
        BadFile("lines ended by CR alone", "cat\tchat\rdog\tchien\r") { .carriageReturnLineEnds(path: $0, line: 1) },
        BadFile("NUL", [0x61, 0x09, 0x62, 0x0A, 0x61, 0x09, 0x00, 0x0A], .nulByte(line: 2, column: 3)),
        BadFile("NUL before a bad byte", [0x00, 0xFF, 0x09, 0x62, 0x0A], .nulByte(line: 1, column: 1)),
    ]

    @Test(arguments: badFiles)
    func badDataIsNamedByFileLineAndByte(_ file: BadFile) throws {
        let path = try files.write(file.bytes)
        let error = file.error(path)
        #expect(throws: error) { try ParallelCorpus(pairsAt: path) }
        #expect(error.kind == .badData)
        #expect(error.description.hasPrefix(path))
    }

    @Test(arguments: badFiles)
    func aFileOfInvalidPairsAloneIsNoCorpus(_ file: BadFile) throws {
        let path = try files.write(file.bytes)
        do {
            let corpus = try ParallelCorpus(pairsAt: path, skipInvalid: true)
            #expect(!corpus.pairs.isEmpty)
            #expect(corpus.skippedCount == 1)
        } catch {
            let isOfTheWholeFile = [.emptyFile(path: path), .noPairs(paths: [path], skipped: 1)].contains(error)
            #expect(isOfTheWholeFile || (error == file.error(path) && error.skipReason == nil))
            #expect(error.kind == .badData)
        }
    }

    @Test func aMissingFileIsNoInput() {
        let path = files.path(of: "missing.tsv")
        #expect(throws: CorpusError.fileNotFound(path: path)) { try ParallelCorpus(pairsAt: path) }
        #expect(throws: CorpusError.fileNotFound(path: "")) { try ParallelCorpus(pairsAt: "") }
        #expect(CorpusError.fileNotFound(path: path).kind == .noInput)
    }

    @Test func aPathThroughAFileIsNoInput() throws {
        let path = try files.write("a\tb\n") + "/pairs.tsv"
        #expect(throws: CorpusError.fileNotFound(path: path)) { try ParallelCorpus(pairsAt: path) }
    }

    @Test func aDirectoryIsNoInput() throws {
        let path = files.path
        #expect(throws: CorpusError.directory(path: path)) { try ParallelCorpus(pairsAt: path) }
        #expect(throws: CorpusError.directory(path: path)) { try ParallelCorpus(sourceAt: path, targetAt: path) }
        #expect(CorpusError.directory(path: path).kind == .noInput)
    }

    @Test func aFileWithoutPermissionIsNoInput() throws {
        let path = try files.write("a\tb\n")
        #expect(chmod(path, 0) == 0)
        // The superuser may read every file.
        if access(path, R_OK) == 0 {
            #expect(try ParallelCorpus(pairsAt: path).pairs.count == 1)
            return
        }
        #expect(throws: CorpusError.permissionDenied(path: path)) { try ParallelCorpus(pairsAt: path) }
    }

    @Test(arguments: [
        (ENOENT, CorpusError.fileNotFound(path: "f")), (ENOTDIR, .fileNotFound(path: "f")),
        (EACCES, .permissionDenied(path: "f")), (EPERM, .permissionDenied(path: "f")),
        (EISDIR, .directory(path: "f")), (EIO, .readFailed(path: "f", code: EIO)),
    ])
    func systemErrorsAreNoInput(code: Int32, error: CorpusError) {
        #expect(CorpusError(systemError: code, path: "f") == error)
        #expect(error.kind == .noInput)
        #expect(error.description.hasPrefix("f"))
    }

    static let messages: [(error: CorpusError, message: String)] = [
        (
            .unequalLineCounts(sourcePath: "source.txt", sourceLines: 1000, targetPath: "target.txt", targetLines: 1),
            "source.txt has 1000 lines but target.txt has 1. Each line must pair with one line."
        ),
        (
            .invalidLine(path: "pairs.tsv", error: .invalidUTF8(line: 7, column: 12, byte: 0xE9)),
            """
            pairs.tsv, line 7: byte 12 of the line, 0xE9, is not valid UTF-8. A corpus must be UTF-8; if this one is \
            not, convert it, for instance with iconv. Such pairs can also be left out.
            """
        ),
        (
            .invalidLine(path: "pairs.tsv", error: .invalidUTF8(line: 1, column: 1, byte: 0xFF)),
            """
            pairs.tsv, line 1: byte 1 of the line, 0xFF, is not valid UTF-8. The file begins like UTF-16. Convert it \
            to UTF-8, for instance with iconv.
            """
        ),
        (
            .missingTab(path: "pairs.tsv", line: 3),
            """
            pairs.tsv, line 3: there is no tab. Each line must be a source, a tab and a target. Such pairs can also \
            be left out.
            """
        ),
    ]

    @Test(arguments: messages)
    func messagesSayWhereWhatAndWhatWasExpected(error: CorpusError, message: String) {
        #expect(error.description == message)
    }
}
