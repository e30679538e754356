import Seq2Seq
import Seq2SeqFiles

/// A line of a file that says something of each line of the input.
struct SideLine {
    let text: String
    /// What stands between its tabs and is not blank.
    let phrases: [String]

    init(_ text: String) {
        self.text = text
        phrases = text.split(separator: "\t").map(String.init).filter { !$0.isBlank }
    }
}

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
    /// What is said of every line of the input.
    private var shared: Result<SideLine, LineError>?
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
        guard let said = try next() else { return false }
        line.take(said, as: role, from: path)
        return true
    }

    private mutating func next() throws -> Result<SideLine, LineError>? {
        if !hasBegun && role.isSharedIfSingle {
            hasBegun = true
            ahead = try [read(), read()].compactMap(\.self)[...]
            // Taken apart once, however many lines it speaks of.
            if ahead.count == 1 { shared = ahead.first?.map(SideLine.init) }
        }
        if let shared { return shared }
        return try (ahead.popFirst() ?? read())?.map(SideLine.init)
    }

    private mutating func read() throws -> Result<String, LineError>? {
        let line = try lines.next()
        if let format = lines.format { throw CorpusError.foreignFormat(path: path, format) }
        return line
    }

    /// Why there is nothing for a line of the input, counted from 1 at its first.
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
