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
