/// Why a text is no list of merges. Lines count from 1.
public enum BytePairError: Error, Sendable, Equatable {
    /// The first line does not name a version that can be read.
    case unknownVersion(line: String)

    /// A line is not two symbols with a blank between them.
    case notAMerge(line: Int, text: String)
}

extension BytePairError: CustomStringConvertible {
    /// Where, what was found and what was expected.
    public var description: String {
        switch self {
        case .unknownVersion(let line):
            "Line 1 is \(line.debugDescription), where '#version: 0.2' is expected, as subword-nmt writes it."
        case .notAMerge(let line, let text):
            "Line \(line) is \(text.debugDescription), where two symbols with one blank between them are expected."
        }
    }
}
