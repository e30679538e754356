/// How well a query and a key go together.
package enum AttentionScore {
    /// `q * k`
    case dot
    /// `v * tanh(q + k)`, `v [1, hidden]` (Bahdanau et al. 2015, appendix A.1.2).
    case additive(energy: Parameter)
}

extension Tape {
    /// Attention of each query over the tokens of its own source: `softmax(score(query, keys)) * values` (Luong et al.
    /// 2015, section 3.1, "global attention").
    ///
    /// - Parameters:
    ///   - queries: `[queries, hidden]`.
    ///   - keys: `[source tokens, hidden]`.
    ///   - values: `[source tokens, hidden]`.
    ///   - spans: which tokens each query attends to.
    ///   - context: `[queries, hidden]`, receives the weighted sums of values; zeros for a query without tokens.
    /// - Returns: the weights.
    package mutating func attention(
        _ queries: Variable, keys: Variable, values: Variable, spans: AttentionSpans, score: AttentionScore,
        into context: Variable
    ) -> AttentionWeights {
        precondition(
            queries.rows == spans.sources.count && context.rows == queries.rows,
            "\(spans.sources.count) spans do not fit \(queries.rows) queries and \(context.rows) contexts")
        let attention = Attention(
            queries: queries, keys: keys, values: values, score: score, context: context,
            weights: AttentionWeights(base: workspace.arena.floats(spans.weightCount), spans: spans))
        attention.forward(in: workspace, parameters: parameters)
        record(attention)
        return attention.weights
    }
}

private struct Attention: Operation {
    let queries: Variable
    let keys: Variable
    let values: Variable
    let score: AttentionScore
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
                for query in spans.queries[source] { body(query, base, positions.count) }
            }
        }
    }

    func forward(in workspace: Workspace, parameters: ParameterStore) {
        let kernels = workspace.kernels
        context.value.fill(with: 0)
        forQueries(in: workspace) { query, positions, count in
            let row = weights.base + spans.offsets[query]
            let attended = Kernels.AttendedRows(matrix: keys.value, positions: positions, count: count)
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
    }

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let contextGradient = context.gradient, let queryGradient = queries.gradient,
            let keyGradient = keys.gradient, let valueGradient = values.gradient
        else { return }
        let kernels = workspace.kernels
        let scratch = workspace.arena.floats(spans.weightCount)
        /// The gradient of a query's scores; adds its share to that of the values.
        func scoreGradient(_ query: Int, _ positions: UnsafePointer<Int32>, _ count: Int)
            -> UnsafeMutablePointer<Float>
        {
            let weights = weights.base + spans.offsets[query]
            let gradient = scratch + spans.offsets[query]
            let contextRow = contextGradient.row(query)
            kernels.attentionDots(
                gradient, query: contextRow,
                rows: .init(matrix: values.value, positions: positions, count: count))
            kernels.attentionSpread(
                .init(matrix: valueGradient, positions: positions, count: count), factors: weights,
                x: contextRow)
            kernels.softmaxBackward(gradient, y: weights, count: count)
            return gradient
        }
        switch score {
        case .dot:
            forQueries(in: workspace) { query, positions, count in
                let gradient = scoreGradient(query, positions, count)
                kernels.attentionSum(
                    queryGradient.row(query), factors: gradient,
                    rows: .init(matrix: keys.value, positions: positions, count: count))
                kernels.attentionSpread(
                    .init(matrix: keyGradient, positions: positions, count: count), factors: gradient,
                    x: queries.value.row(query))
            }
        case .additive(let energy):
            // Each query has a row of its own, so that the sum over them does not depend on threads.
            let energyGradients = workspace.arena.zeros(rows: queries.rows, columns: queries.columns)
            forQueries(in: workspace) { query, positions, count in
                let gradient = scoreGradient(query, positions, count)
                kernels.attentionEnergiesBackward(
                    queryGradient: queryGradient.row(query), rowsGradient: keyGradient,
                    energyGradient: energyGradients.row(query), gradient: gradient, query: queries.value.row(query),
                    rows: .init(matrix: keys.value, positions: positions, count: count),
                    energy: parameters.matrix(energy).base)
            }
            workspace.addColumnSums(gradients.matrix(energy), of: energyGradients)
        }
    }
}
