import Seq2SeqSettings

/// Which columns of a table of pairs hold sources and targets, counted from 1.
public struct PairColumns: Sendable, Hashable {
    /// The column of the sources.
    public let source: Int

    /// The column of the targets.
    public let target: Int

    /// The column of the tags; nil for none.
    public let tags: Int?

    /// The column of the pairs' weights; nil for none.
    public let weights: Int?

    /// Different columns, counted from 1.
    public init(source: Int, target: Int, tags: Int? = nil, weights: Int? = nil) {
        require(
            source > 0 && target > 0 && source != target,
            "Sources and targets must be in two columns counted from 1, but are in \(source) and \(target)")
        require(
            tags.map { $0 > 0 && $0 != source && $0 != target } ?? true,
            "Tags must be in a column of their own counted from 1, but are in \(tags ?? 0)")
        require(
            weights.map { $0 > 0 && ![source, target, tags].contains($0) } ?? true,
            "Weights must be in a column of their own counted from 1, but are in \(weights ?? 0)")
        self.source = source
        self.target = target
        self.tags = tags
        self.weights = weights
    }

    /// The same columns of sources and targets, with tags in another.
    public func with(tags: Int?) -> PairColumns {
        PairColumns(source: source, target: target, tags: tags, weights: weights)
    }

    /// The same columns, with weights in another.
    public func with(weights: Int?) -> PairColumns {
        PairColumns(source: source, target: target, tags: tags, weights: weights)
    }

    /// The first column and the second.
    public static let firstTwo = PairColumns(source: 1, target: 2)

    /// The last column that is needed.
    var last: Int { max(source, target, tags ?? 0, weights ?? 0) }
}
