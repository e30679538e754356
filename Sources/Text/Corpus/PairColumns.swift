import Seq2SeqSettings

/// Which columns of a table of pairs hold sources and targets, counted from 1.
public struct PairColumns: Sendable, Hashable {
    /// The column of the sources.
    public let source: Int

    /// The column of the targets.
    public let target: Int

    /// Two different columns, counted from 1.
    public init(source: Int, target: Int) {
        require(
            source > 0 && target > 0 && source != target,
            "Sources and targets must be in two columns counted from 1, but are in \(source) and \(target)")
        self.source = source
        self.target = target
    }

    /// The first column and the second.
    public static let firstTwo = PairColumns(source: 1, target: 2)

    /// The last column that is needed.
    var last: Int { max(source, target) }
}
