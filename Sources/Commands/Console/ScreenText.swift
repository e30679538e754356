// How much room texts take on a terminal.

extension Unicode.Scalar {
    /// Blocks that are two columns wide (Unicode Standard Annex 11: W and F); emoji tell it themselves.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
        0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF,
        0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]

    /// Vowels and final consonants of Hangul, which stand in the place of the consonant before them.
    private static let joined: ClosedRange<UInt32> = 0x1160...0x11FF

    /// The columns that it takes on a terminal: none for what is put on another character, two for East Asian ones.
    var columnCount: Int {
        if value < 0x300 { return properties.generalCategory == .control ? 0 : 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .surrogate: return 0
        default: break
        }
        if Self.joined.contains(value) { return 0 }
        return properties.isEmojiPresentation || Self.wide.contains { $0.contains(value) } ? 2 : 1
    }
}

extension Character {
    /// The columns that it takes on a terminal. Of emoji that are joined each counts, as not every terminal joins them.
    var columnCount: Int {
        if let ascii = asciiValue { return ascii < 0x20 || ascii == 0x7F ? 0 : 1 }
        // After a sign that asks for it as an emoji a narrow character is wide.
        let asksForEmoji = unicodeScalars.contains { $0.value == 0xFE0F }
        return max(asksForEmoji ? 2 : 0, unicodeScalars.reduce(0) { $0 + $1.columnCount })
    }
}

extension StringProtocol {
    /// The columns that it takes on a terminal, on one line.
    package var columnCount: Int { reduce(0) { $0 + $1.columnCount } }

    /// As many of the first characters as there is room for.
    func prefix(columns: Int) -> SubSequence {
        var room = columns
        return prefix { character in
            room -= character.columnCount
            return room >= 0
        }
    }

    /// Pieces that have room on a line each: cut between words where that leaves no line half empty, else within them.
    package func pieces(columns: Int) -> [SubSequence] {
        var rest = self[...]
        var pieces: [SubSequence] = []
        while rest.columnCount > columns {
            // A line takes one character even where there is no room for it.
            var piece = rest.prefix(columns: columns)
            if piece.isEmpty { piece = rest.prefix(1) }
            if let blank = rest[..<rest.index(after: piece.indices.last ?? rest.startIndex)].lastIndex(of: " "),
                2 * rest[..<blank].columnCount >= columns
            {
                piece = rest[..<blank]
            }
            pieces.append(piece)
            rest = rest[piece.endIndex...].drop { $0 == " " }
        }
        return rest.isEmpty && !pieces.isEmpty ? pieces : pieces + [rest]
    }
}

extension String {
    /// The text and blanks after it, up to a number of characters, or one blank.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
