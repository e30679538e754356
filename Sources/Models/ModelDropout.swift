import Seq2SeqLayers
import Seq2SeqTensors
import Seq2SeqText

/// Dropout at each place of a model that it is applied at, for one batch.
struct ModelDropout {
    let sourceEmbedding: RowDropout
    let encoder: StackDropout
    let targetEmbedding: RowDropout
    let decoder: StackDropout
    let output: RowDropout

    /// Places are part of what a seed means: a changed number changes every training with dropout.
    private enum Place {
        static let sourceEmbedding = 0
        static let targetEmbedding = 1
        static let output = 2
        static let encoder = 0x100
        static let decoder = 0x200
        static let encoderRecurrent = 0x300
        static let decoderRecurrent = 0x400
    }

    /// Nil if nothing is dropped.
    init?(_ regularization: Regularization, for batch: Batch) {
        guard let dropout = regularization.dropout else { return nil }
        let isVariational = regularization.isVariational
        let source = Self.rows(of: batch.source, batch.pairIDs, isVariational: isVariational)
        let target = Self.rows(of: batch.targetInput, batch.pairIDs, isVariational: isVariational)
        func stack(_ place: Int, recurrent: Int, _ packed: PackedSequences, _ rows: [RowDropout.Row]) -> StackDropout {
            let pairs = packed.order.map { (pair: batch.pairIDs[$0], time: 0) }
            return StackDropout(
                between: RowDropout(dropout, place: place, rows: rows),
                recurrent: isVariational ? RowDropout(dropout, place: recurrent, rows: pairs) : nil)
        }
        sourceEmbedding = RowDropout(dropout, place: Place.sourceEmbedding, rows: source)
        encoder = stack(Place.encoder, recurrent: Place.encoderRecurrent, batch.source, source)
        targetEmbedding = RowDropout(dropout, place: Place.targetEmbedding, rows: target)
        decoder = stack(Place.decoder, recurrent: Place.decoderRecurrent, batch.targetInput, target)
        output = RowDropout(dropout, place: Place.output, rows: target)
    }

    /// The pair and time of each packed row; a time for all if the mask is one for all.
    private static func rows(of packed: PackedSequences, _ ids: [Int], isVariational: Bool) -> [RowDropout.Row] {
        packed.activeRows.enumerated().flatMap { time, active in
            packed.order.prefix(active).map { (ids[$0], isVariational ? 0 : time) }
        }
    }
}
