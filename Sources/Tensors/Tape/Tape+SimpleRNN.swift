/// The weights of one direction of one simple recurrent layer.
package struct SimpleRNNWeights: Sendable {
    /// `[hidden, input]`
    package let input: Parameter
    /// `[hidden, hidden]`
    package let recurrent: Parameter
    /// `[hidden]`
    package let bias: Parameter

    package init(input: Parameter, recurrent: Parameter, bias: Parameter) {
        self.input = input
        self.recurrent = recurrent
        self.bias = bias
    }
}

extension Tape {
    /// One direction of a simple recurrent layer (Elman 1990), `h = tanh(W x + U h' + b)`, over a packed batch, without
    /// work on padding.
    ///
    /// - Parameters:
    ///   - input: `[tokens, input]`, packed.
    ///   - layout: which rows are active at each step.
    ///   - initial: the state before the first step, `[batch, hidden]`, or zeros.
    ///   - isReversed: whether each row is read from its own last step to its first.
    ///   - recurrentDropout: what is dropped of the state where it meets the recurrent weights, one row for each row of
    ///     the batch: the same elements at every step (Gal and Ghahramani 2016, section 4.1). The outputs and the final
    ///     state stay whole.
    ///   - outputs: `[tokens, hidden]`, packed: receives the state of every step.
    ///   - final: `[batch, hidden]`: receives each row's state after the last step it takes.
    package mutating func simpleRNN(
        _ input: Variable, layout: PackedLayout, weights: SimpleRNNWeights, initial: Variable?, isReversed: Bool,
        recurrentDropout: RowDropout? = nil, into outputs: Variable, final: Variable
    ) {
        let sequence = SimpleRNNSequence(
            input: input, order: ReadingOrder(layout: layout, isReversed: isReversed), weights: weights,
            initialOutput: initial, sums: workspace.arena.matrix(rows: layout.count, columns: outputs.columns),
            outputs: outputs, final: final,
            masked: recurrentDropout.map {
                MaskedStates($0, layout: layout, initial: initial?.value, hidden: outputs.columns, in: workspace)
            })
        sequence.forward(in: workspace, parameters: parameters)
        record(sequence)
    }
}

/// A whole sequence of a simple recurrent layer as one record.
private struct SimpleRNNSequence: RecurrentSequence {
    let input: Variable
    let order: ReadingOrder
    let weights: SimpleRNNWeights
    let initialOutput: Variable?
    /// `[tokens, hidden]`: what tanh is taken of; its gradient once the backward pass has been there.
    let sums: Matrix
    let outputs: Variable
    let final: Variable
    let masked: MaskedStates?

    static let gateCount = 1

    var recurrentWeight: Parameter { weights.recurrent }

    func forward(in workspace: Workspace, parameters: ParameterStore) {
        // The input's half of the product does not depend on time.
        workspace.linear(sums, input.value, weight: weights.input, bias: weights.bias, parameters: parameters)
        let recurrent = recurrentPanels(in: workspace, of: parameters)
        for step in order.steps {
            let range = layout.range(at: step)
            if recurrent == nil {
                addInt8Product(of: step, to: sums.rows(range), in: workspace, parameters: parameters)
            }
            masked.withMasks { masks in
                let kernelStep = Kernels.SimpleRNNForwardStep(
                    sums: .init(sums.rows(range)), output: .init(outputs.value.rows(range)),
                    outputs: .init(
                        previous: order.previousRange(of: step).map(recurrentOutputs.rows), initial: recurrentInitial),
                    maskedOutput: .init(masked?.outputs.rows(range)), masks: .init(masks),
                    recurrentPanels: recurrent?.base, hidden: hidden)
                forBlocks(of: step, in: workspace) { block, rows in
                    workspace.kernels.simpleRNNForward(kernelStep, block: block, rows: rows)
                }
            }
            copyEndingRows(of: step, from: outputs.value, to: final.value)
        }
    }

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let outputGradient = outputs.gradient else { return }
        let recurrent = workspace.panels(weights.recurrent, .straight, of: parameters)
        for step in order.steps.reversed() {
            let range = layout.range(at: step)
            masked.withMasks { masks in
                let kernelStep = Kernels.SimpleRNNBackwardStep(
                    sums: .init(sums.rows(range)), output: .init(outputs.value.rows(range)),
                    outputGradient: .init(outputGradient.rows(range)),
                    next: .init(
                        sums: order.nextRange(of: step).map(sums.rows), masks: masks,
                        recurrentPanels: recurrent.base),
                    finalGradient: .init(final.gradient), hidden: hidden)
                forBlocks(of: step, in: workspace) { block, rows in
                    workspace.kernels.simpleRNNBackward(kernelStep, block: block, rows: rows)
                }
            }
        }
        addInitialGradient(recurrent, in: workspace, throughGates: sums.rows)
        let inputs = workspace.panels(ofRows: input.value)
        workspace.accumulate([
            .init(result: gradients.matrix(weights.input), left: sums, right: inputs),
            .init(result: gradients.matrix(weights.recurrent), left: sums, right: previousPanels(in: workspace)),
        ])
        workspace.addColumnSums(gradients.matrix(weights.bias), of: sums)
        addInputGradient(ofGates: sums, weight: weights.input, in: workspace, parameters: parameters)
    }
}
