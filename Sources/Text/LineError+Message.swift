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
