private struct DroppedRows: Operation {
    let input: Variable
    let output: Variable
    let rule: Kernels.DropoutRule
    let keys: [UInt64]

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let inputGradient = input.gradient, let gradient = output.gradient else { return }
        workspace.forRows(of: output.rows, workPerRow: 20 * output.columns) { row in
            workspace.kernels.dropoutBackward(
                inputGradient.row(row), gradient: gradient.row(row), key: keys[row], rule: rule, count: output.columns)
        }
    }
}

extension Tape {
    /// Drops elements and scales the others up, so that the expected value stays; nothing without a dropout.
    package mutating func dropout(_ x: Variable, _ dropout: RowDropout?) -> Variable {
        guard let dropout else { return x }
        let operation = DroppedRows(
            input: x, output: variable(rows: x.rows, columns: x.columns), rule: dropout.rule, keys: dropout.keys)
        precondition(operation.keys.count == x.rows, "\(operation.keys.count) keys do not match \(x.rows) rows")
        workspace.forRows(of: x.rows, workPerRow: 20 * x.columns) { [workspace] row in
            workspace.kernels.dropout(
                operation.output.value.row(row), x.value.row(row), key: operation.keys[row], rule: operation.rule,
                count: x.columns)
        }
        record(operation)
        return operation.output
    }
}
