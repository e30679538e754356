/// How many pairs a batch holds.
public enum BatchSize: Sendable, Hashable {
    /// This number of pairs.
    case pairs(Int)

    /// As many pairs as have at most so many tokens on either side together, a target's end token included. Nothing is
    /// computed on padding, so none is counted. A pair that alone has more is a batch by itself.
    case tokens(Int)

    /// Cuts pairs into batches, in their order; the last may be smaller.
    ///
    /// - Parameter lengths: The lengths of a pair, in tokens.
    package func batches(of pairs: some Sequence<Int>, lengths: (Int) -> (source: Int, target: Int)) -> [[Int]] {
        var batches: [[Int]] = []
        var batch: [Int] = []
        var tokens = (source: 0, target: 0)
        for pair in pairs {
            let (source, target) = lengths(pair)
            let isFull: Bool
            switch self {
            case .pairs(let limit): isFull = batch.count == limit
            case .tokens(let limit): isFull = max(tokens.source + source, tokens.target + target + 1) > limit
            }
            if isFull && !batch.isEmpty {
                batches.append(batch)
                batch = []
                tokens = (0, 0)
            }
            batch.append(pair)
            tokens = (tokens.source + source, tokens.target + target + 1)
        }
        if !batch.isEmpty { batches.append(batch) }
        return batches
    }
}
