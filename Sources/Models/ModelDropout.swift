import Seq2SeqLayers
import Seq2SeqTensors
import Seq2SeqText

/// Dropout of an encoder, for one batch.
struct EncoderDropout {
    let embedding: RowDropout
    let stack: StackDropout
}

/// Dropout at each place of a model that it is applied at, for one batch.
struct ModelDropout {
    let source: EncoderDropout
    /// Of second sources; nil if there is none.
    let second: EncoderDropout?
    let targetEmbedding: RowDropout
    let decoder: StackDropout
    let output: RowDropout

    /// Places are part of what a seed means: a changed number changes every training with dropout.
    private enum Place {
        static let sourceEmbedding = 0
        static let targetEmbedding = 1
        static let output = 2
        static let secondEmbedding = 3
        static let encoder = 0x100
        static let decoder = 0x200
        static let encoderRecurrent = 0x300
        static let decoderRecurrent = 0x400
        static let secondEncoder = 0x500
        static let secondEncoderRecurrent = 0x600
    }

    /// Nil if nothing is dropped.
    init?(_ regularization: Regularization, for batch: Batch) {
        guard let dropout = regularization.dropout else { return nil }
        let isVariational = regularization.isVariational
        func rows(_ packed: PackedSequences, _ ids: [Int]) -> [RowDropout.Row] {
            Self.rows(of: packed, ids, isVariational: isVariational)
        }
        func stack(_ place: Int, recurrent: Int, _ packed: PackedSequences, _ ids: [Int]) -> StackDropout {
            // Empty rows come last, and have no state.
            let pairs = packed.order.prefix(packed.activeRows.first ?? 0).map { (pair: ids[$0], time: 0) }
            return StackDropout(
                between: RowDropout(dropout, place: place, rows: rows(packed, ids)),
                recurrent: isVariational ? RowDropout(dropout, place: recurrent, rows: pairs) : nil)
        }
        let ids = batch.pairIDs
        source = EncoderDropout(
            embedding: RowDropout(dropout, place: Place.sourceEmbedding, rows: rows(batch.source, ids)),
            stack: stack(Place.encoder, recurrent: Place.encoderRecurrent, batch.source, ids))
        second = batch.secondSources.packed.map { packed in
            let ids = batch.secondSources.rows.map { batch.pairIDs[$0] }
            return EncoderDropout(
                embedding: RowDropout(dropout, place: Place.secondEmbedding, rows: rows(packed, ids)),
                stack: stack(Place.secondEncoder, recurrent: Place.secondEncoderRecurrent, packed, ids))
        }
        let target = rows(batch.targetInput, ids)
        targetEmbedding = RowDropout(dropout, place: Place.targetEmbedding, rows: target)
        decoder = stack(Place.decoder, recurrent: Place.decoderRecurrent, batch.targetInput, ids)
        output = RowDropout(dropout, place: Place.output, rows: target)
    }

    /// The pair and time of each packed row; a time for all if the mask is one for all.
    private static func rows(of packed: PackedSequences, _ ids: [Int], isVariational: Bool) -> [RowDropout.Row] {
        packed.activeRows.enumerated().flatMap { time, active in
            packed.order.prefix(active).map { (ids[$0], isVariational ? 0 : time) }
        }
    }
}
