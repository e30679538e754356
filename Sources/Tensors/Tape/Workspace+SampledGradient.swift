extension Workspace {
    /// Adds to the gradients of `x`, `W` and `b` from some columns of that of `y = x W^T + b`; see `OutputSampling`.
    func sampledLinearBackward(
        outputGradient: Matrix, input: Variable, weight: Parameter, bias: Parameter?, parameters: ParameterStore,
        gradients: Gradients, sampling: OutputSampling
    ) {
        guard sampling.count < outputGradient.columns else {
            return linearBackward(
                outputGradient: outputGradient, input: input, weight: weight, bias: bias, parameters: parameters,
                gradients: gradients)
        }
        let drawn = drawnColumns(of: outputGradient, by: sampling)
        let rows = arena.matrix(rows: drawn.tokens.count, columns: input.columns)
        gather(rows, from: parameters.matrix(weight), ids: drawn.tokens)
        sampledLinearBackward(
            columns: scaledColumns(of: outputGradient, drawn), tokens: drawn.tokens, rows: rows, input: input,
            weight: weight, bias: bias, gradients: gradients)
    }

    /// The same from columns that were drawn.
    ///
    /// - Parameters:
    ///   - columns: `[rows of x, tokens]`, the gradient of `y` over the probability of each.
    ///   - rows: `[tokens, in]`, those of `W`.
    func sampledLinearBackward(
        columns: Matrix, tokens: [Int32], rows: Matrix, input: Variable, weight: Parameter, bias: Parameter?,
        gradients: Gradients
    ) {
        if let inputGradient = input.gradient {
            product(inputGradient, start: .result, left: columns, panels(ofRows: rows))
        }
        let weightGradient = arena.zeros(rows: tokens.count, columns: input.columns)
        accumulate([TransposedProduct(result: weightGradient, left: columns, right: panels(ofRows: input.value))])
        scatterAdd(gradients.matrix(weight), rows: weightGradient, ids: tokens)
        guard let bias else { return }
        let biasGradient = arena.zeros(rows: 1, columns: tokens.count)
        addColumnSums(biasGradient, of: columns)
        let sums = gradients.matrix(bias).base
        for (column, token) in tokens.enumerated() { sums[Int(token)] += biasGradient.base[column] }
    }

    private func drawnColumns(of matrix: Matrix, by sampling: OutputSampling) -> OutputSampling.Drawn {
        let magnitudes = arena.zeros(rows: 1, columns: matrix.columns)
        let width = 256
        pool.run((matrix.columns + width - 1) / width, work: matrix.rows * width) { job in
            let columns = job * width..<min((job + 1) * width, matrix.columns)
            kernels.columnMagnitudes(magnitudes.base + columns.lowerBound, of: matrix.columns(columns))
        }
        return sampling.drawn(from: UnsafeBufferPointer(start: magnitudes.base, count: matrix.columns))
    }

    /// Some columns side by side, each multiplied by its scale.
    private func scaledColumns(of matrix: Matrix, _ drawn: OutputSampling.Drawn) -> Matrix {
        let count = drawn.tokens.count
        let result = arena.matrix(rows: matrix.rows, columns: count)
        drawn.tokens.withUnsafeBufferPointer { tokens in
            drawn.scales.withUnsafeBufferPointer { scales in
                forRows(of: matrix.rows, workPerRow: 4 * count) { row in
                    let (to, from) = (result.row(row), matrix.row(row))
                    for column in 0..<count { to[column] = from[Int(tokens[column])] * scales[column] }
                }
            }
        }
        return result
    }
}
