import Seq2SeqSettings

/// An output layer and its loss in one: the logits become their own gradient in place.
struct OutputCrossEntropy: Operation {
    let input: Variable
    let logitGradient: Matrix
    let weight: Parameter
    let bias: Parameter?
    /// How tokens are drawn that the gradient is made of; nil to make it of all.
    let sampling: OutputSampling?

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        if let sampling {
            return workspace.sampledLinearBackward(
                outputGradient: logitGradient, input: input, weight: weight, bias: bias, parameters: parameters,
                gradients: gradients, sampling: sampling)
        }
        workspace.linearBackward(
            outputGradient: logitGradient, input: input, weight: weight, bias: bias, parameters: parameters,
            gradients: gradients)
    }
}

extension Tape {
    /// The cross-entropy of `softmax(x W^T + b)` with each row's target, in nats.
    ///
    /// - Parameters:
    ///   - x: `[tokens, hidden]`.
    ///   - weight: `[vocabulary, hidden]`.
    ///   - bias: `[vocabulary]`.
    ///   - targets: `[tokens]`.
    ///   - smoothing: the share of the target mass spread evenly over the vocabulary (Szegedy et al. 2016, section 7).
    ///   - weights: `[tokens]`, what each loss is multiplied by; nil for nothing.
    ///   - sampling: how tokens are drawn that the gradient is made of; nil to make it of all.
    /// - Returns: one loss a token; the tape's gradient is that of their sum.
    package mutating func crossEntropy(
        _ x: Variable, weight: Parameter, bias: Parameter?, targets: [Int32], smoothing: Float = 0,
        weights: [Float]? = nil, sampling: OutputSampling? = nil
    ) -> [Float] {
        let vocabulary = parameters.entry(of: weight).rows
        require(targets.count == x.rows, "\(targets.count) targets do not match \(x.rows) rows")
        require(targets.allSatisfy { 0 <= $0 && $0 < vocabulary }, "A target is not in 0..<\(vocabulary)")
        if let sampling, sampling.count < vocabulary, vocabulary > Kernels.softmaxColumns {
            let softmax = SampledSoftmax(
                x, weight: weight, bias: bias, targets: targets, smoothing: smoothing, weights: weights,
                sampling: sampling, in: workspace, parameters: parameters)
            record(softmax)
            return softmax.losses
        }
        let logits = workspace.arena.matrix(rows: x.rows, columns: vocabulary)
        workspace.linear(logits, x.value, weight: weight, bias: bias, parameters: parameters)
        var losses = workspace.crossEntropy(logits, targets: targets, smoothing: smoothing)
        if let weights {
            losses = zip(losses, weights).map { $0 * $1 }
            workspace.scale(logits, by: weights)
        }
        record(
            OutputCrossEntropy(input: x, logitGradient: logits, weight: weight, bias: bias, sampling: sampling))
        return losses
    }
}

extension Workspace {
    /// The loss of each row, in nats; the logits become its gradient.
    package func crossEntropy(_ logits: Matrix, targets: [Int32], smoothing: Float) -> [Float] {
        [Float](unsafeUninitializedCapacity: targets.count) { losses, count in
            count = targets.count
            targets.withUnsafeBufferPointer { targets in
                guard let target = targets.baseAddress, let loss = losses.baseAddress else { return }
                forRowBlocks(of: logits.rows, size: 16, workPerRow: 40 * logits.columns) { rows in
                    kernels.crossEntropy(
                        loss + rows.lowerBound, logits: logits.rows(rows), targets: target + rows.lowerBound,
                        smoothing: smoothing)
                }
            }
        }
    }

    /// Multiplies each row by a number of its own.
    func scale(_ matrix: Matrix, by factors: [Float]) {
        require(factors.count == matrix.rows, "\(factors.count) factors do not match \(matrix.rows) rows")
        forRows(of: matrix.rows, workPerRow: matrix.columns) { row in
            let values = matrix.row(row)
            for column in 0..<matrix.columns { values[column] *= factors[row] }
        }
    }

    /// Logits become log probabilities in nats.
    package func logSoftmax(_ logits: Matrix) {
        forRowBlocks(of: logits.rows, size: 16, workPerRow: 40 * logits.columns) { rows in
            kernels.logSoftmax(logits.rows(rows))
        }
    }

    /// Logits become probabilities.
    package func softmax(_ logits: Matrix) {
        forRows(of: logits.rows, workPerRow: 40 * logits.columns) { row in
            kernels.softmax(logits.row(row), count: logits.columns)
        }
    }
}
