import Seq2Seq
import Seq2SeqFiles

/// A file that says something of each line of the input, line by line.
struct SideFile {
    /// What it says.
    enum Role {
        /// What the output must start with.
        case prefix
        /// Phrases that the output must hold.
        case mustSay
        /// Phrases that the output must not hold.
        case neverSay

        /// Whether a file of a single line speaks of every line of the input.
        fileprivate var isSharedIfSingle: Bool { self != .prefix }
    }

    let role: Role
    private let path: String
    private var lines: LineSource
    /// Lines that were read but not yet taken.
    private var ahead: ArraySlice<Result<String, LineError>> = []
    /// The line that speaks of every line of the input.
    private var shared: Result<String, LineError>?
    private var hasBegun = false

    init(_ role: Role, path: String) throws(SystemError) {
        self.role = role
        self.path = path
        lines = try LineDecoder.lines(of: path)
    }

    /// Gives a line of the input what the next line says of it.
    ///
    /// - Returns: false if there is none, and why may be learnt from `missingLine`.
    mutating func tell(_ line: inout SourceLine) throws -> Bool {
        guard let text = try next() else { return false }
        line.take(text, as: role, from: path)
        return true
    }

    private mutating func next() throws -> Result<String, LineError>? {
        if !hasBegun && role.isSharedIfSingle {
            hasBegun = true
            ahead = try [read(), read()].compactMap(\.self)[...]
            if ahead.count == 1 { shared = ahead.first }
        }
        if let shared { return shared }
        return try ahead.popFirst() ?? read()
    }

    private mutating func read() throws -> Result<String, LineError>? {
        let line = try lines.next()
        if let format = lines.format { throw CorpusError.foreignFormat(path: path, format) }
        return line
    }

    /// Why there is nothing for a line of the input.
    func missingLine(_ number: Int) throws -> DecodeError {
        try LineDecoder.checkEnd(of: lines)
        return .missingLine(file: path, line: number, maySingle: role.isSharedIfSingle)
    }

    /// Whether all has been said.
    ///
    /// - Throws: `DecodeError` if there are more lines than the input has.
    mutating func checkEnd(inputLines: Int) throws {
        try LineDecoder.checkEnd(of: lines)
        guard shared == nil, try next() != nil, shared == nil else { return }
        throw DecodeError.unusedLine(file: path, lines: inputLines, maySingle: role.isSharedIfSingle)
    }
}
