import Seq2SeqLayers
import Seq2SeqPacking
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

    /// The rows of one side of a batch.
    struct Side {
        let packing: Packing
        /// What each row is known by.
        let ids: [Int]
    }

    /// Nil if nothing is dropped.
    init?(_ regularization: Regularization, for batch: Batch) {
        guard let dropout = regularization.dropout else { return nil }
        let ids = batch.pairIDs
        let seconds = batch.secondSources
        self.init(
            dropout, isVariational: regularization.isVariational, source: Side(packing: batch.source.packing, ids: ids),
            second: seconds.packed.map { Side(packing: $0.packing, ids: seconds.rows.map { ids[$0] }) },
            target: Side(packing: batch.targetInput.packing, ids: ids))
    }

    /// - Parameter isVariational: whether a row keeps its mask for all of its steps.
    init(_ dropout: StepDropout, isVariational: Bool, source: Side, second: Side? = nil, target: Side) {
        func rows(_ side: Side) -> [RowDropout.Row] { Self.rows(of: side, isVariational: isVariational) }
        func stack(_ place: Int, recurrent: Int, _ side: Side) -> StackDropout {
            // Empty rows come last, and have no state.
            let pairs = side.packing.order.prefix(side.packing.layout.batch).map { (pair: side.ids[$0], time: 0) }
            return StackDropout(
                between: RowDropout(dropout, place: place, rows: rows(side)),
                recurrent: isVariational ? RowDropout(dropout, place: recurrent, rows: pairs) : nil)
        }
        self.source = EncoderDropout(
            embedding: RowDropout(dropout, place: Place.sourceEmbedding, rows: rows(source)),
            stack: stack(Place.encoder, recurrent: Place.encoderRecurrent, source))
        self.second = second.map { side in
            EncoderDropout(
                embedding: RowDropout(dropout, place: Place.secondEmbedding, rows: rows(side)),
                stack: stack(Place.secondEncoder, recurrent: Place.secondEncoderRecurrent, side))
        }
        let targetRows = rows(target)
        targetEmbedding = RowDropout(dropout, place: Place.targetEmbedding, rows: targetRows)
        decoder = stack(Place.decoder, recurrent: Place.decoderRecurrent, target)
        output = RowDropout(dropout, place: Place.output, rows: targetRows)
    }

    /// The pair and time of each packed row; a time for all if the mask is one for all.
    private static func rows(of side: Side, isVariational: Bool) -> [RowDropout.Row] {
        side.packing.layout.activeRows.enumerated().flatMap { time, active in
            side.packing.order.prefix(active).map { (side.ids[$0], isVariational ? 0 : time) }
        }
    }
}
