import Seq2SeqRandomness
import Seq2SeqSettings

/// How far a score may be trusted, found by drawing as many lines as there are, with replacement, many times over
/// (Koehn 2004, "Statistical significance tests for machine translation evaluation"; computed as sacreBLEU does).
///
/// The same seed draws the same lines, with any number of threads.
public struct Bootstrap: Sendable, Hashable {
    /// How often lines are drawn.
    public var resampleCount: Int

    /// In how many percent of the draws a score lies in its interval.
    public var level: Double

    /// Another seed draws other lines.
    public var seed: UInt64

    /// A bootstrap; the level is above 0 and below 100.
    public init(level: Double = 95, resampleCount: Int = 1000, seed: UInt64 = 1) {
        self.resampleCount = resampleCount
        self.level = level
        self.seed = seed
        check()
    }

    /// Refuses what has no meaning; the properties may have been changed since it was made.
    private func check() {
        require(resampleCount > 0, "A bootstrap needs at least one draw, but has \(resampleCount)")
        require(level > 0 && level < 100, "A level of confidence is between 0 and 100, but is \(level)")
    }

    /// What the draws say of each evaluation and each of its scores.
    ///
    /// - Parameter evaluations: Evaluations of the same lines by the same scores. All but the first are tested against
    ///   the first.
    public func results(of evaluations: [TextEvaluation], threads: Int? = nil) -> [[BootstrapResult]] {
        check()
        guard let first = evaluations.first else { return [] }
        for evaluation in evaluations {
            let isSame =
                evaluation.lineCount == first.lineCount
                && evaluation.metrics.map(\.traits) == first.metrics.map(\.traits)
            require(
                isSame, "A paired bootstrap needs evaluations of the same lines by the same scores")
        }
        let tables = evaluations.map(LineTable.init)
        let draws = concurrentMap(resampleCount, threads: threads) { draw in
            let lines = lines(ofDraw: draw, lineCount: first.lineCount)
            return tables.map { $0.values(ofLines: lines) }
        }
        return evaluations.indices.map { index in
            let values = evaluations[index].values
            return values.indices.map { metric in
                let samples = draws.map { $0[index][metric] }
                let test = index == 0 ? nil : (draws.map { $0[0][metric] }, first.values[metric])
                return result(values[metric], samples, against: test)
            }
        }
    }

    /// The lines of one draw, a stream of random numbers of its own.
    private func lines(ofDraw draw: Int, lineCount: Int) -> [Int] {
        var random = RandomSource(seed: seed, stream: UInt64(draw))
        return (0..<lineCount).map { _ in random.next(below: lineCount) }
    }

    private func result(
        _ value: Double, _ samples: [Double], against baseline: (samples: [Double], value: Double)?
    ) -> BootstrapResult {
        let sorted = samples.sorted()
        let outside = Int((Double(samples.count) * (100 - level) / 200).rounded(.down))
        return BootstrapResult(
            mean: sorted.reduce(0, +) / Double(sorted.count), low: sorted[outside],
            high: sorted[sorted.count - 1 - outside],
            pValue: baseline.map { Self.pValue(samples, $0.samples, difference: abs(value - $0.value)) })
    }

    /// How often a difference as great comes by chance. One that is always zero is not put down to chance.
    private static func pValue(_ samples: [Double], _ baseline: [Double], difference: Double) -> Double {
        let differences = zip(samples, baseline).map { abs($0 - $1) }
        let mean = differences.reduce(0, +) / Double(differences.count)
        let greater = differences.count { $0 - mean > difference }
        return Double(greater + 1) / Double(differences.count + 1)
    }
}

/// What a bootstrap says of a score.
public struct BootstrapResult: Sendable, Hashable {
    /// The mean of the drawn scores.
    public let mean: Double

    /// Where the interval begins.
    public let low: Double

    /// Where the interval ends.
    public let high: Double

    /// How often chance alone makes a difference from the first evaluation's score as great as this one; nil for the
    /// first evaluation.
    public let pValue: Double?

    /// Half of the interval, which papers write after ±.
    public var halfWidth: Double { (high - low) / 2 }
}

/// All numbers of a line side by side, so that drawing a line reads memory once.
private struct LineTable {
    private let metrics: [any CorpusScore]
    private let widths: [Int]
    private let width: Int
    private let rows: [Double]

    init(_ evaluation: TextEvaluation) {
        metrics = evaluation.metrics
        let widths = metrics.map(\.traits.statisticCount)
        self.widths = widths
        width = widths.reduce(0, +)
        var rows: [Double] = []
        rows.reserveCapacity(width * evaluation.lineCount)
        for line in 0..<evaluation.lineCount {
            for (width, statistics) in zip(widths, evaluation.statistics) {
                rows += statistics[(line * width)..<((line + 1) * width)]
            }
        }
        self.rows = rows
    }

    func values(ofLines lines: [Int]) -> [Double] {
        var sums = [Double](repeating: 0, count: width)
        rows.withUnsafeBufferPointer { rows in
            sums.withUnsafeMutableBufferPointer { sums in
                for line in lines {
                    let start = line * width
                    for index in 0..<width { sums[index] += rows[start + index] }
                }
            }
        }
        var start = 0
        return zip(metrics, widths).map { metric, width in
            defer { start += width }
            return metric.score(ofSums: Array(sums[start..<(start + width)]))
        }
    }
}
