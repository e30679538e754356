import Seq2SeqSettings

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
    let rows: [Int?]
    let output: Variable

    /// Threads share the columns, so that a row that was taken more than once is added to in order.
    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let inputGradient = input.gradient, let gradient = output.gradient else { return }
        let width = 64
        let blocks = (output.columns + width - 1) / width
        workspace.pool.run(blocks, work: 2 * output.rows * width) { block in
            let first = block * width
            let count = min(width, output.columns - first)
            for (index, row) in rows.enumerated() {
                guard let row else { continue }
                workspace.kernels.add(inputGradient.row(row) + first, gradient.row(index) + first, count: count)
            }
        }
    }
}

extension Workspace {
    private func check(_ ids: [Int32], fill rows: Matrix, from tableRows: Int) {
        require(ids.count == rows.rows, "\(ids.count) ids do not fill \(rows.rows) rows")
        require(ids.allSatisfy { 0 <= $0 && $0 < tableRows }, "An id is not in 0..<\(tableRows)")
    }

    /// `rows[k] = table[ids[k]]`, the floats that its integers stand for.
    func gather(_ rows: Matrix, from table: Int8Table, ids: [Int32]) {
        check(ids, fill: rows, from: table.rows)
        forRowBlocks(of: rows.rows, size: 64, workPerRow: 4 * rows.columns) { range in
            for row in range { table.copyRow(Int(ids[row]), to: rows.row(row)) }
        }
    }

    /// `rows[k] = table[ids[k]]`
    func gather(_ rows: Matrix, from table: Matrix, ids: [Int32]) {
        check(ids, fill: rows, from: table.rows)
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
        let output = variable(rows: ids.count, columns: parameters.entry(of: table).columns)
        if case .int8Table(let rounded)? = parameters.stored?[table] {
            workspace.gather(output.value, from: rounded, ids: ids)
        } else {
            workspace.gather(output.value, from: parameters.matrix(table), ids: ids)
        }
        record(Embedding(table: table, ids: ids, output: output))
        return output
    }

    /// Rows of a matrix, in any order and as often as wanted; zeros for nil.
    ///
    /// - Returns: `[rows, columns]`.
    package mutating func select(_ rows: [Int?], of x: Variable) -> Variable {
        for row in rows {
            if let row { require(row >= 0 && row < x.rows, "A row must be in 0..<\(x.rows), but is \(row)") }
        }
        let output = variable(rows: rows.count, columns: x.columns)
        workspace.forRowBlocks(of: rows.count, size: 64, workPerRow: x.columns) { range in
            for index in range {
                if let row = rows[index] {
                    output.value.row(index).update(from: x.value.row(row), count: x.columns)
                } else {
                    output.value.row(index).update(repeating: 0, count: x.columns)
                }
            }
        }
        record(RowSelection(input: x, rows: rows, output: output))
        return output
    }
}

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
        require(y.rows == x.rows && y.columns == x.columns, "\(x.value.shape) and \(y.value.shape) have no sum")
        let output = variable(rows: x.rows, columns: x.columns)
        output.value.copy(from: x.value)
        workspace.add(y.value, to: output.value)
        record(Sum(parts: [x, y], output: output))
        return output
    }
}
