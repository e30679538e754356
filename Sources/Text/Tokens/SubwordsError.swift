import Seq2SeqFiles

/// Why a file holds neither merges of subword-nmt nor a model of SentencePiece.
public enum SubwordsError: Error, Sendable, Equatable {
    /// The operating system refused to read the file, with this `errno`.
    case unreadable(path: String, code: Int32)
    /// The file is of another kind altogether.
    case foreignFormat(path: String, FileFormat)
    /// The file begins as merges do, but is no UTF-8.
    case invalidText(path: String)
    /// The file is text that begins with this line.
    case text(path: String, firstLine: String)
    /// What is wrong with merges.
    case merges(path: String, BytePairError)
    /// What is wrong with a model of SentencePiece.
    case pieces(path: String, SentencePieceError)
}

extension SubwordsError: CustomStringConvertible {
    /// Where, what was found and what was expected.
    public var description: String {
        switch self {
        case .unreadable(let path, let code):
            SystemError(.read, path, code: code).description(expecting: "file of merges or pieces")
        case .foreignFormat(let path, let format):
            "\(path) is \(format). \(Self.expected)" + (format.conversion(of: path).map { " " + $0 } ?? "")
        case .invalidText(let path): "\(path) begins as merges of subword-nmt do, but is no UTF-8."
        case .text(let path, let line) where line.isEmpty:
            "\(path) has nothing in its first line. \(Self.expected)"
        case .text(let path, let line):
            "\(path) is text that begins with \(line.debugDescription). \(Self.expected)"
                + (line.hasPrefix("<unk>\t") ? " This is the list of its pieces, which cannot be cut with." : "")
        case .merges(let path, let error): "\(path) has no merges of subword-nmt. \(error)"
        case .pieces(let path, let error): "\(path) is no model of SentencePiece that can be used. \(error)"
        }
    }

    private static let expected =
        "Expected are merges of subword-nmt, whose first line is '#version: 0.2', or a .model file of SentencePiece."
}
