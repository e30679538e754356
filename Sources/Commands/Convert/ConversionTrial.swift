import Seq2Seq

/// What a model and its converted form did with the same pairs, greedily and under teacher forcing.
struct ConversionTrial {
    /// What one of them did.
    struct Result {
        /// In nats, end tokens counted.
        let lossPerToken: Double
        /// The share of the outputs that equal their references.
        let exactMatch: Double
    }

    let pairCount: Int
    let (before, after): (Result, Result)
    /// The share of the outputs that are the same.
    let equalOutputs: Double
    /// The share of the outputs' tokens that are the same in the same place, of the longer of both.
    let equalTokens: Double

    init(_ pairs: [TextPair], _ model: Translator, _ converted: Translator) {
        let texts = pairs.enumerated().map { SourceText(of: $1, line: $0 + 1) }
        let outputs = (model.hypotheses(of: texts).map { $0[0] }, converted.hypotheses(of: texts).map { $0[0] })
        pairCount = pairs.count
        before = Self.result(of: pairs, outputs.0, model)
        after = Self.result(of: pairs, outputs.1, converted)
        equalOutputs = TextMetrics.exactMatch(hypotheses: outputs.1.map(\.text), references: outputs.0.map(\.text))
        var (equal, all) = (0, 0)
        for (first, second) in zip(outputs.0, outputs.1) {
            equal += zip(first.tokens, second.tokens).count { $0 == $1 }
            all += max(first.tokens.count, second.tokens.count)
        }
        equalTokens = all > 0 ? Double(equal) / Double(all) : 1
    }

    private static func result(
        of pairs: [TextPair], _ outputs: [Translation], _ translator: Translator
    ) -> Result {
        let tokenizer = translator.model.targetTokenizer
        let tokens = tokenizer.tokens(of: pairs.map(\.target)).reduce(0) { $0 + $1.count + 1 }
        let logProbability = translator.logProbabilities(of: pairs).reduce(0, +)
        return Result(
            lossPerToken: -logProbability / Double(tokens),
            exactMatch: TextMetrics.exactMatch(
                hypotheses: outputs.map(\.text), references: pairs.map { tokenizer.plainText(of: $0.target) }))
    }
}
