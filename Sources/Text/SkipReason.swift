/// Why a pair can be left out of a corpus. The raw value is the reason in words.
public enum SkipReason: String, Sendable, Hashable, CaseIterable {
    /// A side is not valid UTF-8.
    case invalidUTF8 = "invalid UTF-8"

    /// A side holds a zero byte.
    case nulByte = "NUL byte"

    /// The line has no tab.
    case missingTab = "missing tab"

    /// The source is empty or white space alone.
    case blankSource = "blank source"

    /// The target is empty or white space alone.
    case blankTarget = "blank target"
}
