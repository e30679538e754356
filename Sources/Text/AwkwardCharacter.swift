/// Characters that a reader does not see and that lead tools astray. The raw value is what they are called in messages.
public enum AwkwardCharacter: String, Sendable, CaseIterable {
    /// Blanks that do not allow a line break. They divide words here, but not in every tool.
    case noBreakSpace = "a no-break space"

    /// Characters other than a line feed at which some tools end a line.
    case lineSeparator = "a character that other tools take for the end of a line"

    /// Characters that take no room: words that look the same are different.
    case invisible = "an invisible character"

    /// Control characters, tabs aside.
    case control = "a control character"

    /// What stands where text has been decoded wrongly.
    case replacement = "a replacement character, left by a wrong decoding"

    /// The kind of a scalar, if it is awkward.
    init?(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x20..<0x7F, 0x09: return nil
        case 0x0B...0x0D, 0x85, 0x2028, 0x2029: self = .lineSeparator
        case 0xA0, 0x2007, 0x202F: self = .noBreakSpace
        case 0xAD, 0x200B, 0x2060, 0xFEFF: self = .invisible
        case 0..<0x20, 0x7F..<0xA0: self = .control
        case 0xFFFD: self = .replacement
        default: return nil
        }
    }
}
