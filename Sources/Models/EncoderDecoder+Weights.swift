import Seq2SeqTensors

extension EncoderDecoder {
    /// How each weight is read, in the order of the store.
    package var weightUses: [WeightUse] {
        var uses: [Parameter: WeightUse] = [:]
        for weights in (encoder.layers + decoder.layers).joined() {
            uses[weights.recurrent] = .product(.transposedGates(4))
        }
        for vector in attention?.vectors ?? [] { uses[vector] = .values }
        // Vectors of tokens go into the first layer's product and nowhere else. But with input feeding the target's are
        // rounded together with what is fed, and a model that copies rounds them together with what it attends to.
        uses[sourceEmbedding.weight] = .table(isRounded: true)
        uses[targetEmbedding.weight] = .table(isRounded: !configuration.inputFeeding && !configuration.copy)
        return parameters.entries.enumerated().map { index, entry in
            uses[Parameter(index: index)] ?? (entry.shape.count == 2 ? .product(.transposed) : .values)
        }
    }
}
