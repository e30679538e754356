import Foundation

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

    /// The source of a pair is empty or white space alone.
    case blankSource(path: String, line: Int)

    /// The target of a pair is empty or white space alone.
    case blankTarget(path: String, line: Int)

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
        case .emptyFile, .noPairs, .unequalLineCounts, .invalidLine, .missingTab, .blankSource, .blankTarget: .badData
        }
    }

    /// Under which reason such a pair is counted when invalid pairs are left out, or nothing if the error concerns more
    /// than one pair.
    package var skipReason: SkipReason? {
        switch self {
        case .invalidLine(_, .invalidUTF8): .invalidUTF8
        case .invalidLine(_, .nulByte): .nulByte
        case .missingTab: .missingTab
        case .blankSource: .blankSource
        case .blankTarget: .blankTarget
        default: nil
        }
    }

    /// The case for what the operating system reported when a file was opened or read.
    package init(systemError code: Int32, path: String) {
        switch code {
        case ENOENT, ENOTDIR: self = .fileNotFound(path: path)
        case EISDIR: self = .directory(path: path)
        case EACCES, EPERM: self = .permissionDenied(path: path)
        default: self = .readFailed(path: path, code: code)
        }
    }
}
