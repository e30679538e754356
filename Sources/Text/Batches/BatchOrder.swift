import Seq2SeqRandomness
import Seq2SeqSettings

/// Which pairs make up which batch, in every epoch.
///
/// The pairs are shuffled and cut into windows of several steps; each window is sorted by length and cut into
/// batches, so that a batch holds pairs of about the same length; then the batches are shuffled. Where several make up
/// a step, those that lie next to one another do, and the steps are shuffled: then no process that shares in a step
/// waits long for another. The order depends on the seed and the epoch alone, so a resumed run finds it again.
///
/// Batches that are measured in tokens are cut from one window of all pairs. Sorted, their lengths are the same in
/// every epoch, so that every epoch has as many batches, of the same sizes, and chance decides among pairs of equal
/// lengths.
public struct BatchOrder: Sendable {
    /// How many pairs a batch has; the last of an epoch's batches to be cut may have fewer.
    public let size: BatchSize

    /// The number the order of every epoch is derived from.
    public let seed: UInt64

    /// How many batches make up a step; the last step of an epoch may have fewer.
    public let batchesPerStep: Int

    /// How many batches an epoch has.
    public let batchCount: Int

    /// The lengths of each pair, in tokens.
    private let lengths: [(source: Int, target: Int)]

    /// An order for pairs of these lengths.
    ///
    /// - Parameters:
    ///   - lengths: The lengths of each pair, in tokens.
    ///   - size: How many pairs a batch has.
    ///   - seed: The number the order of every epoch is derived from.
    ///   - batchesPerStep: How many batches make up a step, which is to be of pairs of about the same length. It
    ///     changes nothing of batches that are measured in tokens, as these are alike.
    public init(lengths: [(source: Int, target: Int)], size: BatchSize, seed: UInt64, batchesPerStep: Int = 1) {
        require(batchesPerStep > 0, "A step needs a batch, but is to have \(batchesPerStep)")
        self.lengths = lengths
        self.size = size
        self.seed = seed
        self.batchesPerStep = batchesPerStep
        switch size {
        case .pairs(let count):
            require(count > 0, "A batch size must be positive, but is \(count)")
            batchCount = (lengths.count + count - 1) / count
        case .tokens(let count):
            require(count > 0, "A batch must have room for tokens, but for \(count)")
            batchCount = Self.batches(of: Array(lengths.indices), lengths, size).count
        }
    }

    /// The batches of an epoch in their order, each as the indices of its pairs. Every pair is in exactly one.
    public func batches(epoch: Int) -> [[Int]] {
        require(epoch >= 0, "An epoch must not be negative, but is \(epoch)")
        var random = RandomSource(seed: seed, stream: Self.firstStream + UInt64(epoch))
        var indices = Array(lengths.indices)
        random.shuffle(&indices)
        switch size {
        case .pairs(let count):
            var steps: [ArraySlice<[Int]>] = []
            var rest: ArraySlice<[Int]> = []
            for window in indices.pieces(of: count * batchesPerStep * Self.stepsPerWindow) {
                let batches = Self.batches(of: window, lengths, size)
                // A step of fewer batches, which can only be the last of an epoch, is of any length.
                let (wholeSteps, restCount) = batches.count.quotientAndRemainder(dividingBy: batchesPerStep)
                let start = batchesPerStep * (restCount == 0 ? wholeSteps : random.next(in: 0...wholeSteps))
                steps += batches[..<start].pieces(of: batchesPerStep)
                rest = batches[start..<start + restCount]
                steps += batches[(start + restCount)...].pieces(of: batchesPerStep)
            }
            random.shuffle(&steps)
            return steps.flatMap { $0 } + rest
        case .tokens:
            var batches = Self.batches(of: indices, lengths, size)
            random.shuffle(&batches)
            return batches
        }
    }

    /// Pairs sorted by length and cut. Those of the same lengths stay as shuffled, because the standard library's sort
    /// is stable.
    private static func batches(
        of pairs: some Sequence<Int>, _ lengths: [(source: Int, target: Int)], _ size: BatchSize
    ) -> [[Int]] {
        let sorted = pairs.sorted { left, right in
            let (left, right) = (lengths[left], lengths[right])
            return (left.target, left.source) < (right.target, right.source)
        }
        return size.batches(of: sorted) { lengths[$0] }
    }

    /// How many steps' batches are sorted by length together: enough for batches of even length, few enough to leave
    /// chance in which pairs meet.
    private static let stepsPerWindow = 20

    /// The stream of epoch 0: "batch" in ASCII, so that it meets no other stream of the same seed.
    private static let firstStream: UInt64 = 0x6261_7463_6800_0000
}

extension RandomAccessCollection where Index == Int {
    /// The elements in pieces of this size, of which the last may be smaller.
    fileprivate func pieces(of size: Int) -> [SubSequence] {
        stride(from: startIndex, to: endIndex, by: size).map { self[$0..<Swift.min($0 + size, endIndex)] }
    }
}
