/// How well a query and a key go together.
package enum AttentionScore {
    /// `q * k`
    case dot
    /// `v * tanh(q + k)`, `v [1, hidden]` (Bahdanau et al. 2015, appendix A.1.2).
    case additive(energy: Parameter)
}

/// What queries have attended to before, and how it shows in the keys: each becomes `k + c w`.
package struct AttentionCoverage {
    /// `w [hidden, 1]`
    package let weight: Parameter
    /// `c`, for each query and each token of its source the sum of the weights of the steps before, `[1, weights]`.
    package let seen: Variable

    package init(weight: Parameter, seen: Variable) {
        self.weight = weight
        self.seen = seen
    }
}

extension Tape {
    /// Weights to be found, for each query over the tokens of its own source.
    ///
    /// - Parameter areRead: whether a loss depends on them by another way than what is attended to.
    package func attentionWeights(over spans: AttentionSpans, areRead: Bool) -> AttentionWeights {
        let value = Matrix(
            base: workspace.arena.floats(spans.weightCount), rows: 1, columns: spans.weightCount,
            stride: spans.weightCount)
        let gradient = areRead && isRecording ? workspace.arena.zeros(rows: 1, columns: spans.weightCount) : nil
        return AttentionWeights(values: Variable(value: value, gradient: gradient), spans: spans)
    }

    /// Attention of each query over the tokens of its own source: `softmax(score(query, keys)) * values` (Luong et al.
    /// 2015, section 3.1, "global attention").
    ///
    /// - Parameters:
    ///   - queries: `[queries, hidden]`.
    ///   - keys: `[source tokens, hidden]`.
    ///   - values: `[source tokens, hidden]`.
    ///   - weights: receives how much each query attends to each token.
    ///   - coverage: what was attended to before; nil if it does not count.
    ///   - context: `[queries, hidden]`, receives the weighted sums of values; zeros for a query without tokens.
    package mutating func attention(
        _ queries: Variable, keys: Variable, values: Variable, weights: AttentionWeights, score: AttentionScore,
        coverage: AttentionCoverage? = nil, into context: Variable
    ) {
        let spans = weights.spans
        precondition(
            queries.rows == spans.sources.count && context.rows == queries.rows,
            "\(spans.sources.count) spans do not fit \(queries.rows) queries and \(context.rows) contexts")
        precondition(
            coverage.map { $0.seen.columns == weights.count } ?? true,
            "What was attended to before does not fit \(weights.count) weights")
        let attention = Attention(
            queries: queries, keys: keys, values: values, score: score, coverage: coverage, context: context,
            weights: weights)
        attention.forward(in: workspace, parameters: parameters)
        record(attention)
    }
}

private struct Attention: Operation {
    let queries: Variable
    let keys: Variable
    let values: Variable
    let score: AttentionScore
    let coverage: AttentionCoverage?
    let context: Variable
    let weights: AttentionWeights

    private var spans: AttentionSpans { weights.spans }

    /// Runs `body` for every query. A source's queries are one job, so no two threads add to the same rows.
    private func forQueries(
        in workspace: Workspace, _ body: (_ query: Int, _ positions: UnsafePointer<Int32>, _ count: Int) -> Void
    ) {
        let longest = spans.positions.lazy.map(\.count).max() ?? 0
        let most = spans.queries.lazy.map(\.count).max() ?? 0
        workspace.pool.run(spans.positions.count, work: 8 * longest * most * queries.columns) { source in
            spans.positions[source].withUnsafeBufferPointer { positions in
                guard let base = positions.baseAddress else { return }
                for query in spans.queries[source] { body(query, base, spans.count(of: query)) }
            }
        }
    }

    func forward(in workspace: Workspace, parameters: ParameterStore) {
        let kernels = workspace.kernels
        let mark = workspace.arena.mark
        let covered = coverage.map { CoveredKeys($0, keys: keys.value, in: workspace, parameters: parameters) }
        context.value.fill(with: 0)
        forQueries(in: workspace) { query, positions, count in
            let row = weights.base + spans.offsets[query]
            covered?.cover(positions, count, by: spans.offsets[query], kernels)
            let attended = Kernels.AttendedRows(
                matrix: covered?.keys ?? keys.value, positions: positions, count: count)
            switch score {
            case .dot: kernels.attentionDots(row, query: queries.value.row(query), rows: attended)
            case .additive(let energy):
                kernels.attentionEnergies(
                    row, query: queries.value.row(query), rows: attended, energy: parameters.matrix(energy).base)
            }
            kernels.softmax(row, count: count)
            kernels.attentionSum(
                context.value.row(query), factors: row,
                rows: .init(matrix: values.value, positions: positions, count: count))
        }
        if covered != nil { workspace.arena.release(to: mark) }
    }

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        let mark = workspace.arena.mark
        guard let pass = AttentionBackward(self, in: workspace, parameters: parameters) else { return }
        switch score {
        case .dot: forQueries(in: workspace, pass.addGradientsOfDots)
        case .additive(let energy):
            // Each query has a row of its own, so that the sum over them does not depend on threads.
            let energyGradients = workspace.arena.zeros(rows: queries.rows, columns: queries.columns)
            let weight = parameters.matrix(energy).base
            forQueries(in: workspace) { query, positions, count in
                pass.addGradientsOfEnergies(query, positions, count, energyGradients.row(query), weight)
            }
            workspace.addColumnSums(gradients.matrix(energy), of: energyGradients)
        }
        if let coverage, let coverageGradients = pass.coverageGradients {
            workspace.addColumnSums(gradients.matrix(coverage.weight), of: coverageGradients)
            workspace.arena.release(to: mark)
        }
    }
}

