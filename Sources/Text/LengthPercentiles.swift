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
        precondition(!lengths.isEmpty, "Percentiles need at least one length")
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
