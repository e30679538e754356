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
