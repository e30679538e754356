/// Why a line cannot be read as text. Lines and columns count from 1; a column is the place of a byte in its line.
public enum LineError: Error, Sendable, Hashable {
    /// The byte at this column begins no well-formed UTF-8 sequence.
    case invalidUTF8(line: Int, column: Int, byte: UInt8)

    /// The byte at this column is zero.
    case nulByte(line: Int, column: Int)

    /// The line has more bytes than its reader takes.
    case tooLong(line: Int, maximum: Int)

    /// The line's number.
    public var line: Int {
        switch self {
        case .invalidUTF8(let line, _, _), .nulByte(let line, _), .tooLong(let line, _): line
        }
    }
}

extension LineError: CustomStringConvertible {
    /// Where it is and what is wrong with it.
    public var description: String { "Line \(line): \(finding)." }

    /// What was found, for messages that say the place themselves.
    package var finding: String {
        switch self {
        case .invalidUTF8(_, let column, let byte):
            "byte \(column) of the line, \(Self.hexadecimal(byte)), is not valid UTF-8"
        case .nulByte(_, let column):
            "byte \(column) of the line is a NUL, which text does not hold"
        case .tooLong(_, let maximum):
            "the line is too long: it has more than \(maximum) bytes"
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: 2 - digits.count) + digits
    }
}
