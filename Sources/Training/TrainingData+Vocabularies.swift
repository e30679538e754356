import Text

extension TrainingData {
    /// What cuts each side into tokens; merges of subwords are learned from all of the pairs.
    static func tokenizers(for pairs: [TextPair], _ options: Options) -> (source: Tokenizer, target: Tokenizer) {
        func tokenizer(_ tokenization: Tokenization, _ texts: [String]) -> Tokenizer {
            Tokenizer(
                tokenization, learningFrom: texts, vocabularySize: options.vocabularySize, lowercase: options.lowercase,
                normalization: options.normalization)
        }
        let (sources, targets) = (pairs.map(\.source), pairs.map(\.target))
        if options.shareVocabulary {
            precondition(
                options.sourceTokens == options.targetTokens,
                "A vocabulary can be shared by tokens of one kind, but not by \(options.sourceTokens) and"
                    + " \(options.targetTokens)")
            let shared = tokenizer(options.sourceTokens, sources + targets)
            return (shared, shared)
        }
        return (tokenizer(options.sourceTokens, sources), tokenizer(options.targetTokens, targets))
    }

    /// The subwords that only dropout brings about, as often as a token must occur so as not to be unknown.
    static func rareTokens(of texts: [String], _ tokenizer: Tokenizer, _ options: Options) -> [[String]] {
        guard options.subwordDropout > 0 else { return [] }
        return Array(repeating: tokenizer.everySubword(in: texts), count: options.minimumCount)
    }

    /// The vocabulary of each side.
    static func vocabularies(
        sources: [[String]], targets: [[String]], _ options: Options
    ) -> (source: Vocabulary, target: Vocabulary) {
        func vocabulary(_ sequences: [[String]], _ tokenization: Tokenization) -> Vocabulary {
            let subwordSize = tokenization == .subwords ? Tokenizer.subwordVocabularySize : nil
            return Vocabulary(
                counting: sequences, maximumSize: options.vocabularySize ?? subwordSize,
                minimumCount: options.minimumCount)
        }
        if options.shareVocabulary {
            let shared = vocabulary(sources + targets, options.sourceTokens)
            return (shared, shared)
        }
        return (vocabulary(sources, options.sourceTokens), vocabulary(targets, options.targetTokens))
    }
}
