import Seq2SeqSettings

private struct PooledRows: Operation {
    let input: Variable
    let output: Variable
    let windows: [[Int]]
    let pooling: Tape.Pooling

    /// Threads share the columns, so that a row that is in more than one window is added to in order.
    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let inputGradient = input.gradient, let gradient = output.gradient else { return }
        let rows = windows.reduce(0) { $0 + $1.count }
        workspace.forColumnBlocks(of: input.columns, workPerColumn: 3 * rows) { columns in
            for (window, rows) in windows.enumerated() {
                let gradient = gradient.row(window)
                switch pooling {
                case .sum:
                    for row in rows {
                        let inputGradient = inputGradient.row(row)
                        for column in columns { inputGradient[column] += gradient[column] }
                    }
                case .average:
                    let share = 1 / Float(max(1, rows.count))
                    for row in rows {
                        let inputGradient = inputGradient.row(row)
                        for column in columns { inputGradient[column] += gradient[column] * share }
                    }
                case .maximum:
                    let largest = output.value.row(window)
                    for column in columns {
                        let value = largest[column]
                        guard let row = rows.first(where: { isSame(input.value.row($0)[column], value) }) else {
                            continue
                        }
                        inputGradient.row(row)[column] += gradient[column]
                    }
                }
            }
        }
    }

    private func isSame(_ x: Float, _ y: Float) -> Bool { x == y || (x.isNaN && y.isNaN) }
}

extension Tape {
    /// How the rows of a window become one.
    package enum Pooling: Sendable {
        /// Their sum, from the first on.
        case sum
        /// Their mean.
        case average
        /// The largest of each column; of equal ones the first, and so its gradient. NaN stays NaN.
        case maximum
    }

    /// One row for each window.
    ///
    /// - Parameters:
    ///   - pooling: how the rows of a window become one.
    ///   - windows: the rows of each window, ascending; zeros for an empty one.
    ///   - x: `[rows, columns]`.
    /// - Returns: `[windows, columns]`.
    package mutating func pool(_ pooling: Pooling, over windows: [[Int]], of x: Variable) -> Variable {
        for row in windows.joined() {
            require(row >= 0 && row < x.rows, "A row must be in 0..<\(x.rows), but is \(row)")
        }
        let columns = x.columns
        let longest = windows.lazy.map(\.count).max() ?? 0
        let output = variable(rows: windows.count, columns: columns)
        workspace.forRows(of: windows.count, workPerRow: 2 * longest * columns) { [workspace] index in
            let (result, rows) = (output.value.row(index), windows[index])
            guard let first = rows.first else {
                result.update(repeating: 0, count: columns)
                return
            }
            result.update(from: x.value.row(first), count: columns)
            for row in rows.dropFirst() {
                let values = x.value.row(row)
                switch pooling {
                case .sum, .average: workspace.kernels.add(result, values, count: columns)
                case .maximum:
                    for column in 0..<columns where values[column] > result[column] || values[column].isNaN {
                        result[column] = values[column]
                    }
                }
            }
            if pooling == .average {
                let count = Float(rows.count)
                for column in 0..<columns { result[column] /= count }
            }
        }
        record(
            PooledRows(input: x, output: output, windows: windows, pooling: pooling))
        return output
    }
}
