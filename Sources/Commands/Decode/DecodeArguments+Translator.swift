import Seq2Seq

extension DecodeArguments {
    /// The translator that the options ask for.
    func translator() throws -> Translator {
        let loaded = try models.map { try TranslationModel(contentsOf: $0) }
        var translator = try Translator(loaded, combining: ensemble, threads: threads, precision: precision)
        if !translator.hasAttention {
            let needing = [
                ("--coverage-penalty", coveragePenalty > 0), ("--replace-unknown", replacesUnknown),
                ("--alignments", alignments), ("--attention", attention),
            ]
            if let option = needing.first(where: \.1)?.0 { throw DecodeError.needsAttention(option: option) }
        }
        translator.batchSize = batchSize
        translator.maximumLength = maximumLength
        translator.replacesUnknown = replacesUnknown
        translator.search = SearchOptions(
            beamWidth: beam, hypothesisCount: hypothesisCount, lengthPenalty: lengthPenalty,
            coveragePenalty: coveragePenalty, minimumLength: minimumLength, blockedNGramSize: blockedNGramSize,
            bansUnknown: bansUnknown,
            sampling: samples ? Sampling(temperature: temperature, topK: topK, topP: topP, seed: seed) : nil,
            keepsAttention: attention)
        return translator
    }
}
