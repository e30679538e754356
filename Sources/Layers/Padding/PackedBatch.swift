/// Sequences of vectors laid out step by step without padding, the longest rows first: what other toolkits call packing,
/// and what the layers compute on.
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
        values = layout.steps.flatMap { batch[$0.row, layout.positions[$0.row][$0.index]] }
        features = batch.features
        order = layout.order
        activeRows = layout.packed.activeRows
        mask = batch.mask
    }

    /// The batch that was packed; what was masked has the value.
    public func padded(with value: Float = 0) -> PaddedBatch {
        let layout = SequenceLayout(mask)
        var padded = [Float](repeating: value, count: mask.elements.count * features)
        for (row, step) in layout.steps.enumerated() {
            let start = (step.row * mask.time + layout.positions[step.row][step.index]) * features
            padded.replaceSubrange(start..<start + features, with: values[row * features..<(row + 1) * features])
        }
        return PaddedBatch(values: padded, features: features, mask: mask)
    }
}
