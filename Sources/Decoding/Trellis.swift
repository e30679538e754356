/// What a step says of a hypothesis that it goes on with.
struct StepView {
    /// How much it attends to each source token; empty without attention.
    let attention: [Float]
    /// The most probable tokens, the most probable first, if those are kept.
    var topTokens: [RankedToken<Int32>] = []
}

/// The tokens of all hypotheses of a sentence, each kept once with the token before it.
struct Trellis {
    private struct Node {
        let token: Int32
        /// The node of the token before; -1 before the first.
        let parent: Int32
        /// The source token that this one attends to most; -1 without attention.
        let alignment: Int32
        let logProbability: Float
    }

    /// What a token takes.
    static let bytesPerToken = MemoryLayout<Node>.stride

    private var nodes: [Node] = []
    /// For each node its attention, if that is kept.
    private var attention: [[Float]] = []
    private let keepsAttention: Bool
    /// For each node the most probable tokens of its step, if those are kept.
    private var topTokens: [[RankedToken<Int32>]] = []
    private let keepsTopTokens: Bool

    init(keepsAttention: Bool, keepsTopTokens: Bool) {
        self.keepsAttention = keepsAttention
        self.keepsTopTokens = keepsTopTokens
    }

    /// Adds a token after a node (-1 for a first one) and gives its node.
    ///
    /// - Parameter view: what the step says of the hypothesis that goes on with the token.
    mutating func append(_ token: Int32, logProbability: Float, after parent: Int, _ view: StepView) -> Int {
        var alignment = -1
        for (position, weight) in view.attention.enumerated()
        where alignment < 0 || weight > view.attention[alignment] {
            alignment = position
        }
        nodes.append(
            Node(token: token, parent: Int32(parent), alignment: Int32(alignment), logProbability: logProbability))
        if keepsAttention { attention.append(view.attention) }
        if keepsTopTokens { topTokens.append(view.topTokens) }
        return nodes.count - 1
    }

    /// The tokens up to a node.
    func tokens(to node: Int) -> [Int32] { path(to: node).map { nodes[$0].token } }

    /// The hypothesis that ends with a node.
    ///
    /// - Parameter end: what the last step says of the end token, if it ended by itself.
    func hypothesis(
        endingAt node: Int, logProbability: Double, score: Double, end: (logProbability: Float, view: StepView)?
    ) -> Hypothesis {
        let path = path(to: node)
        let alignment = path.map { Int(nodes[$0].alignment) }
        let kept = keepsAttention ? path.map { attention[$0] } : []
        return Hypothesis(
            tokens: path.map { nodes[$0].token }, logProbability: logProbability, score: score,
            isFinished: end != nil, alignment: alignment.contains(-1) ? [] : alignment,
            attention: kept.contains([]) ? [] : kept,
            tokenLogProbabilities: path.map { nodes[$0].logProbability } + (end.map { [$0.logProbability] } ?? []),
            topTokens: keepsTopTokens ? path.map { topTokens[$0] } + (end.map { [$0.view.topTokens] } ?? []) : [])
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
