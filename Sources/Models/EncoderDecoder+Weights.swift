import Seq2SeqTensors

extension EncoderDecoder {
    /// How each weight is read, in the order of the store.
    package var weightUses: [WeightUse] {
        var uses: [Parameter: WeightUse] = [:]
        for stack in core.stacks {
            for weight in stack.recurrentWeights { uses[weight] = .product(.transposedGates(stack.gateCount)) }
        }
        for vector in core.vectors { uses[vector] = .values }
        // Vectors of tokens go into the first layer's product and nowhere else. But with input feeding the target's are
        // rounded together with what is fed, and a model that copies or reads more than a source rounds them together
        // with what it attends to.
        if let sourceEmbedding { uses[sourceEmbedding.weight] = .table(isRounded: true) }
        let isAlone = !configuration.inputFeeding && !configuration.copy && configuration.furtherSourceCount == 0
        uses[targetEmbedding.weight] = .table(isRounded: isAlone)
        if let tagEmbedding { uses[tagEmbedding.weight] = .table(isRounded: false) }
        return parameters.entries.enumerated().map { index, entry in
            uses[Parameter(index: index)] ?? (entry.shape.count == 2 ? .product(.transposed) : .values)
        }
    }
}
