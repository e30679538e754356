private struct Embedding: Operation {
    let table: Parameter
    let ids: [Int32]
    let output: Variable

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let gradient = output.gradient else { return }
        workspace.scatterAdd(gradients.matrix(table), rows: gradient, ids: ids)
    }
}

private struct RowSelection: Operation {
    let input: Variable
    let rows: [Int32]
    let output: Variable

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let inputGradient = input.gradient, let gradient = output.gradient else { return }
        workspace.scatterAdd(inputGradient, rows: gradient, ids: rows)
    }
}

extension Workspace {
    /// `rows[k] = table[ids[k]]`
    func gather(_ rows: Matrix, from table: Matrix, ids: [Int32]) {
        precondition(ids.count == rows.rows, "\(ids.count) ids do not fill \(rows.rows) rows")
        precondition(
            ids.allSatisfy { 0 <= $0 && $0 < table.rows }, "An id is not in 0..<\(table.rows)")
        ids.withUnsafeBufferPointer { ids in
            guard let base = ids.baseAddress else { return }
            forRowBlocks(of: rows.rows, size: 64, workPerRow: rows.columns) { range in
                kernels.gather(rows.rows(range), from: table, ids: base + range.lowerBound)
            }
        }
    }

    /// `table[ids[k]] += rows[k]` in ascending `k`; threads share the columns.
    func scatterAdd(_ table: Matrix, rows: Matrix, ids: [Int32]) {
        ids.withUnsafeBufferPointer { ids in
            guard let base = ids.baseAddress else { return }
            let width = 64
            pool.run((table.columns + width - 1) / width, work: 2 * rows.rows * width) { job in
                let columns = job * width..<min((job + 1) * width, table.columns)
                kernels.scatterAdd(table.columns(columns), rows: rows.columns(columns), ids: base)
            }
        }
    }
}

extension Tape {
    /// The rows of a table at the ids.
    ///
    /// - Parameter table: `[vocabulary, embedding]`.
    /// - Returns: `[ids, embedding]`.
    package mutating func embedding(_ table: Parameter, ids: [Int32]) -> Variable {
        let matrix = parameters.matrix(table)
        let output = variable(rows: ids.count, columns: matrix.columns)
        workspace.gather(output.value, from: matrix, ids: ids)
        record(Embedding(table: table, ids: ids, output: output))
        return output
    }

    /// Rows of a matrix, in any order and as often as wanted.
    package mutating func select(_ rows: [Int], of x: Variable) -> Variable {
        let rows = rows.map(Int32.init)
        let output = variable(rows: rows.count, columns: x.columns)
        workspace.gather(output.value, from: x.value, ids: rows)
        record(RowSelection(input: x, rows: rows, output: output))
        return output
    }
}
