import Seq2SeqSettings

/// Sequences of vectors as a rectangle, with the mask that says which steps are there.
///
/// It cannot be made without lengths or a mask, so nothing has to guess them from the values.
///
/// ```swift
/// let batch = PaddedBatch([[[1], [2], [3]], [[4]]], side: .front, to: .multiple(of: 4))
/// let sameMask = Mask(lengths: [3, 1], time: 4, side: .front)
/// let ragged = batch.sequences
/// ```
public struct PaddedBatch: Sendable, Hashable {
    /// The vectors, row by row and step by step. `[batch, time, features]`
    public let values: [Float]
    /// Which steps are there. `[batch, time]`
    public let mask: Mask
    /// The size of a vector.
    public let features: Int

    /// How many rows there are.
    public var batch: Int { mask.batch }
    /// How many steps every row has, masked ones included.
    public var time: Int { mask.time }
    /// How many steps of each row are there.
    public var lengths: [Int] { mask.lengths }

    /// Values with a mask. `[batch, time, features]`
    public init(values: [Float], features: Int, mask: Mask) {
        require(
            values.count == mask.elements.count * features,
            "[\(mask.batch), \(mask.time), \(features)] does not hold \(values.count) values")
        self.values = values
        self.features = features
        self.mask = mask
    }

    /// Values with the length of each row, padded at one end. `[batch, time, features]`
    public init(values: [[[Float]]], lengths: [Int], side: Padding.Side = .back) {
        let time = values.first?.count ?? 0
        require(values.allSatisfy { $0.count == time }, "Every row must have \(time) steps")
        require(
            values.count == lengths.count, "\(lengths.count) lengths do not match \(values.count) rows")
        self.init(
            values: values.joined().flatMap { $0 }, features: Self.features(of: values),
            mask: Mask(lengths: lengths, time: time, side: side))
    }

    /// Pads sequences of unequal lengths.
    ///
    /// - Parameters:
    ///   - sequences: one for each row; may be empty.
    ///   - side: where short ones are filled up.
    ///   - length: the length of all rows.
    ///   - cutting: where long ones are cut.
    ///   - value: what padding is made of; no result depends on it.
    public init(
        _ sequences: [[[Float]]], side: Padding.Side = .back, to length: Padding.Length = .longest,
        cutting: Padding.Side = .back, with value: Float = 0
    ) {
        let features = Self.features(of: sequences)
        let (steps, mask) = Padding(side: side, to: length, cutting: cutting)
            .pad(sequences, with: [Float](repeating: value, count: features))
        self.init(values: steps.flatMap { $0 }, features: features, mask: mask)
    }

    private static func features(of sequences: [[[Float]]]) -> Int {
        let features = sequences.joined().first?.count ?? 0
        for (row, sequence) in sequences.enumerated() {
            require(
                sequence.allSatisfy { $0.count == features },
                "Every vector must have \(features) features like the first, but one of row \(row) has not")
        }
        return features
    }

    /// The vector of a step.
    public subscript(row: Int, step: Int) -> ArraySlice<Float> {
        let start = (row * time + step) * features
        return values[start..<start + features]
    }

    /// The rows without their masked steps: the way back from padding.
    public var sequences: [[[Float]]] {
        mask.steps.enumerated().map { row, steps in steps.map { Array(self[row, $0]) } }
    }

    /// Some of the rows, in any order and as often as wanted.
    public func selecting(_ rows: [Int]) -> PaddedBatch {
        let size = time * features
        return PaddedBatch(
            values: rows.flatMap { values[$0 * size..<($0 + 1) * size] }, features: features,
            mask: mask.selecting(rows))
    }
}
