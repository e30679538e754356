extension Tokenizer {
    /// The tokens of the second sources of pairs, cut as sources are; none of a blank one.
    package func tokens(ofSecondSources pairs: [TextPair]) -> [[String]] {
        tokens(of: pairs.map { $0.secondSource.isBlank ? "" : $0.secondSource })
    }
}

extension [TextPair] {
    /// The sources of pairs, and after them the second ones that there are: what vocabularies of sources are made of.
    package var allSources: [String] { map(\.source) + map(\.secondSource).filter { !$0.isBlank } }
}
