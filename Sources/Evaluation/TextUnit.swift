import Seq2SeqText

/// What errors are counted in.
public enum TextUnit: String, Sendable, CaseIterable {
    /// Whatever stands between white space.
    case words
    /// Grapheme clusters, which is what a reader takes for one character, blanks among them.
    case characters

    /// Words for texts that have several, characters for texts that never do.
    public init(natural texts: some Sequence<String>) {
        self = texts.contains { Self.trimmed($0).contains(where: \.isWhiteSpace) } ? .words : .characters
    }

    /// The units of a text. White space at the ends of a text is none of it.
    ///
    /// Units are compared as Swift compares text, by canonical equivalence: a letter with its accent is the same however
    /// it was typed.
    public func units(of text: String) -> [String] {
        let scalars = Self.trimmed(text)
        return switch self {
        case .words: scalars.split(whereSeparator: \.isWhiteSpace).map { String($0) }
        case .characters: String(scalars).map { String($0) }
        }
    }

    /// A pair of texts as numbers that stand for their units.
    func numbered(reference: String, hypothesis: String) -> NumberedPair {
        let (first, second) = (Self.trimmed(reference), Self.trimmed(hypothesis))
        if Self.hasSingleScalarsOnly(first) && Self.hasSingleScalarsOnly(second) {
            switch self {
            case .characters:
                return NumberedPair(
                    reference: first, hypothesis: second, capacity: reference.utf8.count + hypothesis.utf8.count)
            case .words:
                return NumberedPair(
                    reference: Array(first).split(whereSeparator: \.isWhiteSpace),
                    hypothesis: Array(second).split(whereSeparator: \.isWhiteSpace))
            }
        }
        return NumberedPair(reference: units(of: reference), hypothesis: units(of: hypothesis))
    }

    static func trimmed(_ text: String) -> Substring.UnicodeScalarView {
        let scalars = Substring(text).unicodeScalars.drop(while: \.isWhiteSpace)
        guard let last = scalars.lastIndex(where: { !$0.isWhiteSpace }) else { return scalars }
        return scalars[...last]
    }

    /// Whether every scalar surely is a character of its own and equals no other: letters and marks of Latin, Cyrillic,
    /// Greek, kana and Han without combining ones. `\r` and `\n` would be one.
    private static func hasSingleScalarsOnly(_ scalars: Substring.UnicodeScalarView) -> Bool {
        scalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x20..<0x7F, 0xA1..<0xAD, 0xAE..<0x300, 0x391..<0x483, 0x48A..<0x530, 0x2010..<0x2028: true
            case 0x3041..<0x3097, 0x30A0..<0x3100, 0x4E00..<0xA000: true
            default: false
            }
        }
    }
}
