import Models
import Text

extension Translator {
    /// Source tokens that are read at once, unless a single source has more.
    static let sourceTokensOfBatch = 1 << 15
    /// Rows that are scored at once, unless a single source has more: a row has a number for every token of the
    /// vocabulary.
    static let scoredRowsOfBatch = 1 << 12

    /// About how many bytes it takes to decode a source of so many tokens, beside the models: its own share of a batch,
    /// for a target that is no longer than the models' cap or the least length asked for, whatever `maximumLength` is.
    public func memoryEstimate(forSourceLength length: Int) -> Int {
        // Scores of a row and the copy that outlives the tape; states before, within and after a step with its gates.
        let floatsPerRow = models.map { model in
            let sizes = model.network.configuration
            return 2 * model.targetVocabulary.count + sizes.decoderDepth * 8 * sizes.hidden
        }
        // Attention of each row, and how much it has covered; that of each step if all of it is asked for.
        let perRowAndToken = hasAttention ? 2 * MemoryLayout<Float>.stride + MemoryLayout<Double>.stride : 0
        let perStepAndToken = search.keepsAttention ? MemoryLayout<Float>.stride : 0
        // No target is known to become longer than this, except one that has to.
        let likely = max(modelsCap(forSourceLength: length), search.minimumLength)
        let steps = Double(min(cap(forSourceLength: length), likely))
        let (tokens, rows) = (Double(length), Double(rowCount))
        let computed =
            tokens * Double(floatsPerSourceToken * MemoryLayout<Float>.stride)
            + rows * Double(floatsPerRow.reduce(0, +) * MemoryLayout<Float>.stride)
        // The memory for what is computed grows by half of what it is, so some of it lies idle.
        let bytes =
            1.25 * computed + rows * tokens * Double(perRowAndToken)
            + rows * steps * (Double(Trellis.bytesPerToken) + tokens * Double(perStepAndToken))
        return Int(exactly: bytes.rounded()) ?? .max
    }

    /// About how many bytes it takes to score a target of so many tokens for a source of so many, beside the models.
    public func memoryEstimate(forSourceLength length: Int, targetLength: Int) -> Int {
        let sizes = model.network.configuration
        // Scores of the vocabulary; of each layer gates, cells and outputs; attention's weights and its results.
        let floatsPerTargetToken =
            model.targetVocabulary.count + sizes.embedding + sizes.decoderDepth * 6 * sizes.hidden
            + (sizes.attention == .none ? 0 : length + 3 * sizes.hidden)
        // Several models read a target token by token, one alone reads it all at once.
        let bytesPerTargetToken =
            models.count > 1 ? Trellis.bytesPerToken : floatsPerTargetToken * MemoryLayout<Float>.stride
        let sourceBytes = Double(length) * Double(floatsPerSourceToken * MemoryLayout<Float>.stride)
        // The end token is scored too.
        let targetBytes = Double(targetLength + 1) * Double(bytesPerTargetToken)
        return Int(exactly: (1.25 * (sourceBytes + targetBytes)).rounded()) ?? .max
    }

    /// What encoding takes for each token of a source.
    private var floatsPerSourceToken: Int {
        models.reduce(0) { floats, model in
            let sizes = model.network.configuration
            // Of each layer gates, cells and outputs; attention's keys and values, each with a copy that outlives them.
            return floats + sizes.embedding + sizes.encoderDepth * 6 * sizes.hidden
                + (sizes.attention == .none ? 0 : 4 * sizes.hidden)
        }
    }

    /// Hypotheses of a source that are continued together, at most.
    private var rowCount: Int { search.sampling == nil ? search.beamWidth : search.hypothesisCount }

    /// Sources that are searched at once: as many as asked for, unless that makes too many rows.
    var sourcesSearchedAtOnce: Int { min(batchSize, max(1, Self.scoredRowsOfBatch / rowCount)) }

    /// Cuts sources or pairs into batches, in their order: long ones are fewer together. What becomes of one does not
    /// depend on its batch.
    ///
    /// - Parameters:
    ///   - count: how many of them are together at most.
    ///   - tokens: how many tokens they have at most, unless it is one alone.
    package func batches(of order: [Int], count: Int, tokens: Int, length: (Int) -> Int) -> [[Int]] {
        BatchSize.pairs(count).batches(of: order) { (length($0), 0) }.flatMap { batch in
            BatchSize.tokens(tokens).batches(of: batch) { (length($0), 0) }
        }
    }
}
