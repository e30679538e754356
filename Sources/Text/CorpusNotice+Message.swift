extension CorpusNotice: CustomStringConvertible {
    /// The notice in a sentence.
    public var description: String {
        switch self {
        case .byteOrderMarkDropped(let path):
            "\(path): a byte order mark at the start was dropped."
        case .carriageReturnsDropped(let path, let count):
            "\(path): a carriage return was dropped at the end of \(count == 1 ? "1 line" : "\(count) lines")."
        case .pairsSkipped(let reason, let count, let firstLine):
            "\(count == 1 ? "1 pair was" : "\(count) pairs were") left out: \(reason.rawValue) "
                + "(\(count == 1 ? "" : "first ")at line \(firstLine))."
        }
    }
}
