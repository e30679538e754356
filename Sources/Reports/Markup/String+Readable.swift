extension String {
    /// The text with what would be invisible, or would turn its neighbours round, spelled out: control characters, marks
    /// of direction, and what no XML may hold. What joins letters stays, since scripts need it.
    var readable: String {
        guard unicodeScalars.contains(where: { $0.spelledOut != nil }) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if let name = scalar.spelledOut { text += name } else { text.unicodeScalars.append(scalar) }
        }
    }

    /// The beginning of the readable text, with an ellipsis if that is not all of it.
    func readable(atMost count: Int) -> String {
        // A character can be made of any number of scalars.
        let mostScalars = 8 * count
        var end = unicodeScalars.startIndex
        var scalarCount = 0
        var characters = 0
        var index = startIndex
        while index < endIndex && characters < count && scalarCount < mostScalars {
            let next = self.index(after: index)
            let scalars = unicodeScalars[index..<next].prefix(mostScalars - scalarCount)
            scalarCount += scalars.count
            characters += 1
            end = scalars.endIndex
            index = next
        }
        let beginning = String(unicodeScalars[..<end]).readable
        return end == unicodeScalars.endIndex ? beginning : beginning + "…"
    }

    /// A token as it is shown by itself: blanks are seen, and a mark without a letter has something to stand on.
    func token(atMost count: Int) -> String {
        if isEmpty { return "∅" }
        var text = String(String.UnicodeScalarView(unicodeScalars.map { $0 == " " ? "␣" : $0 }))
        if let first = text.unicodeScalars.first,
            [.nonspacingMark, .spacingMark, .enclosingMark].contains(first.properties.generalCategory)
        {
            text = "◌" + text
        }
        return text.readable(atMost: count)
    }

    /// Whether it is written from right to left: its first letter is.
    var isRightToLeft: Bool {
        for scalar in unicodeScalars {
            if scalar.isRightToLeft { return true }
            if scalar.properties.isAlphabetic { return false }
        }
        return false
    }

    /// How wide it is about, in widths of a usual letter.
    var widthInLetters: Double {
        reduce(0) { width, character in
            guard let scalar = character.unicodeScalars.first else { return width }
            switch scalar.value {
            case 0x1100..<0x1160, 0x2E80..<0xA4D0, 0xAC00..<0xD7A4, 0xF900..<0xFB00, 0xFE30..<0xFE70, 0xFF00..<0xFF61,
                0x1F300..<0x1FB00, 0x20000..<0x40000:
                return width + 1.8
            case 0x900..<0xE00, 0x1000..<0x10A0, 0x1780..<0x1800: return width + 1.9
            case 0x41..<0x5B, 0x6D, 0x77: return width + 1.25
            default: return width + 1
            }
        }
    }
}

extension Unicode.Scalar {
    /// What stands for a scalar that is not to be written as it is; nil for all others.
    fileprivate var spelledOut: String? {
        switch value {
        case 0..<0x20: Unicode.Scalar(0x2400 + value).map { String($0) }
        case 0x7F: "␡"
        // Controls, the soft hyphen, marks of direction, and blanks without any width. U+200C and U+200D join or part
        // letters of Persian, Indic scripts and emoji.
        case 0x80..<0xA0, 0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF9...0xFFFB:
            "[U+" + String(value, radix: 16, uppercase: true).leftPadded(to: 4) + "]"
        default: value & 0xFFFE == 0xFFFE ? "[U+" + String(value, radix: 16, uppercase: true) + "]" : nil
        }
    }

    /// Whether it is a letter of a script that is written from right to left.
    fileprivate var isRightToLeft: Bool {
        switch value {
        case 0x590..<0x900, 0xFB1D..<0xFE00, 0xFE70..<0xFEFF, 0x10800..<0x11000, 0x1E800..<0x1F000:
            properties.isAlphabetic && properties.numericType == nil
        default: false
        }
    }
}

extension String {
    private func padded(_ count: Int) -> String {
        String(repeating: "0", count: Swift.max(0, count - self.count)) + self
    }

    fileprivate func leftPadded(to count: Int) -> String { padded(count) }
}
