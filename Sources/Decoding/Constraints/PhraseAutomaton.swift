/// Finds phrases in a row of tokens while it grows, whatever their number (Aho and Corasick 1975).
struct PhraseAutomaton: Sendable {
    /// What the last tokens are the beginning of: the longest beginning of a phrase that the row ends with.
    private struct Node {
        var next: [Int32: Int] = [:]
        /// The token that leads here, and from where.
        let token: Int32
        let parent: Int
        let depth: Int
        /// The longest beginning of a phrase that a row which ends here also ends with.
        var fallback = 0
        /// The phrases that begin so.
        var begun: [Int] = []
        /// The phrases that a row which ends here has just completed.
        var completed: [Int] = []
        /// The tokens that complete a phrase here. Those of what this falls back to do so too.
        var completing: [Int32] = []
    }

    /// From the least id to the greatest; nil if there is none.
    private(set) var ids: ClosedRange<Int32>?
    private var nodes = [Node(token: 0, parent: 0, depth: 0)]

    /// - Parameter phrases: none is empty.
    init(_ phrases: [[Int32]]) {
        for (phrase, tokens) in phrases.enumerated() {
            var node = 0
            nodes[node].begun.append(phrase)
            for (index, token) in tokens.enumerated() {
                if let known = nodes[node].next[token] {
                    node = known
                } else {
                    ids = ids.map { min($0.lowerBound, token)...max($0.upperBound, token) } ?? token...token
                    nodes[node].next[token] = nodes.count
                    nodes.append(Node(token: token, parent: node, depth: index + 1))
                    node = nodes.count - 1
                }
                nodes[node].begun.append(phrase)
            }
            if !tokens.isEmpty { nodes[node].completed.append(phrase) }
        }
        // What a node falls back to lies less deep.
        let order = nodes.indices.sorted { nodes[$0].depth < nodes[$1].depth }.dropFirst()
        for node in order {
            let (parent, token) = (nodes[node].parent, nodes[node].token)
            if !nodes[node].completed.isEmpty { nodes[parent].completing.append(token) }
            let fallback = parent == 0 ? 0 : self.state(after: token, from: nodes[parent].fallback)
            nodes[node].fallback = fallback
            nodes[node].completed += nodes[fallback].completed
        }
    }

    /// The state of an empty row.
    static let start = 0

    /// The state after one more token.
    func state(after token: Int32, from state: Int) -> Int {
        var node = state
        while true {
            if let next = nodes[node].next[token] { return next }
            if node == 0 { return 0 }
            node = nodes[node].fallback
        }
    }

    /// The phrases that have just been completed.
    func completed(at state: Int) -> [Int] { nodes[state].completed }

    /// Tells the tokens that would complete a phrase; one may come twice.
    func completing(at state: Int, _ tell: (Int32) -> Void) {
        var node = state
        while true {
            for token in nodes[node].completing { tell(token) }
            if node == 0 { return }
            node = nodes[node].fallback
        }
    }

    /// How many tokens of a phrase the row ends with.
    func begunLength(of phrase: Int, at state: Int) -> Int {
        var node = state
        while node != 0 && !nodes[node].begun.contains(phrase) { node = nodes[node].fallback }
        return nodes[node].depth
    }
}
