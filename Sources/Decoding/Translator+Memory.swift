import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Synchronization

extension Translator {
    /// Source tokens that are read at once, unless a single source has more.
    static let sourceTokensOfBatch = 1 << 15
    /// Rows that are scored at once, unless a single source or target has more: a row has a number for every token of
    /// the vocabulary.
    static let scoredRowsOfBatch = 1 << 12

    /// About how many bytes it takes to decode a source of so many tokens, a second one counted with it, beside the
    /// models: its own share of a batch, for a target that is no longer than the models' cap or the least length asked
    /// for, whatever `maximumLength` is.
    public func memoryEstimate(forSourceLength length: Int) -> Int {
        // No target is known to become longer than this, except one that has to or may.
        let allowed = allowed?.known
        let likely = max(modelsCap(forSourceLength: length), search.minimumLength, allowed?.longest ?? 0)
        let bytes = searchBytes(length, rows: rowCount, steps: min(cap(forSourceLength: length, allowed), likely))
        return Int(exactly: bytes.rounded()) ?? .max
    }

    /// About how many bytes the largest batch takes in which these pairs are scored, beside the models, and which pair
    /// takes most of it; there must be a pair.
    package func memoryEstimate(forScoring pairs: [TextPair]) -> (bytes: Int, largestPair: Int) {
        let queries = pairs.map(query(for:))
        let activations = ActivationMemory(model.network.configuration)
        let bytes = queries.map { query in
            let (source, target) = (query.sourceLength, query.prefix.count)
            // Several models read a target token by token, one alone reads it all at once.
            return models.count > 1 || fusion != nil
                ? searchBytes(source, rows: 1, steps: target)
                : Self.idleMemory * Double(activations.bytesWithoutGradients((source, target)))
        }
        var largest = (bytes: 0.0, pair: 0)
        for batch in scoringBatches(of: queries) {
            let sum = batch.reduce(0) { $0 + bytes[$1] }
            if sum > largest.bytes { largest = (sum, batch.max { bytes[$0] < bytes[$1] } ?? 0) }
        }
        return (Int(exactly: largest.bytes.rounded()) ?? .max, largest.pair)
    }

    private func searchBytes(_ length: Int, rows: Int, steps: Int) -> Double {
        let floatsPerToken = models.map { model in
            let sizes = model.network.configuration
            // Of each layer gates, cells and outputs; attention's keys and values, each with a copy that outlives them.
            guard sizes.readsSource else { return 0 }
            return sizes.embedding + sizes.encoderDepth * 6 * sizes.hidden
                + (sizes.attention == .none ? 0 : 4 * sizes.hidden)
        }
        // Scores of a row and the copy that outlives the tape; states before, within and after a step with its gates.
        let list =
            options.usesShortlist
            ? longestList(forSourceLength: length, outputLength: steps) : model.targetVocabulary.count
        let floatsPerRow = (models.map { ($0, list) } + (languageModel.map { [($0, $0.targetVocabulary.count)] } ?? []))
            .map { model, scores in
                let sizes = model.network.configuration
                return 2 * scores + sizes.decoderDepth * 8 * sizes.hidden
            }
        // Weights of the outputs that only this source has.
        let listed =
            options.usesShortlist
            ? Double(list) * Double(models.reduce(0) { $0 + $1.network.configuration.hidden + 1 }) : 0
        // What can be copied is scored too, and is copied with the rest.
        let perCopiedToken = models.contains { $0.network.configuration.copy } ? 3 * MemoryLayout<Float>.stride : 0
        // Attention of each row, and how much it has covered; that of each step if all of it is asked for.
        let perRowAndToken = hasAttention ? 2 * MemoryLayout<Float>.stride + MemoryLayout<Double>.stride : 0
        let perStepAndToken = search.keepsAttention ? MemoryLayout<Float>.stride : 0
        let perStep = Trellis.bytesPerToken + (search.topTokenCount ?? 0) * MemoryLayout<RankedToken<Int32>>.stride
        let (tokens, rows, steps) = (Double(length), Double(rows), Double(steps))
        let computed =
            tokens * Double(floatsPerToken.reduce(0, +) * MemoryLayout<Float>.stride)
            + listed * Double(MemoryLayout<Float>.stride)
            + rows * Double(floatsPerRow.reduce(0, +) * MemoryLayout<Float>.stride)
        return Self.idleMemory * computed + rows * tokens * Double(perRowAndToken + perCopiedToken)
            + rows * steps * (Double(perStep) + tokens * Double(perStepAndToken))
    }

    /// The memory for what is computed grows by half of what it is, so some of it lies idle.
    private static let idleMemory = 1.25

    /// Hypotheses of a source that are continued together, at most.
    private var rowCount: Int { search.sampling == nil ? search.beamWidth : search.hypothesisCount }

    /// Sources that are searched at once: as many as asked for, unless that makes too many rows.
    var sourcesSearchedAtOnce: Int { min(options.batchSize, max(1, Self.scoredRowsOfBatch / rowCount)) }

    /// The batches in which pairs are scored: of like targets, so that few rows run alone at the end, and the longest
    /// first, since the memory for them then does for the others.
    package func scoringBatches(of queries: [SearchQuery]) -> [[Int]] {
        let order = queries.indices.sorted { queries[$0].prefix.count > queries[$1].prefix.count }
        return batches(of: order, count: options.batchSize, tokens: Self.scoredRowsOfBatch) { queries[$0].prefix.count }
            .flatMap { batch in
                batches(of: batch, count: options.batchSize, tokens: Self.sourceTokensOfBatch) {
                    queries[$0].sourceLength
                }
            }
    }

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

/// Workspaces that are not in use, with the models' weights packed in them. Each call takes a set with one for each
/// model and the number of threads that it asks for, or makes one.
package final class WorkspaceShelf: Sendable {
    /// Of each model's products.
    let precisions: [Precision]
    /// By the number of threads that was asked for.
    private let shelf = Mutex<[Int?: [SendableWorkspaces]]>([:])

    /// Workspaces on their way between two tasks: they are used by one at a time.
    private struct SendableWorkspaces: @unchecked Sendable {
        let workspaces: [Workspace]
    }

    package init(_ precisions: [Precision]) {
        self.precisions = precisions
    }

    package func withWorkspaces<Value>(threads: Int?, _ body: ([Workspace]) -> Value) -> Value {
        let taken =
            shelf.withLock { $0[threads]?.popLast() }
            ?? SendableWorkspaces(
                workspaces: precisions.map { Workspace(threads: threads, precision: $0) })
        defer { shelf.withLock { $0[threads, default: []].append(taken) } }
        return body(taken.workspaces)
    }
}
