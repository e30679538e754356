import Seq2Seq
import Seq2SeqFiles

/// Why a line cannot be decoded. Lines are named by their numbers, counted from 1.
enum LineProblem: Error, Equatable {
    /// The line is not text.
    case noText(LineError)
    /// It should be a record and is none.
    case noRecord(line: Int)
    /// The line of a file of prefixes that belongs to it is not text.
    case prefix(file: String, LineError)
    /// To decode it takes more memory than there is.
    case tooLarge(line: Int, tokens: Int, neededBytes: Int, availableBytes: Int)
}

extension LineProblem: CustomStringConvertible {
    var description: String {
        switch self {
        case .noText(let error): error.description
        case .noRecord(let line):
            "Line \(line): it is not a JSON object with a string \"source\" and at most a number or a string as \"id\"."
        case .prefix(let file, let error): "\(file): \(error)"
        case .tooLarge(let line, let tokens, let needed, let available):
            "Line \(line): to decode its \(Figures.grouped(tokens)) tokens takes about \(Figures.size(bytes: needed)), but"
                + " \(Figures.size(bytes: available)) are available. Cut it into sentences, or lower"
                + " --beam, --n-best, --min-length or --max-length."
        }
    }
}
