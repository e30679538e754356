private struct Sum: Operation {
    let parts: [Variable]
    let output: Variable

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let gradient = output.gradient else { return }
        for part in parts {
            if let partGradient = part.gradient { workspace.add(gradient, to: partGradient) }
        }
    }
}

extension Workspace {
    /// `result += x`, element by element.
    fileprivate func add(_ x: Matrix, to result: Matrix) {
        forRows(of: x.rows, workPerRow: x.columns) { row in
            kernels.add(result.row(row), x.row(row), count: x.columns)
        }
    }
}

extension Tape {
    /// `x + y`, two matrices of one shape.
    package mutating func sum(_ x: Variable, _ y: Variable) -> Variable {
        precondition(y.rows == x.rows && y.columns == x.columns, "\(x.value.shape) and \(y.value.shape) have no sum")
        let output = variable(rows: x.rows, columns: x.columns)
        output.value.copy(from: x.value)
        workspace.add(y.value, to: output.value)
        record(Sum(parts: [x, y], output: output))
        return output
    }
}
