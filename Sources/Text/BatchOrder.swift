import Randomness

/// Which pairs make up which batch, in every epoch.
///
/// The pairs are shuffled and cut into windows of several batches; each window is sorted by length and cut into
/// batches, so that a batch holds pairs of about the same length; then the batches are shuffled. The order depends on
/// the seed and the epoch alone, so a resumed run finds it again.
public struct BatchOrder: Sendable {
    /// How many pairs a batch has; the last of an epoch's batches to be cut may have fewer.
    public let batchSize: Int

    /// The number the order of every epoch is derived from.
    public let seed: UInt64

    /// The lengths of each pair, in tokens.
    private let lengths: [(source: Int, target: Int)]

    /// An order for pairs of these lengths.
    ///
    /// - Parameters:
    ///   - lengths: The lengths of each pair, in tokens.
    ///   - batchSize: How many pairs a batch has.
    ///   - seed: The number the order of every epoch is derived from.
    public init(lengths: [(source: Int, target: Int)], batchSize: Int, seed: UInt64) {
        precondition(batchSize > 0, "A batch size must be positive, but is \(batchSize)")
        self.lengths = lengths
        self.batchSize = batchSize
        self.seed = seed
    }

    /// How many batches an epoch has.
    public var batchCount: Int { (lengths.count + batchSize - 1) / batchSize }

    /// The batches of an epoch in their order, each as the indices of its pairs. Every pair is in exactly one.
    public func batches(epoch: Int) -> [[Int]] {
        precondition(epoch >= 0, "An epoch must not be negative, but is \(epoch)")
        var random = RandomSource(seed: seed, stream: Self.firstStream + UInt64(epoch))
        var indices = Array(lengths.indices)
        random.shuffle(&indices)
        var batches: [[Int]] = []
        batches.reserveCapacity(batchCount)
        for window in indices.pieces(of: batchSize * Self.batchesPerWindow) {
            // Pairs of the same lengths stay as shuffled, because the standard library's sort is stable.
            let sorted = window.sorted { left, right in
                let (left, right) = (lengths[left], lengths[right])
                return (left.target, left.source) < (right.target, right.source)
            }
            batches += sorted[...].pieces(of: batchSize).map { Array($0) }
        }
        random.shuffle(&batches)
        return batches
    }

    /// How many batches are sorted by length together: enough for batches of even length, few enough to leave chance
    /// in which pairs meet.
    private static let batchesPerWindow = 20

    /// The stream of epoch 0: "batch" in ASCII, so that it meets no other stream of the same seed.
    private static let firstStream: UInt64 = 0x6261_7463_6800_0000
}

extension RandomAccessCollection where Index == Int {
    /// The elements in pieces of this size, of which the last may be smaller.
    fileprivate func pieces(of size: Int) -> [SubSequence] {
        stride(from: startIndex, to: endIndex, by: size).map { self[$0..<Swift.min($0 + size, endIndex)] }
    }
}
