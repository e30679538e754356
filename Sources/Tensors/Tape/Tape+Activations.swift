/// A function of a row whose derivative follows from its result.
private struct RowFunction: Operation {
    let input: Variable
    let output: Variable
    let function: Tape.RowActivation

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let inputGradient = input.gradient, let gradient = output.gradient else { return }
        let columns = output.columns
        workspace.forRows(of: output.rows, workPerRow: 10 * columns) { row in
            let (dx, dy, y) = (inputGradient.row(row), gradient.row(row), output.value.row(row))
            switch function {
            case .relu:
                // NaN passes its gradient on, so that it is seen.
                for column in 0..<columns where !(y[column] <= 0) { dx[column] += dy[column] }
            case .sigmoid:
                for column in 0..<columns { dx[column] += dy[column] * (y[column] * (1 - y[column])) }
            case .softmax:
                // The gradient of the result is not needed again, so it becomes that of the input.
                workspace.kernels.softmaxBackward(dy, y: y, count: columns)
                workspace.kernels.add(dx, dy, count: columns)
            }
        }
    }
}

extension Tape {
    /// An activation of a row's elements.
    package enum RowActivation: Sendable {
        /// `max(0, x)`; NaN stays NaN.
        case relu
        /// `1 / (1 + exp(-x))`
        case sigmoid
        /// `exp(x)` over its sum along the row.
        case softmax
    }

    /// Applies a function to every row.
    package mutating func apply(_ function: RowActivation, to x: Variable) -> Variable {
        let output = variable(rows: x.rows, columns: x.columns)
        workspace.forRows(of: x.rows, workPerRow: 20 * x.columns) { [workspace] row in
            let (y, x, count) = (output.value.row(row), x.value.row(row), x.columns)
            switch function {
            case .relu: for column in 0..<count { y[column] = x[column] < 0 ? 0 : x[column] }
            case .sigmoid: workspace.kernels.apply(.sigmoid, y, x, count: count)
            case .softmax:
                y.update(from: x, count: count)
                workspace.kernels.softmax(y, count: count)
            }
        }
        record(RowFunction(input: x, output: output, function: function))
        return output
    }
}

private struct Tanh: Operation {
    let input: Variable
    let output: Variable

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let inputGradient = input.gradient, let gradient = output.gradient else { return }
        workspace.forRows(of: output.rows, workPerRow: 10 * output.columns) { row in
            workspace.kernels.tanhBackward(
                inputGradient.row(row), y: output.value.row(row), gradient: gradient.row(row), count: output.columns)
        }
    }
}

extension Tape {
    /// The hyperbolic tangent of every element.
    package mutating func tanh(_ x: Variable) -> Variable {
        let output = variable(rows: x.rows, columns: x.columns)
        tanh(x, into: output)
        return output
    }

    /// The hyperbolic tangent of every element.
    package mutating func tanh(_ x: Variable, into output: Variable) {
        workspace.forRows(of: x.rows, workPerRow: 20 * x.columns) { [workspace] row in
            workspace.kernels.apply(.tanh, output.value.row(row), x.value.row(row), count: x.columns)
        }
        record(Tanh(input: x, output: output))
    }
}
