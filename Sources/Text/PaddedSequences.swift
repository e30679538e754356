/// Sequences of unequal length as a rectangle, the shorter rows filled up with padding.
///
/// It can only be made from the rows themselves, so it always knows their lengths.
public struct PaddedSequences: Sendable, Equatable {
    /// The ids, row by row. `[batch, time]`
    public let ids: [Int32]

    /// The length of each row without its padding. `[batch]`
    public let lengths: [Int]

    /// How many rows there are.
    public let batch: Int

    /// The length of the longest row, which is the length of all rows with their padding.
    public let time: Int

    /// Whether each id is a token of its row, not padding. `[batch, time]`
    public var mask: [Bool] {
        lengths.flatMap { length in (0..<time).map { $0 < length } }
    }

    /// Fills up the rows of a batch to the length of the longest.
    public init(_ sequences: [[Int32]]) {
        let time = sequences.map(\.count).max() ?? 0
        var ids: [Int32] = []
        ids.reserveCapacity(sequences.count * time)
        for sequence in sequences {
            ids += sequence
            ids += repeatElement(Vocabulary.padding, count: time - sequence.count)
        }
        self.ids = ids
        self.time = time
        batch = sequences.count
        lengths = sequences.map(\.count)
    }
}
