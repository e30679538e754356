private struct Placement: Operation {
    let input: Variable
    let rows: [Int?]
    let output: Variable

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let inputGradient = input.gradient, let gradient = output.gradient else { return }
        for (index, row) in rows.enumerated() {
            guard let row else { continue }
            workspace.kernels.add(inputGradient.row(row), gradient.row(index), count: output.columns)
        }
    }
}

private struct Sum: Operation {
    let parts: [Variable]
    let output: Variable

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let gradient = output.gradient else { return }
        for part in parts {
            guard let partGradient = part.gradient else { continue }
            for row in 0..<output.rows {
                workspace.kernels.add(partGradient.row(row), gradient.row(row), count: output.columns)
            }
        }
    }
}

extension Tape {
    /// Rows of a matrix, in any order and as often as wanted; zeros for nil.
    package mutating func place(_ rows: [Int?], of x: Variable) -> Variable {
        let output = variable(rows: rows.count, columns: x.columns)
        for (index, row) in rows.enumerated() {
            if let row {
                precondition(row >= 0 && row < x.rows, "A row must be in 0..<\(x.rows), but is \(row)")
                output.value.row(index).update(from: x.value.row(row), count: x.columns)
            } else {
                output.value.row(index).update(repeating: 0, count: x.columns)
            }
        }
        record(Placement(input: x, rows: rows, output: output))
        return output
    }

    /// The sum of two matrices of the same shape.
    package mutating func add(_ x: Variable, _ y: Variable) -> Variable {
        let output = variable(rows: x.rows, columns: x.columns)
        output.value.copy(from: x.value)
        for row in 0..<x.rows { workspace.kernels.add(output.value.row(row), y.value.row(row), count: x.columns) }
        record(Sum(parts: [x, y], output: output))
        return output
    }
}
