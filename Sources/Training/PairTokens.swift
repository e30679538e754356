import Seq2SeqText

/// The tokens of pairs, of each in its place.
struct PairTokens {
    let sources: [[String]]
    /// None where there is no second source.
    let secondSources: [[String]]
    let targets: [[String]]

    /// - Parameter readsSecondSource: whether second sources are looked at.
    init(
        _ pairs: [TextPair], _ sourceTokenizer: Tokenizer, _ targetTokenizer: Tokenizer, readsSecondSource: Bool
    ) {
        // What stands in the place of vectors only counts.
        sources = zip(pairs, sourceTokenizer.tokens(of: pairs.map(\.source))).map { pair, tokens in
            pair.vectors.isEmpty ? tokens : [String](repeating: "", count: pair.vectors.count)
        }
        secondSources =
            readsSecondSource ? sourceTokenizer.tokens(ofSecondSources: pairs) : pairs.map { _ in [] }
        targets = targetTokenizer.tokens(of: pairs.map(\.target))
    }

    /// The pairs of which no text has more tokens.
    func indices(upTo limit: Int) -> [Int] {
        sources.indices.filter { max(sources[$0].count, secondSources[$0].count, targets[$0].count) <= limit }
    }

    /// The tokens of the sources of some pairs, and after them of the second ones that there are.
    func allSources(of indices: [Int]) -> [[String]] {
        indices.map { sources[$0] } + indices.map { secondSources[$0] }.filter { !$0.isEmpty }
    }

    /// How many tokens both sources have together, and the target.
    var lengths: [(source: Int, target: Int)] {
        sources.indices.map { (sources[$0].count + secondSources[$0].count, targets[$0].count) }
    }

    /// The most target tokens that some pairs have per token of their sources.
    func lengthRatio(of indices: [Int], least: Double) -> Double {
        let lengths = lengths
        // No source counts as one token.
        return indices.map { Double(lengths[$0].target) / Double(max(1, lengths[$0].source)) }.reduce(least, max)
    }
}

extension TrainingData {
    /// Whether second sources are read: if pairs have any, or if a model that is gone on from reads them.
    ///
    /// - Throws: `TrainingDataError.foreignSecondSource` if pairs have any, but that model reads none.
    static func readsSecondSource(_ pairs: [TextPair], _ parent: ParentModel?) throws(TrainingDataError) -> Bool {
        let areThere = pairs.contains { !$0.secondSource.isBlank }
        guard let parent else { return areThere }
        if areThere && !parent.model.readsSecondSource { throw .foreignSecondSource }
        return parent.model.readsSecondSource
    }
}
