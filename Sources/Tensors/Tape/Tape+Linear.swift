/// `y = x W^T + b`
private struct Linear: Operation {
    let input: Variable
    let output: Variable
    let weight: Parameter
    let bias: Parameter?

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let gradient = output.gradient else { return }
        workspace.linearBackward(
            outputGradient: gradient, input: input, weight: weight, bias: bias, parameters: parameters,
            gradients: gradients)
    }
}

extension Workspace {
    /// `y = x W^T + b`, `x [rows, in]`, `W [out, in]`, `b [out]`, `y [rows, out]`.
    func linear(_ output: Matrix, _ input: Matrix, weight: Parameter, bias: Parameter?, parameters: ParameterStore) {
        let start = bias.map { ProductStart.bias(parameters.matrix($0)) } ?? .zero
        if precision == .int8 { return int8Product(output, start: start, left: input, weight, of: parameters) }
        product(output, start: start, left: input, panels(weight, .transposed, of: parameters))
    }

    /// Adds to the gradients of `x`, `W` and `b` from that of `y`.
    func linearBackward(
        outputGradient: Matrix, input: Variable, weight: Parameter, bias: Parameter?, parameters: ParameterStore,
        gradients: Gradients
    ) {
        if let inputGradient = input.gradient {
            product(inputGradient, start: .result, left: outputGradient, panels(weight, .straight, of: parameters))
        }
        let right = panels(ofRows: input.value)
        accumulate([TransposedProduct(result: gradients.matrix(weight), left: outputGradient, right: right)])
        if let bias { addColumnSums(gradients.matrix(bias), of: outputGradient) }
    }
}

extension Tape {
    /// `y = x W^T + b`.
    ///
    /// - Parameters:
    ///   - x: `[rows, in]`.
    ///   - weight: `[out, in]`.
    ///   - bias: `[out]`.
    /// - Returns: `[rows, out]`.
    package mutating func linear(_ x: Variable, weight: Parameter, bias: Parameter?) -> Variable {
        let output = variable(rows: x.rows, columns: parameters.entry(of: weight).rows)
        linear(x, weight: weight, bias: bias, into: output)
        return output
    }

    /// `y = x W^T + b`, `y [rows, out]`.
    package mutating func linear(_ x: Variable, weight: Parameter, bias: Parameter?, into output: Variable) {
        workspace.linear(output.value, x.value, weight: weight, bias: bias, parameters: parameters)
        record(Linear(input: x, output: output, weight: weight, bias: bias))
    }
}
