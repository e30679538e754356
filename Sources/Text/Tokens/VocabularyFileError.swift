import Seq2SeqFiles

/// Why a file is no list of tokens. Lines count from 1.
public enum VocabularyFileError: Error, Sendable, Hashable {
    /// The operating system refused to read the file, with this `errno`.
    case unreadable(path: String, code: Int32)
    /// The file is no text, but something else.
    case foreignFormat(path: String, FileFormat)
    /// A line is not text.
    case invalidLine(path: String, LineError)
    /// There is no line, or none but special tokens.
    case noTokens(path: String)
    /// A line holds nothing.
    case blankLine(path: String, line: Int)
    /// A line has no number behind its token, as others have, or a tab within the token.
    case noNumber(path: String, line: Int, text: String)
    /// A token is there twice.
    case duplicateToken(path: String, line: Int, token: String, firstLine: Int)
}

extension VocabularyFileError: CustomStringConvertible {
    /// Where, what was found and what was expected.
    public var description: String {
        switch self {
        case .unreadable(let path, let code):
            SystemError(.read, path, code: code).description(expecting: "list of tokens")
        case .foreignFormat(let path, let format):
            "\(path) is not text with a token in each line, but \(format)."
                + (format.conversion(of: path).map { " " + $0 } ?? "")
        case .invalidLine(let path, let error): "\(path), line \(error.line): \(error.finding). Expected is a token."
        case .noTokens(let path): "\(path) has no tokens. Expected is one a line."
        case .blankLine(let path, let line): "\(path), line \(line), is blank. Expected is a token."
        case .noNumber(let path, let line, let text):
            "\(path), line \(line), is \(text.debugDescription), where a token, a tab and a number are expected as in other"
                + " lines."
        case .duplicateToken(let path, let line, let token, let first):
            "\(path), line \(line): the token \(token.debugDescription) stands in line \(first) already. Each token must"
                + " be there once."
        }
    }
}
