/// Why results cannot be written.
package enum OutputError: Error, Equatable, Sendable {
    /// The program that read the results has ended, which is its right: the command ends without a word.
    case readerIsGone

    /// The system refuses, for a reason in its own words.
    case cannotWriteResults(reason: String)

    /// The file for the results cannot be opened.
    case cannotWriteFile(path: String, reason: String)
}

extension OutputError: ExitCodeProviding {
    package var exitCode: ExitCode { self == .readerIsGone ? .done : .cannotWrite }

    package var description: String {
        switch self {
        case .readerIsGone: "The reader of the results is gone."
        case .cannotWriteResults(let reason): "The results cannot be written: \(reason)."
        case .cannotWriteFile(let path, let reason): "\(path) cannot be written: \(reason)."
        }
    }
}
