/// Something about a corpus that its user may want to know although it is no error.
public enum CorpusNotice: Sendable, Hashable {
    /// A byte order mark at the start of the file was dropped.
    case byteOrderMarkDropped(path: String)

    /// This many lines of the file ended in `\r`, which was dropped.
    case carriageReturnsDropped(path: String, count: Int)

    /// This many pairs were left out, the first of them at this line.
    case pairsSkipped(reason: SkipReason, count: Int, firstLine: Int)
}
