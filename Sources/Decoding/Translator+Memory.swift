import Models
import Text

extension Translator {
    /// Source tokens that are read at once, unless a single source has more.
    static let sourceTokensOfBatch = 1 << 15
    /// Target tokens that are scored at once, unless a single target has more; each has a number for every token of the
    /// vocabulary.
    static let targetTokensOfBatch = 1 << 12

    /// About how many bytes it takes to decode a source of so many tokens, beside the models.
    public func memoryEstimate(forSourceLength length: Int) -> Int {
        let floatsPerToken = models.map { model in
            let sizes = model.network.configuration
            // Of each layer gates, cells and outputs; attention's keys and values, each with a copy that outlives them.
            return sizes.embedding + sizes.encoderDepth * 6 * sizes.hidden
                + (sizes.attention == .none ? 0 : 4 * sizes.hidden)
        }
        let rows = search.sampling == nil ? search.beamWidth : search.hypothesisCount
        // Attention of each row, and how much it has covered; that of each step if all of it is asked for.
        let perRow = hasAttention ? 2 * MemoryLayout<Float>.stride + MemoryLayout<Double>.stride : 0
        let steps = search.keepsAttention ? cap(forSourceLength: length) : 0
        let perToken =
            Double(floatsPerToken.reduce(0, +) * MemoryLayout<Float>.stride + rows * perRow)
            + Double(rows) * Double(steps) * Double(MemoryLayout<Float>.stride)
        return Int(exactly: (Double(length) * perToken).rounded()) ?? .max
    }

    /// Cuts sources or pairs into batches, in their order: long ones are fewer together. What becomes of one does not
    /// depend on its batch.
    package func batches(of order: [Int], tokens limit: Int, length: (Int) -> Int) -> [[Int]] {
        BatchSize.pairs(batchSize).batches(of: order) { (length($0), 0) }.flatMap { batch in
            BatchSize.tokens(limit).batches(of: batch) { (length($0), 0) }
        }
    }
}
