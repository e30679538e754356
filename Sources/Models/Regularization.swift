import Tensors
import Text

/// What training adds to the bare loss of a batch.
public struct Regularization: Sendable, Hashable {
    /// Which elements are dropped: of the embeddings, between the layers and of what the output layer reads. None if
    /// nil.
    public var dropout: StepDropout?
    /// The share of the target mass that is spread evenly over the vocabulary (Szegedy et al. 2016, section 7).
    public var labelSmoothing: Float
    /// Where the decoder reads its own tokens instead of the reference's. Nowhere if nil.
    public var scheduledSampling: ScheduledSampling?

    /// A regularization; without any, none.
    public init(
        dropout: StepDropout? = nil, labelSmoothing: Float = 0, scheduledSampling: ScheduledSampling? = nil
    ) {
        self.dropout = dropout
        self.labelSmoothing = labelSmoothing
        self.scheduledSampling = scheduledSampling
    }
}

/// Dropout at each place of a model that it is applied at, for one batch.
struct ModelDropout {
    let sourceEmbedding: RowDropout
    let encoder: RowDropout
    let targetEmbedding: RowDropout
    let decoder: RowDropout
    let output: RowDropout

    /// Places are part of what a seed means: a changed number changes every training with dropout.
    private enum Place {
        static let sourceEmbedding = 0
        static let targetEmbedding = 1
        static let output = 2
        static let encoder = 0x100
        static let decoder = 0x200
    }

    init(_ dropout: StepDropout, for batch: Batch) {
        let source = Self.rows(of: batch.source, batch.pairIDs)
        let target = Self.rows(of: batch.targetInput, batch.pairIDs)
        sourceEmbedding = RowDropout(dropout, place: Place.sourceEmbedding, rows: source)
        encoder = RowDropout(dropout, place: Place.encoder, rows: source)
        targetEmbedding = RowDropout(dropout, place: Place.targetEmbedding, rows: target)
        decoder = RowDropout(dropout, place: Place.decoder, rows: target)
        output = RowDropout(dropout, place: Place.output, rows: target)
    }

    /// The pair and time of each packed row.
    private static func rows(of packed: PackedSequences, _ ids: [Int]) -> [(pair: Int, time: Int)] {
        packed.activeRows.enumerated().flatMap { time, active in
            packed.order.prefix(active).map { (ids[$0], time) }
        }
    }
}
