/// Sequences of vectors laid out step by step without padding, the longest rows first: what other toolkits call
/// packing, and what the layers compute on.
///
/// ```swift
/// let packed = PackedBatch(PaddedBatch([[[1]], [[2], [3]]]))
/// print(packed.values, packed.order, packed.activeRows)
/// ```
public struct PackedBatch: Sendable, Hashable {
    /// The vectors: for each step those of the active rows. `[steps that are there, features]`
    public let values: [Float]
    /// The size of a vector.
    public let features: Int
    /// The rows of the batch that have a step, the longest first, equally long ones in the order of the batch.
    public let order: [Int]
    /// How many of the ordered rows have a vector at each of their own steps; never rises.
    public let activeRows: [Int]

    private let mask: Mask

    /// Packs the steps of a batch that are there.
    public init(_ batch: PaddedBatch) {
        let layout = SequenceLayout(batch.mask)
        values = layout.pack(batch)
        features = batch.features
        order = layout.order
        activeRows = layout.packed.activeRows
        mask = batch.mask
    }

    /// The batch that was packed; what was masked has the value.
    public func padded(with value: Float = 0) -> PaddedBatch {
        let layout = SequenceLayout(mask)
        let vectors = (0..<layout.count).map { Array(values[$0 * features..<($0 + 1) * features]) }
        return layout.pad(vectors, features: features, with: value)
    }
}
