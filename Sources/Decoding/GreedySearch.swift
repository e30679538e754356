import Models
import Tensors
import Text

/// Takes the most probable token at every step, for many sources at once.
///
/// A row leaves the batch when it ends or reaches its own cap, so no row waits for another and none depends on its
/// companions.
public struct GreedySearch: Sendable {
    /// Tokens that are never chosen: padding and begin are no part of any target.
    private static let banned: Set<Int32> = [Vocabulary.padding, Vocabulary.begin]

    /// A greedy search.
    public init() {}

    /// The most probable continuation of each source, token by token.
    ///
    /// - Parameters:
    ///   - sources: ids without begin and end tokens, none empty.
    ///   - maximumLengths: for each source the most tokens of its target, the end token not counted.
    ///   - network: the model.
    ///   - workspace: where to compute.
    /// - Returns: one hypothesis a source, in their order.
    public func search(
        _ sources: [[Int32]], maximumLengths: [Int], with network: EncoderDecoder, on workspace: Workspace
    ) -> [Hypothesis] {
        precondition(
            sources.count == maximumLengths.count, "\(sources.count) sources have \(maximumLengths.count) caps")
        guard !sources.isEmpty else { return [] }
        var hypotheses = sources.map { _ in Hypothesis(tokens: [], logProbability: 0, isFinished: false) }
        // Which source each live row belongs to.
        var live = Array(sources.indices)
        var last = [Int32](repeating: Vocabulary.begin, count: sources.count)
        var state = network.encode(sources, on: workspace)
        while !live.isEmpty {
            let step = network.step(last, from: state, on: workspace)
            var kept: [Int] = []
            last = []
            for (row, source) in live.enumerated() {
                let (token, logProbability) = Self.best(step.logProbabilities.buffer(ofRow: row))
                if hypotheses[source].tokens.count == maximumLengths[source] && token != Vocabulary.end { continue }
                hypotheses[source].logProbability += Double(logProbability)
                if token == Vocabulary.end {
                    hypotheses[source].isFinished = true
                } else {
                    hypotheses[source].tokens.append(token)
                    kept.append(row)
                    last.append(token)
                }
            }
            // The rows are read through pointers, which the compiler does not count as a use.
            withExtendedLifetime(step) {}
            state = kept.count == live.count ? step.state : step.state.selecting(rows: kept)
            live = kept.map { live[$0] }
        }
        return hypotheses
    }

    /// The most probable token that may be chosen; of equal ones the lowest id.
    private static func best(_ logProbabilities: UnsafeBufferPointer<Float>) -> (token: Int32, logProbability: Float) {
        var best = Vocabulary.end
        for (index, value) in logProbabilities.enumerated() where value > logProbabilities[Int(best)] {
            if !banned.contains(Int32(index)) { best = Int32(index) }
        }
        return (best, logProbabilities[Int(best)])
    }
}
