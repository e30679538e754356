/// The beginning of a text in UTF-16 without a mark, whose letters may be of any script.
///
/// What gives it away are its tabs and line feeds, which have a zero byte beside them, and that all of it is characters.
struct UTF16Head {
    /// The name that iconv has for it.
    let encoding: String

    /// Nil if the bytes are something else.
    init?(_ head: [UInt8]) {
        // Text in UTF-8 may hold a zero byte too, and is told what is wrong with that.
        guard head.contains(0), String(validating: head.dropLast(3), as: UTF8.self) == nil else { return nil }
        let found = [("UTF-16LE", 1), ("UTF-16BE", 0)].first { Self.isText(head, highByte: $0.1) }
        guard let found else { return nil }
        encoding = found.0
    }

    private static func isText(_ head: [UInt8], highByte: Int) -> Bool {
        // The last unit may be half of a character.
        let units = stride(from: 0, to: head.count - 3, by: 2).map { place in
            UInt16(head[place + highByte]) << 8 | UInt16(head[place + 1 - highByte])
        }
        guard let text = String(validating: units, as: UTF16.self) else { return false }
        let divisions: [Unicode.Scalar] = ["\t", "\n"]
        let divisionCount = text.unicodeScalars.count(where: divisions.contains)
        // Elsewhere these bytes are halves of letters, and no more frequent than others.
        let byteCount = head.count { $0 == 0x09 || $0 == 0x0A }
        return divisionCount > 0 && 2 * divisionCount > byteCount
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .unassigned, .privateUse, .surrogate: false
                case .control: divisions.contains(scalar) || scalar == "\r"
                default: true
                }
            }
    }
}
