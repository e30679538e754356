/// The tokens of all hypotheses of a sentence, each kept once with the token before it.
struct Trellis {
    private struct Node {
        let token: Int32
        /// The node of the token before; -1 before the first.
        let parent: Int32
        /// The source token that this one attends to most; -1 without attention.
        let alignment: Int32
    }

    /// What a token takes.
    static let bytesPerToken = MemoryLayout<Node>.stride

    private var nodes: [Node] = []
    /// For each node its attention, if that is kept.
    private var attention: [[Float]] = []
    private let keepsAttention: Bool

    init(keepsAttention: Bool) { self.keepsAttention = keepsAttention }

    /// Adds a token after a node (-1 for a first one) and gives its node.
    mutating func append(_ token: Int32, after parent: Int, attention: [Float]) -> Int {
        var alignment = -1
        for (position, weight) in attention.enumerated() where alignment < 0 || weight > attention[alignment] {
            alignment = position
        }
        nodes.append(Node(token: token, parent: Int32(parent), alignment: Int32(alignment)))
        if keepsAttention { self.attention.append(attention) }
        return nodes.count - 1
    }

    /// The tokens up to a node.
    func tokens(to node: Int) -> [Int32] { path(to: node).map { nodes[$0].token } }

    /// The hypothesis that ends with a node.
    func hypothesis(
        endingAt node: Int, logProbability: Double, score: Double, isFinished: Bool
    ) -> Hypothesis {
        let path = path(to: node)
        let alignment = path.map { Int(nodes[$0].alignment) }
        let kept = keepsAttention ? path.map { attention[$0] } : []
        return Hypothesis(
            tokens: path.map { nodes[$0].token }, logProbability: logProbability, score: score,
            isFinished: isFinished, alignment: alignment.contains(-1) ? [] : alignment,
            attention: kept.contains([]) ? [] : kept)
    }

    /// The nodes up to one, the first token's first.
    private func path(to node: Int) -> [Int] {
        var path: [Int] = []
        var node = node
        while node >= 0 {
            path.append(node)
            node = Int(nodes[node].parent)
        }
        return path.reversed()
    }
}
