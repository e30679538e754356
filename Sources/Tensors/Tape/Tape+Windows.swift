import Seq2SeqSettings

private struct Windows: Operation {
    let input: Variable
    let output: Variable
    /// For each window its rows; nil for a row of zeros.
    let rows: [[Int?]]

    /// Threads share the columns, so that a row that is in more than one window is added to in order.
    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let inputGradient = input.gradient, let gradient = output.gradient else { return }
        workspace.forColumnBlocks(of: input.columns, workPerColumn: 2 * output.rows * (rows.first?.count ?? 0)) {
            columns in
            for (window, rows) in rows.enumerated() {
                for (place, row) in rows.enumerated() {
                    guard let row else { continue }
                    workspace.kernels.add(
                        inputGradient.row(row) + columns.lowerBound,
                        gradient.row(window) + place * input.columns + columns.lowerBound, count: columns.count)
                }
            }
        }
    }
}

extension Workspace {
    /// Every block of at most 64 columns by itself.
    func forColumnBlocks(of columns: Int, workPerColumn: Int, _ body: (Range<Int>) -> Void) {
        let width = 64
        pool.run((columns + width - 1) / width, work: width * workPerColumn) { block in
            body(block * width..<min((block + 1) * width, columns))
        }
    }
}

extension Tape {
    /// The rows of each window side by side, as a convolution reads them.
    ///
    /// - Parameters:
    ///   - windows: for each window its rows, equally many; nil for a row of zeros.
    ///   - size: how many rows a window has.
    ///   - x: `[rows, columns]`.
    /// - Returns: `[windows, size * columns]`.
    package mutating func windows(_ windows: [[Int?]], size: Int, of x: Variable) -> Variable {
        for window in windows {
            require(window.count == size, "A window of \(window.count) rows is not one of \(size)")
            for row in window {
                if let row { require(row >= 0 && row < x.rows, "A row must be in 0..<\(x.rows), but is \(row)") }
            }
        }
        let columns = x.columns
        let output = variable(rows: windows.count, columns: size * columns)
        workspace.forRows(of: windows.count, workPerRow: size * columns) { index in
            for (place, row) in windows[index].enumerated() {
                let start = output.value.row(index) + place * columns
                if let row {
                    start.update(from: x.value.row(row), count: columns)
                } else {
                    start.update(repeating: 0, count: columns)
                }
            }
        }
        record(Windows(input: x, output: output, rows: windows))
        return output
    }
}
