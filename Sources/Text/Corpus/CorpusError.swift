import Foundation
import Seq2SeqFiles

/// Why a corpus cannot be read. Lines and columns count from 1.
public enum CorpusError: Error, Sendable, Equatable {
    /// There is nothing at this path.
    case fileNotFound(path: String)

    /// The path leads to a directory.
    case directory(path: String)

    /// The file may not be read by this user.
    case permissionDenied(path: String)

    /// The operating system gave up for another reason, with this `errno`.
    case readFailed(path: String, code: Int32)

    /// The file has no lines.
    case emptyFile(path: String)

    /// Every line of the files was left out as invalid.
    case noPairs(paths: [String], skipped: Int)

    /// The two files of a corpus do not pair up, from about this line on if the pairs before give a hint.
    case unequalLineCounts(
        sourcePath: String, sourceLines: Int, targetPath: String, targetLines: Int, misalignedFrom: Int? = nil)

    /// A line is not text.
    case invalidLine(path: String, error: LineError)

    /// A line has no tab between a source and a target.
    case missingTab(path: String, line: Int)

    /// A line has fewer columns than are needed.
    case missingColumn(path: String, line: Int, columns: Int, needed: Int)

    /// A line has another number of columns than the first line.
    case unequalColumns(path: String, line: Int, columns: Int, firstLine: Int, firstColumns: Int)

    /// Carriage returns alone seem to end the lines, this one among them.
    case carriageReturnLineEnds(path: String, line: Int)

    /// The file is not UTF-8 text with columns, but something else.
    case foreignFormat(path: String, FileFormat)

    /// The file has more lines than so much memory, in bytes, can hold.
    case tooManyLines(path: String, lines: Int, availableBytes: Int)

    /// The source of a pair is empty or white space alone.
    case blankSource(path: String, line: Int)

    /// The target of a pair is empty or white space alone.
    case blankTarget(path: String, line: Int)

    /// What stands where the pair's weight should be is no finite number of at least 0.
    case invalidWeight(path: String, line: Int, found: String)

    /// The two kinds of errors that a command tells apart by its exit code.
    public enum Kind: Sendable, Hashable {
        /// The input is not there or cannot be read.
        case noInput

        /// The input was read but does not hold what it should.
        case badData
    }

    /// Whether the input is missing or its content is wrong.
    public var kind: Kind {
        switch self {
        case .fileNotFound, .directory, .permissionDenied, .readFailed: .noInput
        default: .badData
        }
    }

    /// Under which reason such a pair is counted when invalid pairs are left out, or nothing if the error concerns more
    /// than one pair.
    package var skipReason: SkipReason? {
        switch self {
        case .invalidLine(_, .invalidUTF8): .invalidUTF8
        case .invalidLine(_, .nulByte): .nulByte
        case .missingTab: .missingTab
        case .missingColumn: .missingColumn
        case .blankSource: .blankSource
        case .blankTarget: .blankTarget
        case .invalidWeight: .invalidWeight
        default: nil
        }
    }

    /// The case for what the operating system reported when a file was opened or read.
    package init(systemError code: Int32, path: String) { self.init(SystemError(.read, path, code: code)) }

    package init(_ error: SystemError) {
        switch error.reason {
        case .notFound: self = .fileNotFound(path: error.path)
        case .directory: self = .directory(path: error.path)
        case .permissionDenied: self = .permissionDenied(path: error.path)
        case .other: self = .readFailed(path: error.path, code: error.code)
        }
    }

    /// What the operating system refused, if that is the reason.
    private var systemError: SystemError? {
        switch self {
        case .fileNotFound(let path): SystemError(.read, path, code: ENOENT)
        case .directory(let path): SystemError(.read, path, code: EISDIR)
        case .permissionDenied(let path): SystemError(.read, path, code: EACCES)
        case .readFailed(let path, let code): SystemError(.read, path, code: code)
        default: nil
        }
    }
}

