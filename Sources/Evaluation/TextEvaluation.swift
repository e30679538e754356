import Foundation
import Seq2SeqSettings
import Synchronization

/// What decoded texts are worth: scores of the same lines, of all or of some.
///
/// ```swift
/// let evaluation = TextEvaluation(
///     hypotheses: outputs, references: targets, metrics: [ExactMatch(), ErrorRate(.words), BLEU()])
/// for (metric, value) in zip(evaluation.metrics, evaluation.values) { print(metric.traits.title, value) }
/// let exact = Bootstrap().results(of: [evaluation])[0][0]
/// print(exact.low, exact.high)
/// ```
public struct TextEvaluation: Sendable {
    /// The scores, in the order they were asked for.
    public private(set) var metrics: [any CorpusScore] = []

    /// How many lines there are.
    public let lineCount: Int

    /// For each score what each line adds to it, one line after another.
    private(set) var statistics: [[Double]] = []

    private static let linesOfPiece = 64

    /// Compares decoded texts with one reference each; there must be at least one.
    ///
    /// - Parameter threads: How many threads share the work, or nil for one a core. Scores do not depend on it.
    public init(
        hypotheses: [String], references: [String], metrics: [any TextMetric], threads: Int? = nil
    ) {
        TextMetrics.checkCounts(hypotheses.count, references.count)
        lineCount = references.count
        let pieceCount = (lineCount + Self.linesOfPiece - 1) / Self.linesOfPiece
        for metric in metrics {
            let pieces = concurrentMap(pieceCount, threads: threads) { [lineCount] piece in
                let lines = (piece * Self.linesOfPiece)..<min(lineCount, (piece + 1) * Self.linesOfPiece)
                return lines.flatMap { metric.statistics(hypothesis: hypotheses[$0], reference: references[$0]) }
            }
            add(metric, statistics: Array(pieces.joined()))
        }
    }

    /// Adds a score that does not follow from the texts.
    ///
    /// - Parameter statistics: What each line adds to it, one line after another.
    public mutating func add(_ score: any CorpusScore, statistics: [Double]) {
        require(
            statistics.count == lineCount * score.traits.statisticCount,
            "\(lineCount) lines with \(score.traits.statisticCount) numbers each are not \(statistics.count) numbers")
        metrics.append(score)
        self.statistics.append(statistics)
    }

    /// The scores of all lines, in the order of `metrics`.
    public var values: [Double] { values(ofLines: 0..<lineCount) }

    /// The scores of some lines, in the order of `metrics`.
    ///
    /// - Parameter lines: Places of lines, counted from 0; a line may come more than once.
    public func values(ofLines lines: some Collection<Int>) -> [Double] {
        zip(metrics, statistics).map { metric, statistics in
            let width = metric.traits.statisticCount
            var sums = [Double](repeating: 0, count: width)
            for line in lines {
                for index in 0..<width { sums[index] += statistics[line * width + index] }
            }
            return metric.score(ofSums: sums)
        }
    }

    /// What all lines add to a score.
    ///
    /// - Parameter index: The score's place in `metrics`.
    public func sums(ofMetric index: Int) -> [Double] {
        let width = metrics[index].traits.statisticCount
        var sums = [Double](repeating: 0, count: width)
        for (place, value) in statistics[index].enumerated() { sums[place % width] += value }
        return sums
    }
}

/// The results of independent pieces of work, in their order, worked on by several threads.
func concurrentMap<Result: Sendable>(
    _ count: Int, threads: Int?, _ work: @Sendable (Int) -> Result
) -> [Result] {
    let workers = min(count, threads ?? ProcessInfo.processInfo.activeProcessorCount)
    if workers <= 1 { return (0..<count).map(work) }
    let results = Mutex([Result?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
        let own = stride(from: worker, to: count, by: workers).map { ($0, work($0)) }
        results.withLock { all in
            for (index, result) in own { all[index] = result }
        }
    }
    return results.withLock { $0.compactMap(\.self) }
}
