extension Unicode.Scalar {
    /// Whether the scalar has Unicode's property White_Space: the ASCII blanks, but also the no-break spaces (U+00A0,
    /// U+202F), the line and paragraph separators (U+2028, U+2029) and the ideographic space (U+3000). The zero width
    /// space (U+200B) does not have it.
    package var isWhiteSpace: Bool {
        if isASCII { return value == 0x20 || (0x09...0x0D).contains(value) }
        return properties.isWhitespace
    }
}

extension String {
    /// Whether the text is empty or white space alone.
    package var isBlank: Bool {
        unicodeScalars.allSatisfy(\.isWhiteSpace)
    }
}

extension String {
    /// Whether the text holds what ends a line or a column of a file: a line feed, a carriage return or a tab.
    package var endsLineOrColumn: Bool { utf8.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0x09 } }
}