extension CorpusError: CustomStringConvertible {
    /// Where, what was found, what was expected, and a hint.
    public var description: String { text(" Such pairs can also be left out.") }

    /// The same for users of a command.
    ///
    /// - Parameter option: what leaves such pairs out; nil if the command has nothing of the kind.
    package func description(leavingOutBy option: String?) -> String {
        text(option.map { " Such pairs can also be left out (\($0))." } ?? "")
    }

    private func text(_ skipHint: String) -> String {
        switch self {
        case .fileNotFound, .directory, .permissionDenied, .readFailed:
            systemError?.description(expecting: "text file") ?? ""
        case .emptyFile(let path):
            "\(path) is empty. A corpus needs at least one pair."
        case .noPairs(let paths, let skipped):
            "There is no valid pair in \(paths.joined(separator: " and ")): \(Self.lines(skipped)) left out. "
                + "Without skipping invalid pairs, the first is named with what is wrong with it."
        case .unequalLineCounts(let sourcePath, let sourceLines, let targetPath, let targetLines, let line):
            "\(sourcePath) has \(Self.lines(sourceLines)) but \(targetPath) has \(targetLines). "
                + "Each line must pair with one line."
                + (line.map { " By their lengths, the lines do not fit each other from about line \($0) on." } ?? "")
        case .invalidLine(let path, let error):
            "\(path), line \(error.line): \(error.finding). \(Self.hint(for: error, skipHint))"
        case .missingTab(let path, let line):
            "\(path), line \(line): there is no tab. Each line must be a source, a tab and a target.\(skipHint)"
        case .missingColumn(let path, let line, let columns, let needed):
            "\(path), line \(line): there is no column \(needed), only \(columns).\(skipHint)"
        case .unequalColumns(let path, let line, let columns, let firstLine, let firstColumns):
            "\(path), line \(line): there are \(columns) columns, but \(firstColumns) in line \(firstLine). Each line must"
                + " have as many; a tab too many makes another pair.\(skipHint)"
        case .carriageReturnLineEnds(let path, let line):
            "\(path), line \(line): carriage returns seem to end the lines, but only a line feed does. Convert it first:"
                + " tr '\\r' '\\n'"
        case .foreignFormat(let path, let format):
            "\(path) is not UTF-8 text\(format.isTable ? " with a tab between columns" : ""), but \(format)."
                + (format.conversion(of: path == ByteReader.standardInput.name ? nil : path).map { " " + $0 } ?? "")
        case .tooManyLines(let path, let lines, let bytes):
            "\(path) goes on after \(Self.lines(lines)), but with all that is made of them no more fit into the"
                + " \(bytes >> 20) MiB of memory that are available. Has it an end? If so, give a part of it, or more"
                + " memory."
        case .blankSource(let path, let line):
            "\(path), line \(line): the source is blank. Both sides of a pair must hold text.\(skipHint)"
        case .blankTarget(let path, let line):
            "\(path), line \(line): the target is blank. Both sides of a pair must hold text.\(skipHint)"
        case .invalidWeight(let path, let line, let found):
            "\(path), line \(line): the weight is \(found.debugDescription), where a number of at least 0 is"
                + " expected.\(skipHint)"
        }
    }

    private static func lines(_ count: Int) -> String {
        count == 1 ? "1 line" : "\(count) lines"
    }

    private static func hint(for error: LineError, _ skipHint: String) -> String {
        switch error {
        case .invalidUTF8(line: 1, column: 1, byte: 0xFE), .invalidUTF8(line: 1, column: 1, byte: 0xFF):
            "The file begins like UTF-16. Convert it to UTF-8, for instance with iconv."
        case .invalidUTF8:
            "A corpus must be UTF-8; if this one is not, convert it, for instance with iconv.\(skipHint)"
        case .nulByte:
            "A corpus must be UTF-8 text.\(skipHint)"
        case .tooLong:
            "Does it end its lines?"
        }
    }
}