/// What the backward passes of all queries share.
private struct AttentionBackward {
    private let attention: Attention
    private let kernels: Kernels
    private let contextGradient: Matrix
    private let queryGradient: Matrix
    private let valueGradient: Matrix
    /// The keys that were scored, and their gradient.
    private let keys: Matrix
    private let keyGradient: Matrix
    private let covered: CoveredKeys?
    /// Of the coverage's weight, a row for each query; nil without coverage.
    let coverageGradients: Matrix?
    /// The gradients of all scores.
    private let scores: UnsafeMutablePointer<Float>

    /// Nil if there are no gradients to add to.
    init?(_ attention: Attention, in workspace: Workspace, parameters: ParameterStore) {
        guard let contextGradient = attention.context.gradient, let queryGradient = attention.queries.gradient,
            let keyGradient = attention.keys.gradient, let valueGradient = attention.values.gradient
        else { return nil }
        let keys = attention.keys.value
        covered = attention.coverage.map {
            CoveredKeys($0, keys: keys, gradient: keyGradient, in: workspace, parameters: parameters)
        }
        coverageGradients = attention.coverage.map { _ in
            workspace.arena.zeros(rows: attention.queries.rows, columns: keys.columns)
        }
        self.attention = attention
        kernels = workspace.kernels
        self.contextGradient = contextGradient
        self.queryGradient = queryGradient
        self.valueGradient = valueGradient
        self.keys = covered?.keys ?? keys
        self.keyGradient = covered?.gradient ?? keyGradient
        scores = workspace.arena.floats(attention.weights.count)
    }

    func addGradientsOfDots(_ query: Int, _ positions: UnsafePointer<Int32>, _ count: Int) {
        let gradient = scoreGradient(query, positions, count)
        kernels.attentionSum(
            queryGradient.row(query), factors: gradient, rows: .init(matrix: keys, positions: positions, count: count))
        kernels.attentionSpread(
            .init(matrix: keyGradient, positions: positions, count: count), factors: gradient,
            x: attention.queries.value.row(query))
        addGradientsOfCoverage(query, positions, count)
    }

    func addGradientsOfEnergies(
        _ query: Int, _ positions: UnsafePointer<Int32>, _ count: Int, _ energyGradient: UnsafeMutablePointer<Float>,
        _ energy: UnsafePointer<Float>
    ) {
        let gradient = scoreGradient(query, positions, count)
        kernels.attentionEnergiesBackward(
            queryGradient: queryGradient.row(query), rowsGradient: keyGradient, energyGradient: energyGradient,
            gradient: gradient, query: attention.queries.value.row(query),
            rows: .init(matrix: keys, positions: positions, count: count), energy: energy)
        addGradientsOfCoverage(query, positions, count)
    }

    /// The gradient of a query's scores; adds its share to that of the values.
    private func scoreGradient(
        _ query: Int, _ positions: UnsafePointer<Int32>, _ count: Int
    ) -> UnsafeMutablePointer<Float> {
        let offset = attention.weights.spans.offsets[query]
        let (weights, gradient) = (attention.weights.base + offset, scores + offset)
        let contextRow = contextGradient.row(query)
        kernels.attentionDots(
            gradient, query: contextRow,
            rows: .init(matrix: attention.values.value, positions: positions, count: count))
        kernels.attentionSpread(
            .init(matrix: valueGradient, positions: positions, count: count), factors: weights, x: contextRow)
        if let own = attention.weights.values.gradient { kernels.add(gradient, own.base + offset, count: count) }
        kernels.softmaxBackward(gradient, y: weights, count: count)
        covered?.cover(positions, count, by: offset, kernels)
        return gradient
    }

    private func addGradientsOfCoverage(_ query: Int, _ positions: UnsafePointer<Int32>, _ count: Int) {
        guard let covered, let coverageGradients else { return }
        covered.backward(
            positions, count, attention.weights.spans.offsets[query], coverageGradients.row(query), kernels)
    }
}
