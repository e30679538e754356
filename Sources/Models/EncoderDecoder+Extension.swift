import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqTensors

extension EncoderDecoder {
    /// The model for larger vocabularies, whose first tokens are its own.
    ///
    /// New tokens get random weights, and those of the target a bias that is 10 below the least there is, so that until
    /// they are trained their probability is next to nothing.
    ///
    /// - Parameters:
    ///   - sourceVocabularySize: ids of the source, no fewer than now.
    ///   - targetVocabularySize: ids of the target, no fewer than now.
    ///   - tagVocabularySize: ids of tags, no fewer than now; 0 for a model that reads none.
    ///   - random: what new weights are drawn from.
    package func extended(
        sourceVocabularySize: Int, targetVocabularySize: Int, tagVocabularySize: Int,
        using random: inout RandomSource
    ) -> EncoderDecoder {
        var sizes = configuration
        sizes.sourceVocabularySize = sourceVocabularySize
        sizes.targetVocabularySize = targetVocabularySize
        sizes.tagVocabularySize = tagVocabularySize
        if sizes == configuration { return self }
        require(
            sourceVocabularySize >= configuration.sourceVocabularySize
                && targetVocabularySize >= configuration.targetVocabularySize
                && tagVocabularySize >= configuration.tagVocabularySize
                && configuration.readsTags == (tagVocabularySize > 0)
                && configuration.readsSource == (sourceVocabularySize > 0),
            "A model keeps the tokens that it has")
        var extended = EncoderDecoder(sizes, using: &random)
        let bias = output.bias
        let leastBias = parameters[bias].min() ?? 0
        let (before, after) = (parameters.entries, extended.parameters.entries)
        extended.parameters.update { values in
            // Rows of new tokens come after all others, so the elements that there were are the first.
            for (old, new) in zip(before, after) {
                for (index, value) in old.elements(in: parameters.storage).enumerated() {
                    values[new.offset + index] = value
                }
            }
            let biases = after[bias.index]
            for index in before[bias.index].count..<biases.count { values[biases.offset + index] = leastBias - 10 }
        }
        return extended
    }
}
