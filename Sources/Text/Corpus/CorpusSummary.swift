import Seq2SeqSettings

/// What one should know of a corpus before training on it.
public struct CorpusSummary: Sendable, Hashable {
    /// How many pairs there are.
    public let pairCount: Int

    /// How many pairs stand in the corpus before, with the same source and target.
    public let duplicatePairCount: Int

    /// How long the sources are.
    public let sourceLengths: LengthPercentiles

    /// How long second sources are where there are any; nil if no pair has one.
    public let secondSourceLengths: LengthPercentiles?

    /// How many pairs have a second source.
    public let secondSourceCount: Int

    /// How long the targets are, without begin and end tokens.
    public let targetLengths: LengthPercentiles

    /// The share of the tokens of sources, second ones too, that are not in the vocabulary, from 0 to 1.
    public let unknownSourceShare: Double

    /// The share of target tokens that are not in the vocabulary, from 0 to 1.
    public let unknownTargetShare: Double

    /// The share of padding in the batches, source and target, if they were computed on as rectangles; from 0 to 1.
    public let paddingShare: Double

    /// Sums up a corpus.
    ///
    /// - Parameters:
    ///   - pairs: The pairs as text; at least one.
    ///   - encoded: The same pairs as ids.
    ///   - batches: The indices of the pairs of each batch, as an epoch of training would have them.
    public init(pairs: [TextPair], encoded: [EncodedPair], batches: [[Int]]) {
        require(
            pairs.count == encoded.count, "Each pair needs its ids, but there are \(pairs.count) and \(encoded.count)")
        pairCount = pairs.count
        duplicatePairCount = pairs.count - Set(pairs).count
        sourceLengths = LengthPercentiles(encoded.map(\.source.count))
        let seconds = encoded.map(\.secondSource).filter { !$0.isEmpty }
        secondSourceCount = seconds.count
        secondSourceLengths = seconds.isEmpty ? nil : LengthPercentiles(seconds.map(\.count))
        targetLengths = LengthPercentiles(encoded.map(\.target.count))
        unknownSourceShare = Self.unknownShare(encoded.map(\.source) + seconds)
        unknownTargetShare = Self.unknownShare(encoded.map(\.target))
        paddingShare = Self.paddingShare(encoded, batches)
    }

    private static func unknownShare(_ sequences: [[Int32]]) -> Double {
        let tokens = sequences.reduce(0) { $0 + $1.count }
        let unknown = sequences.reduce(0) { $0 + $1.count { $0 == Vocabulary.unknown } }
        return share(unknown, of: tokens)
    }

    private static func paddingShare(_ pairs: [EncodedPair], _ batches: [[Int]]) -> Double {
        var places = 0
        var tokens = 0
        for batch in batches {
            // A target has a begin or an end token more than its text.
            for lengths in [
                batch.map { pairs[$0].source.count }, batch.map { pairs[$0].secondSource.count },
                batch.map { pairs[$0].target.count + 1 },
            ] {
                places += (lengths.max() ?? 0) * lengths.count
                tokens += lengths.reduce(0, +)
            }
        }
        return share(places - tokens, of: places)
    }

    private static func share(_ part: Int, of whole: Int) -> Double {
        whole == 0 ? 0 : Double(part) / Double(whole)
    }
}

/// How long the texts of a corpus are, in tokens.
///
/// A percentile is the smallest length that at least so many of a hundred texts do not exceed (the nearest rank).
public struct LengthPercentiles: Sendable, Hashable {
    /// Half of the texts are not longer.
    public let median: Int

    /// 95 of a hundred texts are not longer.
    public let percentile95: Int

    /// 99 of a hundred texts are not longer.
    public let percentile99: Int

    /// The longest text.
    public let longest: Int

    /// Sums up lengths, of which there must be at least one.
    public init(_ lengths: [Int]) {
        require(!lengths.isEmpty, "Percentiles need at least one length")
        let sorted = lengths.sorted()
        func percentile(_ percent: Int) -> Int {
            sorted[(sorted.count * percent + 99) / 100 - 1]
        }
        median = percentile(50)
        percentile95 = percentile(95)
        percentile99 = percentile(99)
        longest = percentile(100)
    }
}
