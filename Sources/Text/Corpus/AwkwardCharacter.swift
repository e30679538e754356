/// Characters that a reader does not see and that lead tools astray. The raw value is what they are called in messages.
public enum AwkwardCharacter: String, Sendable, CaseIterable {
    /// Blanks that do not allow a line break. They divide words here, but not in every tool.
    case noBreakSpace = "a no-break space"

    /// Characters other than a line feed at which some tools end a line.
    case lineSeparator = "a character that other tools take for the end of a line"

    /// Characters that take no room: words that look the same are different.
    case invisible = "an invisible character"

    /// Characters that turn the direction of writing, and take no room.
    case directionMark = "an invisible mark of direction"

    /// Characters that choose a form of the one before, and take no room. After emoji they are usual.
    case variationSelector = "an invisible variation selector"

    /// Control characters, tabs aside.
    case control = "a control character"

    /// Characters without a meaning of their own, as some fonts and wrong decodings leave them.
    case privateUse = "a private-use character, which means nothing without its font"

    /// What stands where text has been decoded wrongly.
    case replacement = "a replacement character, left by a wrong decoding"

    /// The kind of a scalar, if it is awkward between its neighbours.
    init?(_ scalar: Unicode.Scalar, after before: Unicode.Scalar?, before next: Unicode.Scalar?) {
        switch scalar.value {
        case 0x20..<0x7F, 0x09: return nil
        case 0x0B...0x0D, 0x85, 0x2028, 0x2029: self = .lineSeparator
        case 0xA0, 0x2007, 0x202F: self = .noBreakSpace
        case 0x61C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: self = .directionMark
        case 0xFE0F where before?.properties.isEmoji ?? false: return nil
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x180B...0x180D, 0x180F: self = .variationSelector
        // Tags choose a flag after that of black; after each other they have been told of.
        case 0xE0020...0xE007F where before?.value == 0x1F3F4 || before.map(Self.isTag) ?? false: return nil
        // Scripts with joined letters and emoji need joiners.
        case 0x200C...0x200D where !(before.map(Self.isLatin) ?? false) || !(next.map(Self.isLatin) ?? false):
            return nil
        case 0x200C, 0x200D, 0xE0001, 0xE0020...0xE007F, 0xAD, 0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B,
            0x2060...0x2064, 0x206A...0x206F, 0x3164,
            0xFEFF, 0xFFA0, 0xFFF9...0xFFFB:
            self = .invisible
        case 0..<0x20, 0x7F..<0xA0: self = .control
        case 0xE000...0xF8FF, 0xF0000...0x10FFFD: self = .privateUse
        case 0xFFFD: self = .replacement
        default: return nil
        }
    }

    private static func isTag(_ scalar: Unicode.Scalar) -> Bool { (0xE0001...0xE007F).contains(scalar.value) }

    /// Whether a scalar is a letter of Latin script, or a mark on one.
    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x300...0x36F, 0x1E00...0x1EFF: true
        default: false
        }
    }

    /// Whether a reader needs the character's name to know which one it is.
    var isNamed: Bool {
        switch self {
        case .invisible, .directionMark, .variationSelector: true
        default: false
        }
    }
}
