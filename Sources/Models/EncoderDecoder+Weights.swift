import Seq2SeqTensors

extension EncoderDecoder {
    /// How each weight is read, in the order of the store.
    package var weightUses: [WeightUse] {
        var uses: [Parameter: WeightUse] = [:]
        for weights in (encoder.layers + decoder.layers).joined() {
            uses[weights.recurrent] = .product(.transposedGates(4))
        }
        for weight in attention?.elementwise ?? [] { uses[weight] = .values }
        // Vectors of tokens go into the first layer's product and nowhere else, but with input feeding the target's are
        // rounded together with what is fed.
        uses[sourceEmbedding.weight] = .table(isRounded: true)
        uses[targetEmbedding.weight] = .table(isRounded: !configuration.inputFeeding)
        return parameters.entries.enumerated().map { index, entry in
            uses[Parameter(index: index)] ?? (entry.shape.count == 2 ? .product(.transposed) : .values)
        }
    }
}
