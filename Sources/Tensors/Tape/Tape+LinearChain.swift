import Seq2SeqSettings

/// The weights of a linear chain of tags, under the names of pytorch-crf.
package struct LinearChainWeights: Sendable {
    /// How well a sequence begins with each tag, `[tags]`.
    package let start: Parameter
    /// How well a sequence ends with each tag, `[tags]`.
    package let end: Parameter
    /// How well each tag, a row, is followed by each, a column, `[tags, tags]`.
    package let transitions: Parameter

    package init(start: Parameter, end: Parameter, transitions: Parameter) {
        self.start = start
        self.end = end
        self.transitions = transitions
    }
}

/// A loss whose gradient was computed with it.
private struct LinearChainLoss: Operation {
    let input: Variable
    let inputGradient: Matrix
    let weights: LinearChainWeights
    /// Of the start, of the end and of the transitions.
    let weightGradients: [[Double]]

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        for (parameter, gradient) in zip([weights.start, weights.end, weights.transitions], weightGradients) {
            let sums = gradients.matrix(parameter).base
            for (index, value) in gradient.enumerated() { sums[index] += Float(value) }
        }
        guard let gradient = input.gradient else { return }
        for row in 0..<input.rows {
            workspace.kernels.add(gradient.row(row), inputGradient.row(row), count: input.columns)
        }
    }
}

extension Tape {
    /// `-log p(targets | x)` of each sequence in nats, by a linear chain of tags (Lample et al. 2016, section 2.2).
    ///
    /// - Parameters:
    ///   - x: how well each tag goes with each step, `[rows, tags]`.
    ///   - sequences: for each sequence its rows, in their order; no two have one in common.
    ///   - targets: the tag of each row.
    ///   - factors: what each sequence's loss is multiplied by; nil for nothing.
    /// - Returns: one loss a sequence, 0 of one without a step; the tape's gradient is that of their sum.
    package mutating func linearChainLosses(
        _ x: Variable, sequences: [[Int]], weights: LinearChainWeights, targets: [Int32], factors: [Float]? = nil
    ) -> [Float] {
        let chain = linearChain(weights, tags: x.columns)
        let workspace = workspace
        require(targets.count == x.rows, "\(targets.count) targets do not match \(x.rows) rows")
        require(targets.allSatisfy { 0 <= $0 && $0 < x.columns }, "A target is not in 0..<\(x.columns)")
        var losses = [LinearChain.Loss?](repeating: nil, count: sequences.count)
        let longest = sequences.lazy.map(\.count).max() ?? 0
        losses.withUnsafeMutableBufferPointer { losses in
            workspace.pool.run(sequences.count, work: 20 * longest * x.columns * x.columns) { index in
                let rows = sequences[index]
                losses[index] = chain.loss(Self.emissions(x, rows), targets: rows.map { Int(targets[$0]) })
            }
        }
        let gradient = workspace.arena.zeros(rows: x.rows, columns: x.columns)
        let none = [Double](repeating: 0, count: x.columns)
        var sums = [none, none, [Double](repeating: 0, count: x.columns * x.columns)]
        var values: [Float] = []
        for (index, loss) in losses.enumerated() {
            guard let loss else { continue }
            let factor = factors?[index] ?? 1
            guard factor != 0 else {
                values.append(0)
                continue
            }
            values.append(Float(loss.value) * factor)
            for (place, row) in sequences[index].enumerated() {
                for tag in 0..<x.columns {
                    gradient.row(row)[tag] = Float(loss.emissions[place * x.columns + tag]) * factor
                }
            }
            for (sum, part) in [loss.start, loss.end, loss.transitions].enumerated() where !sequences[index].isEmpty {
                for (place, value) in part.enumerated() { sums[sum][place] += value * Double(factor) }
            }
        }
        record(LinearChainLoss(input: x, inputGradient: gradient, weights: weights, weightGradients: sums))
        return values
    }

    /// The best path of tags for each sequence (Viterbi 1967).
    ///
    /// - Parameters:
    ///   - x: how well each tag goes with each step, `[rows, tags]`.
    ///   - sequences: for each sequence its rows, in their order.
    package func bestPaths(_ x: Variable, sequences: [[Int]], weights: LinearChainWeights) -> [[Int]] {
        let chain = linearChain(weights, tags: x.columns)
        return sequences.map { chain.bestPath(Self.emissions(x, $0)) }
    }

    private func linearChain(_ weights: LinearChainWeights, tags: Int) -> LinearChain {
        let chain = LinearChain(
            start: parameters[weights.start], end: parameters[weights.end],
            transitions: parameters[weights.transitions])
        require(chain.tags == tags, "A chain of \(chain.tags) tags does not fit rows of \(tags)")
        return chain
    }

    private static func emissions(_ x: Variable, _ rows: [Int]) -> [Double] {
        rows.flatMap { row in (0..<x.columns).map { Double(x.value.row(row)[$0]) } }
    }
}
