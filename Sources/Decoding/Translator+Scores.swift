import Seq2SeqSettings
import Seq2SeqText

extension Translator {
    /// Each pair's target with the log probability of each of its tokens and of its end, in their order, and with the
    /// most probable tokens of each step if the search is asked for them. No search is made.
    ///
    /// ```swift
    /// let scored = translator.scoredTargets(of: [TextPair(source: "535+61", target: "596")])[0]
    /// print(scored.tokens, scored.tokenLogProbabilities, scored.logProbability)
    /// ```
    public func scoredTargets(of pairs: [TextPair]) -> [Translation] {
        search.check()
        let queries = pairs.map(query(for:))
        checkScored(queries)
        var results = pairs.map { _ in Translation.blank }
        for indices in scoringBatches(of: queries) {
            let found = forced(indices.map { queries[$0] }, topTokenCount: search.topTokenCount)
            for (index, hypothesis) in zip(indices, found) {
                results[index] = scoredTarget(hypothesis, of: pairs[index], queries[index])
            }
        }
        return results
    }

    /// A programmer error is told: a pair that none of the models has learnt to read.
    func checkScored(_ queries: [SearchQuery]) {
        require(
            allowsBlank || queries.allSatisfy { !$0.sources[0].isEmpty },
            "A pair whose source has no tokens has no log probability")
    }

    private func scoredTarget(_ hypothesis: Hypothesis, of pair: TextPair, _ query: SearchQuery) -> Translation {
        let source = model.sourceTokenizer.tokens(of: pair.source)
        let vocabulary = extendedVocabulary(of: source)
        // Known or not, its tokens are the pair's own.
        let tokens = model.targetTokenizer.tokens(of: pair.target)
        let translation = Translation(
            text: model.targetTokenizer.text(of: tokens), tokens: tokens, logProbability: hypothesis.logProbability,
            score: hypothesis.score, isFinished: hypothesis.isFinished, sourceTokens: source,
            secondSourceTokens: model.secondSourceTokens(of: pair.secondSource),
            unknownSourceTokenCount: query.unknownTokenCount,
            unknownTagCount: unknownTagCount(of: pair.tags),
            alignment: hypothesis.alignment, attention: hypothesis.attention,
            tokenLogProbabilities: hypothesis.tokenLogProbabilities,
            topTokens: hypothesis.topTokens.map { vocabulary.tokens(of: $0) })
        return translation.asRead(model.targetTokenizer.order)
    }
}

extension ExtendedVocabulary {
    /// Ranked tokens as texts.
    func tokens(of ranked: [RankedToken<Int32>]) -> [RankedToken<String>] {
        zip(tokens(of: ranked.map(\.token)), ranked).map { RankedToken($0, logProbability: $1.logProbability) }
    }
}
