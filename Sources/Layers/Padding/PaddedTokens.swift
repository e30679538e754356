import Seq2SeqSettings

/// Sequences of ids as a rectangle, with the mask that says which steps are there.
///
/// ```swift
/// let tokens = PaddedTokens([[5, 6, 7], [8]])
/// print(tokens.time, tokens.lengths, tokens.sequences)
/// ```
public struct PaddedTokens: Sendable, Hashable {
    /// The ids, row by row. `[batch, time]`
    public let ids: [Int32]
    /// Which steps are there. `[batch, time]`
    public let mask: Mask

    /// How many rows there are.
    public var batch: Int { mask.batch }
    /// How many steps every row has, masked ones included.
    public var time: Int { mask.time }
    /// How many steps of each row are there.
    public var lengths: [Int] { mask.lengths }

    /// Ids with a mask. `[batch, time]`
    public init(ids: [Int32], mask: Mask) {
        require(
            ids.count == mask.elements.count, "[\(mask.batch), \(mask.time)] does not hold \(ids.count) ids")
        self.ids = ids
        self.mask = mask
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
        _ sequences: [[Int32]], side: Padding.Side = .back, to length: Padding.Length = .longest,
        cutting: Padding.Side = .back, with value: Int32 = 0
    ) {
        let (ids, mask) = Padding(side: side, to: length, cutting: cutting).pad(sequences, with: value)
        self.init(ids: ids, mask: mask)
    }

    /// The rows without their masked steps: the way back from padding.
    public var sequences: [[Int32]] {
        mask.steps.enumerated().map { row, steps in steps.map { ids[row * time + $0] } }
    }

    /// Some of the rows, in any order and as often as wanted.
    public func selecting(_ rows: [Int]) -> PaddedTokens {
        PaddedTokens(
            ids: rows.flatMap { ids[$0 * time..<($0 + 1) * time] }, mask: mask.selecting(rows))
    }
}
