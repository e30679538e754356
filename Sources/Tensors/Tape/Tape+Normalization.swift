import Seq2SeqSettings

private struct LayerNormalization: Operation {
    let input: Variable
    let output: Variable
    /// `[rows, columns]`: the rows without gain and shift; of each the gradient of the gain once the backward pass has
    /// been there.
    let normalized: Matrix
    /// One over the standard deviation of each row, `[1, rows]`.
    let scales: Matrix
    let gain: Parameter
    let shift: Parameter

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let gradient = output.gradient else { return }
        let gains = parameters.matrix(gain).base
        workspace.forRows(of: output.rows, workPerRow: 20 * output.columns) { row in
            workspace.kernels.normalizeBackward(
                input.gradient?.row(row), normalized: normalized.row(row), gradient: gradient.row(row), gain: gains,
                scale: scales.base[row], count: output.columns)
        }
        workspace.addColumnSums(gradients.matrix(gain), of: normalized)
        workspace.addColumnSums(gradients.matrix(shift), of: gradient)
    }
}

extension Tape {
    /// `gain * (x - mean) / sqrt(variance + epsilon) + shift`, mean and variance of each row by itself (Ba et al. 2016,
    /// eq. 4).
    ///
    /// - Parameters:
    ///   - x: `[rows, columns]`.
    ///   - gain: `[columns]`.
    ///   - shift: `[columns]`.
    ///   - epsilon: what is added to the variance.
    /// - Returns: `[rows, columns]`.
    package mutating func normalize(_ x: Variable, gain: Parameter, shift: Parameter, epsilon: Float) -> Variable {
        let count = x.columns
        for parameter in [gain, shift] {
            let size = parameters.entry(of: parameter).count
            require(size == count, "Rows of \(count) cannot be scaled or shifted by \(size) numbers")
        }
        let output = variable(rows: x.rows, columns: count)
        let normalized = workspace.arena.matrix(rows: x.rows, columns: count)
        let scales = workspace.arena.matrix(rows: 1, columns: max(1, x.rows))
        let (gains, shifts) = (parameters.matrix(gain).base, parameters.matrix(shift).base)
        workspace.forRows(of: x.rows, workPerRow: 20 * count) { [workspace] row in
            scales.base[row] = workspace.kernels.normalize(
                output.value.row(row), normalized: normalized.row(row), x.value.row(row), gain: gains, shift: shifts,
                epsilon: epsilon, count: count)
        }
        record(
            LayerNormalization(
                input: x, output: output, normalized: normalized, scales: scales, gain: gain, shift: shift))
        return output
    }
}
