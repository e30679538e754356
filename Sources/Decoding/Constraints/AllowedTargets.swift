import Seq2SeqSettings

/// The only targets that there may be, as a trie of their tokens.
public struct AllowedTargets: Sendable, Hashable {
    private struct Edge: Hashable {
        let token: Int32
        let node: Int
    }

    /// For each node the tokens that may follow, by their ids.
    private var edges: [[Edge]] = [[]]
    /// For each node how many tokens follow at least; 0 where a target may end.
    private var fewest = [Int.max]
    /// Tokens of the longest target, the end token not counted.
    public let longest: Int

    /// The ids in them, in ascending order and each once.
    let ids: [Int32]

    /// The greatest id in them; nil if they have none.
    var greatestID: Int32? { ids.last }

    /// - Parameter targets: ids without begin and end tokens.
    public init(_ targets: [[Int32]]) {
        longest = targets.map(\.count).max() ?? 0
        ids = Set(targets.lazy.joined()).sorted()
        if let least = ids.first { require(least >= 0, "Ids are not negative, but one is \(least)") }
        // In their order, a beginning that two have in common is that of the one before.
        for target in targets.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            var node = Self.root
            for token in target {
                if let last = edges[node].last, last.token == token {
                    node = last.node
                } else {
                    edges[node].append(Edge(token: token, node: edges.count))
                    node = edges.count
                    edges.append([])
                    fewest.append(.max)
                }
            }
            fewest[node] = 0
        }
        // A node stands after the one that leads to it.
        for node in edges.indices.reversed() {
            for edge in edges[node] where fewest[edge.node] < .max {
                fewest[node] = min(fewest[node], fewest[edge.node] + 1)
            }
        }
    }

    /// The node of the empty target's beginning.
    static let root = 0

    /// Whether a target may end at a node.
    func mayEnd(at node: Int) -> Bool { fewest[node] == 0 }

    /// The node after a token; nil if none begins so.
    func node(after token: Int32, from node: Int) -> Int? {
        let edges = edges[node]
        var (low, high) = (0, edges.count)
        while low < high {
            let middle = (low + high) / 2
            if edges[middle].token < token { low = middle + 1 } else { high = middle }
        }
        return low < edges.count && edges[low].token == token ? edges[low].node : nil
    }

    /// The tokens that may follow at a node so that a target ends after no more than so many tokens.
    func tokens(at node: Int, within count: Int) -> [Int32] {
        edges[node].filter { fewest[$0.node] < count }.map(\.token)
    }
}
