import Seq2SeqFiles
import Seq2SeqSettings

/// Why a file holds no vectors of words. Lines count from 1.
public enum WordVectorsError: Error, Sendable, Hashable {
    /// The operating system refused to read the file, with this `errno`.
    case unreadable(path: String, code: Int32)
    /// The file is no text, but something else.
    case foreignFormat(path: String, FileFormat)
    /// A line is not text.
    case invalidLine(path: String, LineError)
    /// The first line, of which this is the beginning, neither says how many numbers vectors have nor is a vector; nil
    /// if there is none.
    case noVectors(path: String, firstLine: String?)
    /// A word has fewer numbers than the others, or the first one more.
    case otherDimension(path: String, line: Int, word: String, found: Int, expected: Int)
    /// A word has something else than a finite number.
    case notANumber(path: String, line: Int, word: String, found: String)

    init(_ error: SystemError) { self = .unreadable(path: error.path, code: error.code) }
}

extension WordVectorsError: CustomStringConvertible {
    /// Where, what was found and what was expected.
    public var description: String {
        switch self {
        case .unreadable(let path, let code):
            SystemError(.read, path, code: code).description(expecting: "text file")
        case .foreignFormat(let path, let format):
            "\(path) is not text with a word and its numbers in each line, but \(format)."
                + (format.conversion(of: path).map { " " + $0 } ?? "")
        case .invalidLine(let path, let error):
            "\(path), line \(error.line): \(error.finding). \(Self.form) word2vec's binary form must be converted first."
        case .noVectors(let path, nil): "\(path) has no vectors. \(Self.form)"
        case .noVectors(let path, let line?): "\(path), line 1, begins with \(line.debugDescription). \(Self.form)"
        case .otherDimension(let path, let line, let word, let found, let expected):
            "\(path), line \(line): \(word.debugDescription) has \(Figures.counted(found, "number")), but"
                + " \(Figures.grouped(expected)) are expected."
        case .notANumber(let path, let line, let word, let found):
            "\(path), line \(line): \(word.debugDescription) has \(found.debugDescription), where a finite number is"
                + " expected."
        }
    }

    private static let form = "Expected are lines of a word and its numbers, with blanks between them."
}
