import Seq2SeqSettings

/// An operation on two matrices, element by element.
private struct ElementOperation: Operation {
    let left: Variable
    let right: Variable
    let output: Variable
    let kind: Tape.ElementOperator

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let gradient = output.gradient else { return }
        workspace.forRows(of: output.rows, workPerRow: 4 * output.columns) { row in
            if let leftGradient = left.gradient { addLeft(leftGradient.row(row), gradient.row(row), row) }
            if let rightGradient = right.gradient { addRight(rightGradient.row(row), gradient.row(row), row) }
        }
    }

    private func addLeft(_ dx: UnsafeMutablePointer<Float>, _ dz: UnsafePointer<Float>, _ row: Int) {
        let y = right.value.row(row)
        switch kind {
        case .sum, .difference: for column in 0..<output.columns { dx[column] += dz[column] }
        case .product: for column in 0..<output.columns { dx[column] += dz[column] * y[column] }
        case .quotient: for column in 0..<output.columns { dx[column] += dz[column] / y[column] }
        }
    }

    private func addRight(_ dy: UnsafeMutablePointer<Float>, _ dz: UnsafePointer<Float>, _ row: Int) {
        let (x, y, z) = (left.value.row(row), right.value.row(row), output.value.row(row))
        switch kind {
        case .sum: for column in 0..<output.columns { dy[column] += dz[column] }
        case .difference: for column in 0..<output.columns { dy[column] -= dz[column] }
        case .product: for column in 0..<output.columns { dy[column] += dz[column] * x[column] }
        case .quotient: for column in 0..<output.columns { dy[column] -= dz[column] * z[column] / y[column] }
        }
    }
}

/// A function of every element.
private struct ElementsMapped: Operation {
    let input: Variable
    let output: Variable
    let function: Tape.ElementFunction

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let inputGradient = input.gradient, let gradient = output.gradient else { return }
        workspace.forRows(of: output.rows, workPerRow: 10 * output.columns) { row in
            let (dx, dy) = (inputGradient.row(row), gradient.row(row))
            let (x, y) = (input.value.row(row), output.value.row(row))
            switch function {
            case .exp: for column in 0..<output.columns { dx[column] += dy[column] * y[column] }
            case .log: for column in 0..<output.columns { dx[column] += dy[column] / x[column] }
            case .affine(let scale, _): for column in 0..<output.columns { dx[column] += dy[column] * scale }
            case .any(_, let derivative):
                for column in 0..<output.columns { dx[column] += dy[column] * derivative(x[column]) }
            }
        }
    }
}

extension Tape {
    /// What is done with two elements.
    package enum ElementOperator: Sendable, CaseIterable {
        case sum, difference, product, quotient
    }

    /// What becomes of one element.
    package enum ElementFunction: Sendable {
        case exp
        /// The natural logarithm.
        case log
        /// `scale * x + shift`
        case affine(scale: Float, shift: Float)
        /// Any function with its derivative.
        case any(value: @Sendable (Float) -> Float, derivative: @Sendable (Float) -> Float)
    }

    /// An operation on two matrices of one shape, element by element.
    package mutating func combine(_ kind: ElementOperator, _ x: Variable, _ y: Variable) -> Variable {
        require(
            y.rows == x.rows && y.columns == x.columns, "\(x.value.shape) and \(y.value.shape) differ in their shape")
        let output = variable(rows: x.rows, columns: x.columns)
        let count = x.columns
        workspace.forRows(of: x.rows, workPerRow: count) { row in
            let (z, x, y) = (output.value.row(row), x.value.row(row), y.value.row(row))
            switch kind {
            case .sum: for column in 0..<count { z[column] = x[column] + y[column] }
            case .difference: for column in 0..<count { z[column] = x[column] - y[column] }
            case .product: for column in 0..<count { z[column] = x[column] * y[column] }
            case .quotient: for column in 0..<count { z[column] = x[column] / y[column] }
            }
        }
        record(ElementOperation(left: x, right: y, output: output, kind: kind))
        return output
    }

    /// A function of every element.
    package mutating func apply(_ function: ElementFunction, to x: Variable) -> Variable {
        let output = variable(rows: x.rows, columns: x.columns)
        let count = x.columns
        workspace.forRows(of: x.rows, workPerRow: 20 * count) { [workspace] row in
            let (y, x) = (output.value.row(row), x.value.row(row))
            switch function {
            case .exp: workspace.kernels.apply(.exp, y, x, count: count)
            case .log: workspace.kernels.apply(.log, y, x, count: count)
            case .affine(let scale, let shift): for column in 0..<count { y[column] = scale * x[column] + shift }
            case .any(let value, _): for column in 0..<count { y[column] = value(x[column]) }
            }
        }
        record(ElementsMapped(input: x, output: output, function: function))
        return output
    }
}
