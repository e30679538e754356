private struct Concatenation: Operation {
    let parts: [Variable]
    let output: Variable

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let gradient = output.gradient else { return }
        var column = 0
        for part in parts {
            let columns = column..<column + part.columns
            column = columns.upperBound
            guard let partGradient = part.gradient else { continue }
            for row in 0..<part.rows {
                workspace.kernels.add(partGradient.row(row), gradient.columns(columns).row(row), count: part.columns)
            }
        }
    }
}

extension Tape {
    /// The columns of matrices of equally many rows, side by side.
    package mutating func concatenate(_ parts: [Variable]) -> Variable {
        let output = variable(rows: parts.first?.rows ?? 0, columns: parts.reduce(0) { $0 + $1.columns })
        var column = 0
        for part in parts {
            output.value.columns(column..<column + part.columns).copy(from: part.value)
            column += part.columns
        }
        record(Concatenation(parts: parts, output: output))
        return output
    }
}
