/// Something about a corpus that its user may want to know although it is no error.
public enum CorpusNotice: Sendable, Hashable {
    /// A byte order mark at the start of the file was dropped.
    case byteOrderMarkDropped(path: String)

    /// This many lines of the file ended in `\r`, which was dropped.
    case carriageReturnsDropped(path: String, count: Int)

    /// This many pairs were left out, the first of them at this line.
    case pairsSkipped(reason: SkipReason, count: Int, firstLine: Int)
}

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
