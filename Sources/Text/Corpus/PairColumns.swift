import Seq2SeqSettings

/// Which columns of a table of pairs hold sources and targets and what comes with them, counted from 1.
public struct PairColumns: Sendable, Hashable {
    /// The column of the sources.
    public let source: Int

    /// The column of the targets.
    public let target: Int

    /// The column of the tags; nil for none.
    public let tags: Int?

    /// The column of the second sources; nil for none.
    public let secondSource: Int?

    /// The column of the pairs' weights; nil for none.
    public let weights: Int?

    /// Different columns, counted from 1.
    public init(source: Int, target: Int, tags: Int? = nil, secondSource: Int? = nil, weights: Int? = nil) {
        require(
            source > 0 && target > 0 && source != target,
            "Sources and targets must be in two columns counted from 1, but are in \(source) and \(target)")
        var taken: [Int?] = [source, target]
        for (name, column) in [("Tags", tags), ("Second sources", secondSource), ("Weights", weights)] {
            require(
                column.map { $0 > 0 && !taken.contains($0) } ?? true,
                "\(name) must be in a column of their own counted from 1, but are in \(column ?? 0)")
            taken.append(column)
        }
        self.source = source
        self.target = target
        self.tags = tags
        self.secondSource = secondSource
        self.weights = weights
    }

    /// The same columns of sources and targets, with tags in another.
    public func with(tags: Int?) -> PairColumns {
        PairColumns(source: source, target: target, tags: tags, secondSource: secondSource, weights: weights)
    }

    /// The same columns, with second sources in another.
    public func with(secondSource: Int?) -> PairColumns {
        PairColumns(source: source, target: target, tags: tags, secondSource: secondSource, weights: weights)
    }

    /// The same columns, with weights in another.
    public func with(weights: Int?) -> PairColumns {
        PairColumns(source: source, target: target, tags: tags, secondSource: secondSource, weights: weights)
    }

    /// The first column and the second.
    public static let firstTwo = PairColumns(source: 1, target: 2)

    /// Every column that is read.
    var all: [Int] { [source, target] + [tags, secondSource, weights].compactMap(\.self) }

    /// The last column that is needed.
    var last: Int { max(source, target, tags ?? 0, secondSource ?? 0, weights ?? 0) }
}
