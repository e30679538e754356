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
}
