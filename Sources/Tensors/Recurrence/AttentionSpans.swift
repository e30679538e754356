/// Which rows of a packed source each query attends to: those of its own sentence, and no padding.
package struct AttentionSpans: Sendable {
    /// For each source the packed rows of its tokens, in their order.
    package let positions: [[Int32]]
    /// For each query the source that it attends to.
    package let sources: [Int]

    /// For each query how many of its source's first tokens it attends to; nil for all of them.
    private let counts: [Int]?
    /// For each source its queries, ascending.
    let queries: [[Int]]
    /// Where each query's weights start, and at last the number of all weights.
    let offsets: [Int]

    /// - Parameters:
    ///   - positions: for each source the packed rows of its tokens, in their order.
    ///   - sources: for each query the source that it attends to.
    ///   - counts: for each query how many of its source's first tokens it attends to; all of them if nil.
    package init(positions: [[Int32]], sources: [Int], counts: [Int]? = nil) {
        self.positions = positions
        self.counts = counts
        self.sources = sources
        var queries = [[Int]](repeating: [], count: positions.count)
        var offsets = [0]
        for (query, source) in sources.enumerated() {
            queries[source].append(query)
            let count = counts?[query] ?? positions[source].count
            precondition(
                0 <= count && count <= positions[source].count,
                "Of \(positions[source].count) tokens \(count) cannot be attended to")
            offsets.append(offsets[query] + count)
        }
        self.queries = queries
        self.offsets = offsets
    }

    /// Some of the queries, over the same sources.
    package func queries(_ range: Range<Int>) -> AttentionSpans {
        AttentionSpans(positions: positions, sources: Array(sources[range]), counts: counts.map { Array($0[range]) })
    }

    /// How many tokens of its source a query attends to: the first ones.
    func count(of query: Int) -> Int { offsets[query + 1] - offsets[query] }

    var weightCount: Int { offsets[sources.count] }
}

/// How much each query attends to each token of its source; a query's weights add up to 1.
package struct AttentionWeights {
    /// Those of all queries in a row, `[1, weights]`; with a gradient if a loss depends on them by another way than what
    /// is attended to.
    package let values: Variable
    package let spans: AttentionSpans

    var base: UnsafeMutablePointer<Float> { values.value.base }

    /// How many weights there are.
    package var count: Int { spans.weightCount }

    /// Those of some of the queries, sharing memory.
    package func queries(_ range: Range<Int>) -> AttentionWeights {
        AttentionWeights(
            values: values.columns(spans.offsets[range.lowerBound]..<spans.offsets[range.upperBound]),
            spans: spans.queries(range))
    }

    /// A query's weights, in the order of its source's tokens.
    package func weights(ofQuery query: Int) -> [Float] {
        Array(
            UnsafeBufferPointer(start: base + spans.offsets[query], count: spans.count(of: query)))
    }
}
