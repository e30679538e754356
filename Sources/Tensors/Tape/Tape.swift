/// A matrix that a tape computed, with room for the gradient of the loss with respect to it.
package struct Variable {
    package let value: Matrix
    /// Nil on a tape that records nothing.
    package let gradient: Matrix?

    package init(value: Matrix, gradient: Matrix?) {
        self.value = value
        self.gradient = gradient
    }

    package var rows: Int { value.rows }
    package var columns: Int { value.columns }

    /// Columns of both, sharing memory.
    package func columns(_ range: Range<Int>) -> Variable {
        Variable(value: value.columns(range), gradient: gradient?.columns(range))
    }

    /// Rows of both, sharing memory.
    package func rows(_ range: Range<Int>) -> Variable {
        Variable(value: value.rows(range), gradient: gradient?.rows(range))
    }
}

/// One fused operation on a tape: what its backward pass needs.
protocol Operation {
    /// Adds to the gradients of the operation's inputs and weights.
    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients)
}

/// The operations of one forward pass, in their order.
///
/// It is appended to, then consumed by `gradients()`. A tape that records nothing runs the same code for inference, so
/// training and decoding cannot drift apart. Its matrices live in the workspace until the next tape there.
package struct Tape: ~Copyable {
    package let workspace: Workspace
    package let parameters: ParameterStore
    package private(set) var isRecording: Bool
    private var operations: [any Operation] = []

    /// A tape on an empty workspace.
    package init(on workspace: Workspace, parameters: ParameterStore, isRecording: Bool) {
        parameters.checkValues()
        if isRecording { workspace.checkLearning() }
        workspace.arena.reset()
        self.workspace = workspace
        self.parameters = parameters
        self.isRecording = isRecording
    }

    mutating func record(_ operation: @autoclosure () -> any Operation) {
        if isRecording { operations.append(operation()) }
    }

    /// Does something of which the backward pass learns nothing: what it gives is constant.
    package mutating func unrecorded<Result>(_ body: (inout Tape) -> Result) -> Result {
        let before = isRecording
        isRecording = false
        defer { isRecording = before }
        return body(&self)
    }

    /// An uninitialised result `[rows, columns]`, with a gradient of zero if the tape records.
    package func variable(rows: Int, columns: Int) -> Variable {
        let value = workspace.arena.matrix(rows: rows, columns: columns)
        guard isRecording else { return Variable(value: value, gradient: nil) }
        let gradient = workspace.arena.matrix(rows: rows, columns: columns)
        workspace.clear(gradient.base, count: rows * gradient.stride)
        return Variable(value: value, gradient: gradient)
    }

    /// A constant of zeros, without a gradient.
    package func zeros(rows: Int, columns: Int) -> Variable {
        Variable(value: workspace.arena.zeros(rows: rows, columns: columns), gradient: nil)
    }

    /// A constant: values without a gradient.
    package func constant(_ values: [Float], rows: Int, columns: Int) -> Variable {
        precondition(values.count == rows * columns, "[\(rows), \(columns)] does not hold \(values.count) values")
        let matrix = workspace.arena.matrix(rows: rows, columns: columns)
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            for row in 0..<rows { matrix.row(row).update(from: base + row * columns, count: columns) }
        }
        return Variable(value: matrix, gradient: nil)
    }

    /// Runs the operations backward, the last first, and gives the gradient of every weight.
    ///
    /// The loss operations have left the gradients that this starts from.
    package consuming func gradients() -> Gradients {
        let gradients = workspace.zeroGradients(of: parameters)
        addGradients(to: gradients)
        return gradients
    }

    /// Adds the gradient of every weight to that of earlier tapes, in place. Nobody else may hold the gradients yet.
    package consuming func addGradients(to gradients: Gradients) {
        precondition(isRecording, "A tape that records nothing has no gradients")
        for operation in operations.reversed() {
            operation.backward(in: workspace, parameters: parameters, gradients: gradients)
        }
    }
}
