import Seq2SeqSettings

/// The sum of each row's elements.
private struct ColumnsSummed: Operation {
    let input: Variable
    let output: Variable

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let inputGradient = input.gradient, let gradient = output.gradient else { return }
        workspace.forRows(of: input.rows, workPerRow: input.columns) { row in
            let (dx, dy) = (inputGradient.row(row), gradient.row(row)[0])
            for column in 0..<input.columns { dx[column] += dy }
        }
    }
}

/// Copies of a single column.
private struct ColumnRepeated: Operation {
    let input: Variable
    let output: Variable

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let inputGradient = input.gradient, let gradient = output.gradient else { return }
        workspace.forRows(of: output.rows, workPerRow: output.columns) { row in
            let dy = gradient.row(row)
            var sum: Float = 0
            for column in 0..<output.columns { sum += dy[column] }
            inputGradient.row(row)[0] += sum
        }
    }
}

/// Copies of a weight.
private struct WeightRepeated: Operation {
    let weight: Parameter
    let output: Variable

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let gradient = output.gradient else { return }
        workspace.addColumnSums(gradients.matrix(weight), of: gradient)
    }
}

extension Tape {
    /// The sum of each row's elements, from the first on.
    ///
    /// - Returns: `[rows, 1]`.
    package mutating func columnsSummed(_ x: Variable) -> Variable {
        let output = variable(rows: x.rows, columns: 1)
        workspace.forRows(of: x.rows, workPerRow: x.columns) { row in
            let elements = x.value.row(row)
            var sum: Float = 0
            for column in 0..<x.columns { sum += elements[column] }
            output.value.row(row)[0] = sum
        }
        record(ColumnsSummed(input: x, output: output))
        return output
    }

    /// The only element of each row, so many times.
    ///
    /// - Parameter x: `[rows, 1]`.
    /// - Returns: `[rows, columns]`.
    package mutating func columnRepeated(_ x: Variable, columns: Int) -> Variable {
        require(x.columns == 1, "\(x.value.shape) has more than one column to repeat")
        let output = variable(rows: x.rows, columns: columns)
        for row in 0..<x.rows { output.value.row(row).update(repeating: x.value.row(row)[0], count: columns) }
        record(ColumnRepeated(input: x, output: output))
        return output
    }

    /// A weight as every row of a matrix.
    ///
    /// - Parameter weight: `[columns]`.
    /// - Returns: `[rows, columns]`.
    package mutating func repeated(_ weight: Parameter, rows: Int) -> Variable {
        let row = parameters.matrix(weight)
        require(row.rows == 1, "A weight \(row.shape) is not one row")
        let output = variable(rows: rows, columns: row.columns)
        for index in 0..<rows { output.value.row(index).update(from: row.base, count: row.columns) }
        record(WeightRepeated(weight: weight, output: output))
        return output
    }
}
