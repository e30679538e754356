import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqText

// From texts to what a search is asked, and from what it finds to texts.

extension Translator {
    /// The most tokens of a target of a source with so many.
    ///
    /// - Parameter allowed: the only targets that there may be; nil for any.
    func cap(forSourceLength length: Int, _ allowed: AllowedTargets? = nil) -> Int {
        options.maximumLength ?? allowed?.longest
            ?? max(modelsCap(forSourceLength: length), search.minimumLength)
    }

    /// The most tokens of a target that any of the models gives to a source with so many.
    func modelsCap(forSourceLength length: Int) -> Int {
        models.map { $0.maximumTargetLength(forSourceLength: length) }.max() ?? 0
    }

    /// A pair whose whole target is a prefix.
    func query(for pair: TextPair) -> SearchQuery {
        let pair = allowsBlank ? pair.withoutBlanks : pair
        let source = sourceTokens(of: [SourceText(of: pair)])[0]
        let vocabulary = extendedVocabulary(of: source)
        let target = vocabulary.ids(of: model.targetTokenizer.tokens(of: pair.target))
        var query = SearchQuery(
            sources: models.map { $0.ids(ofSource: source) }, copies: vocabulary.sourceIDs,
            tags: models.map { $0.encodedTags(of: pair.tags) },
            secondSources: models.map { $0.encodedSecondSource(of: pair.secondSource) },
            maximumLength: target.count, prefix: target)
        query.vectors = pair.vectors
        query.languageModelIDs = languageModelIDs(vocabulary)
        return query
    }

    /// The tokens of each source; of a source of vectors their numbers, from 1 on.
    func sourceTokens(of sources: [SourceText]) -> [[String]] {
        let size = model.network.configuration.sourceFeatures
        for source in sources where size > 0 || !source.vectors.isEmpty {
            require(
                (size > 0 || source.vectors.isEmpty)
                    && source.vectors.allSatisfy { $0.count == size && $0.allSatisfy(\.isFinite) }
                    && (size == 0 || source.text.isBlank),
                size > 0
                    ? "The model reads vectors of \(size) finite numbers, and no text"
                    : "The model reads texts, not vectors")
        }
        if size > 0 { return sources.map { $0.vectors.indices.map { "\($0 + 1)" } } }
        return model.sourceTokenizer.tokens(of: sources.map { $0.text.isBlank ? "" : $0.text })
    }

    /// All models cut a source into the same tokens.
    func query(
        for source: SourceText, _ tokens: [String], _ vocabulary: ExtendedVocabulary,
        _ allowedBefore: inout AllowedTexts.Known
    ) -> SearchQuery {
        require(
            source.prefix.isEmpty || model.targetTokenizer.order == .leftToRight,
            "A model that writes from right to left has no say in what a text starts with")
        let sources = models.map { $0.ids(ofSource: tokens) }
        let allowed = allowed?.targets(vocabulary, before: &allowedBefore)
        var query = SearchQuery(
            sources: sources, copies: vocabulary.sourceIDs, tags: models.map { $0.encodedTags(of: source.tags) },
            secondSources: models.map { $0.encodedSecondSource(of: source.secondSource) }, maximumLength: 0,
            prefix: vocabulary.ids(of: model.targetTokenizer.tokens(of: source.prefix)), line: source.line)
        query.vectors = source.vectors
        query.maximumLength = cap(forSourceLength: query.sourceLength, allowed)
        query.languageModelIDs = languageModelIDs(vocabulary)
        query.allowed = allowed
        query.requiredPhrases = phraseIDs(source.mustSay, vocabulary)
        if options.usesShortlist { query.tokens = shortlist(for: query) }
        return query
    }

    /// What the target of a source can be made of: all models share its vocabulary.
    func extendedVocabulary(of tokens: [String]) -> ExtendedVocabulary {
        let copying = models.first { $0.network.configuration.copy }
        return (copying ?? model).extendedVocabulary(of: tokens)
    }

    func translation(
        _ hypothesis: Hypothesis, of source: SourceText, _ sourceTokens: [String], _ vocabulary: ExtendedVocabulary,
        unknown: Int
    ) -> Translation {
        var tokens = vocabulary.tokens(of: hypothesis.tokens)
        if options.replacesUnknown && !hypothesis.alignment.isEmpty {
            for (index, id) in hypothesis.tokens.enumerated() where id == Vocabulary.unknown {
                tokens[index] = sourceTokens[hypothesis.alignment[index]]
            }
        }
        // The words of a prefix are the user's own, known or not.
        for (index, token) in model.targetTokenizer.tokens(of: source.prefix).enumerated() { tokens[index] = token }
        let translation = Translation(
            text: model.targetTokenizer.text(of: tokens), tokens: tokens,
            logProbability: hypothesis.logProbability, score: hypothesis.score, isFinished: hypothesis.isFinished,
            meetsConstraints: hypothesis.meetsConstraints, sourceTokens: sourceTokens,
            secondSourceTokens: model.secondSourceTokens(of: source.secondSource), unknownSourceTokenCount: unknown,
            alignment: hypothesis.alignment,
            attention: hypothesis.attention, tokenLogProbabilities: hypothesis.tokenLogProbabilities,
            topTokens: hypothesis.topTokens.map { vocabulary.tokens(of: $0) })
        return translation.asRead(model.targetTokenizer.order)
    }
}
