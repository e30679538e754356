import Seq2SeqSettings

/// The pairs of one training step.
///
/// This is the only place where the shift by the begin token is made, and pairs are laid out without padding; nothing
/// later does so again.
///
/// ```swift
/// let batch = Batch(model.encodedPairs(of: pairs))
/// let (loss, gradients) = model.network.lossAndGradients(for: batch, on: Workspace())
/// print(loss.perToken, gradients.tokenCount)
/// ```
public struct Batch: Sendable, Equatable {
    /// The sources, without begin and end tokens.
    public let source: PackedSequences

    /// The vectors that the sources are made of, laid out like the ids of `source`, `[ids, features]`; nil if they are
    /// tokens.
    package let sourceVectors: [Float]?

    /// What the decoder reads under teacher forcing: the begin token, then the target.
    public private(set) var targetInput: PackedSequences

    /// What the decoder should answer: the target, then the end token. Laid out like the ids of `targetInput`.
    public let targetOutput: [Int32]

    /// For each pair the target's id of each source token, as copying says it; empty for pairs that have none. `[batch]`
    public let copies: [[Int32]]

    /// For each pair the ids of its tags; empty for pairs that have none. `[batch]`
    public let tags: [[Int32]]

    /// The second sources of those pairs that have one.
    public let secondSources: PresentSequences

    /// What each pair's loss is multiplied by. `[batch]`
    public let weights: [Float]

    /// What each pair is known by: the same in every batch, so that what is random about a pair does not depend on its
    /// companions. `[batch]`
    public let pairIDs: [Int]

    /// How many pairs there are.
    public var pairCount: Int { source.batch }

    /// Lays out pairs for a step. There must be at least one; either side of a pair may be empty.
    ///
    /// - Parameter ids: what each pair is known by, or nil for its place in the batch.
    public init(_ pairs: [EncodedPair], ids: [Int]? = nil) {
        require(!pairs.isEmpty, "A batch must have at least one pair")
        require(
            ids == nil || ids?.count == pairs.count, "Each of the \(pairs.count) pairs needs one id")
        pairIDs = ids ?? Array(pairs.indices)
        copies = pairs.map(\.copies)
        tags = pairs.map(\.tags)
        secondSources = PresentSequences(pairs.map(\.secondSource))
        weights = pairs.map(\.weight)
        require(
            weights.allSatisfy { $0 >= 0 && $0.isFinite }, "A pair's weight must be a finite number of at least 0")
        source = PackedSequences(pairs.map(\.source))
        sourceVectors = source.packing(vectors: pairs.map(\.vectors))
        targetInput = PackedSequences(pairs.map { [Vocabulary.begin] + $0.target })
        targetOutput = targetInput.packing(pairs.map { $0.target + [Vocabulary.end] })
    }

    /// The sources, without padding, in the order of the batch.
    package var sources: [[Int32]] { source.unpacking(source.ids) }

    /// The vectors of each source, in the order of the batch; empty if they are tokens. `[batch][time][features]`
    package var vectorsOfSources: [[[Float]]] {
        guard let vectors = sourceVectors else { return source.lengths.map { _ in [] } }
        let size = vectors.count / max(1, source.ids.count)
        return source.lengths.indices.map { row in
            (0..<source.lengths[row]).map { step in
                let index = source.index(time: step, row: source.packedRows[row])
                return Array(vectors[index * size..<(index + 1) * size])
            }
        }
    }

    /// What the decoder reads for each pair, without padding, in the order of the batch.
    package var targetInputs: [[Int32]] { targetInput.unpacking(targetInput.ids) }

    /// What the loss of each token is multiplied by, laid out like `targetOutput`; nil if every pair counts once.
    package var tokenWeights: [Float]? {
        guard weights.contains(where: { $0 != 1 }) else { return nil }
        let ordered = targetInput.order.map { weights[$0] }
        return targetInput.activeRows.flatMap { ordered.prefix($0) }
    }

    /// The same batch, whose decoder reads other tokens at some places and should answer as before.
    package func reading(_ tokens: [(pair: Int, time: Int, id: Int32)]) -> Batch {
        var batch = self
        for (pair, time, id) in tokens {
            batch.targetInput.replace(at: time, row: targetInput.packedRows[pair], by: id)
        }
        return batch
    }
}
