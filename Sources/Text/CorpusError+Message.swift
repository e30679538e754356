import Foundation

extension CorpusError: CustomStringConvertible {
    /// Where, what was found, what was expected, and a hint.
    public var description: String {
        switch self {
        case .fileNotFound(let path):
            "\(path): no such file. Check the path; it starts from the directory the command runs in."
        case .directory(let path):
            "\(path) is a directory. Name a text file in it."
        case .permissionDenied(let path):
            "\(path) may not be read by this user. Check its permissions and those of the directories above it."
        case .readFailed(let path, let code):
            "\(path) cannot be read: \(String(cString: strerror(code)))."
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
            "\(path), line \(error.line): \(error.finding). \(Self.hint(for: error))"
        case .missingTab(let path, let line):
            "\(path), line \(line): there is no tab. Each line must be a source, a tab and a target. \(Self.skipHint)"
        case .blankSource(let path, let line):
            "\(path), line \(line): the source is blank. Both sides of a pair must hold text. \(Self.skipHint)"
        case .blankTarget(let path, let line):
            "\(path), line \(line): the target is blank. Both sides of a pair must hold text. \(Self.skipHint)"
        }
    }

    private static let skipHint = "To train without such pairs, leave them out (--skip-invalid)."

    private static func lines(_ count: Int) -> String {
        count == 1 ? "1 line" : "\(count) lines"
    }

    private static func hint(for error: LineError) -> String {
        switch error {
        case .invalidUTF8(line: 1, column: 1, byte: 0xFE), .invalidUTF8(line: 1, column: 1, byte: 0xFF):
            "The file begins like UTF-16. Convert it to UTF-8, for instance with iconv."
        case .invalidUTF8:
            "A corpus must be UTF-8; if this one is not, convert it, for instance with iconv. \(skipHint)"
        case .nulByte:
            "A corpus must be UTF-8 text. \(skipHint)"
        case .tooLong:
            "Does it end its lines?"
        }
    }
}
