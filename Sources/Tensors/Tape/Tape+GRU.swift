/// The weights of one direction of one GRU layer; gate order r, z, n.
package struct GRUWeights: Sendable {
    /// `[3 hidden, input]`
    package let input: Parameter
    /// `[3 hidden, hidden]`
    package let recurrent: Parameter
    /// `[3 hidden]`
    package let inputBias: Parameter
    /// `[3 hidden]`: that of n is inside the reset gate's product, so it is not the same as the input's.
    package let recurrentBias: Parameter

    package init(input: Parameter, recurrent: Parameter, inputBias: Parameter, recurrentBias: Parameter) {
        self.input = input
        self.recurrent = recurrent
        self.inputBias = inputBias
        self.recurrentBias = recurrentBias
    }
}

extension Tape {
    /// One direction of a GRU layer (Cho et al. 2014, the reset gate after the recurrent product) over a packed batch,
    /// without work on padding.
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
    package mutating func gru(
        _ input: Variable, layout: PackedLayout, weights: GRUWeights, initial: Variable?, isReversed: Bool,
        recurrentDropout: RowDropout? = nil, into outputs: Variable, final: Variable
    ) {
        let sequence = GRUSequence(
            input: input, order: ReadingOrder(layout: layout, isReversed: isReversed), weights: weights,
            initialOutput: initial, gates: workspace.arena.matrix(rows: layout.count, columns: 4 * outputs.columns),
            outputs: outputs, final: final,
            masked: recurrentDropout.map {
                MaskedStates($0, layout: layout, initial: initial?.value, hidden: outputs.columns, in: workspace)
            })
        sequence.forward(in: workspace, parameters: parameters)
        record(sequence)
    }
}

/// A whole GRU sequence as one record.
private struct GRUSequence: RecurrentSequence {
    let input: Variable
    let order: ReadingOrder
    let weights: GRUWeights
    let initialOutput: Variable?
    /// `[tokens, 4 hidden]`: r, z, n activated, and the recurrent half of n; their gradients once the backward pass has
    /// been there.
    let gates: Matrix
    let outputs: Variable
    let final: Variable
    let masked: MaskedStates?

    static let gateCount = 3

    var recurrentWeight: Parameter { weights.recurrent }

    /// Columns that the input's product makes: r, z and n.
    private var ofInput: Matrix { gates.columns(0..<3 * hidden) }
    /// Columns that the recurrent product makes: r and z, …
    private var ofUpdates: Matrix { gates.columns(0..<2 * hidden) }
    /// … and its half of n.
    private var ofCandidate: Matrix { gates.columns(3 * hidden..<4 * hidden) }

    func forward(in workspace: Workspace, parameters: ParameterStore) {
        // The input's half of the product does not depend on time.
        workspace.linear(ofInput, input.value, weight: weights.input, bias: weights.inputBias, parameters: parameters)
        let recurrent = recurrentPanels(in: workspace, of: parameters)
        for step in order.steps {
            let range = layout.range(at: step)
            let previous = order.previousRange(of: step)
            if recurrent == nil { addInt8Product(of: step, in: workspace, parameters: parameters) }
            masked.withMasks { masks in
                let kernelStep = Kernels.GRUForwardStep(
                    gates: .init(gates.rows(range)), output: .init(outputs.value.rows(range)),
                    outputs: .init(previous: previous.map(recurrentOutputs.rows), initial: recurrentInitial),
                    states: .init(previous: previous.map(outputs.value.rows), initial: initialOutput?.value),
                    maskedOutput: .init(masked?.outputs.rows(range)), masks: .init(masks),
                    recurrentBias: parameters.matrix(weights.recurrentBias).base, recurrentPanels: recurrent?.base,
                    hidden: hidden)
                forBlocks(of: step, in: workspace) { block, rows in
                    workspace.kernels.gruForward(kernelStep, block: block, rows: rows)
                }
            }
            copyEndingRows(of: step, from: outputs.value, to: final.value)
        }
    }

    /// Adds the recurrent product of a step in 8 bits to r and z, and makes its half of n.
    private func addInt8Product(of step: Int, in workspace: Workspace, parameters: ParameterStore) {
        let range = layout.range(at: step)
        let mark = workspace.arena.mark
        defer { workspace.arena.release(to: mark) }
        let sums = workspace.arena.matrix(rows: range.count, columns: 3 * hidden)
        let (updates, candidate) = (sums.columns(0..<2 * hidden), sums.columns(2 * hidden..<3 * hidden))
        let bias = parameters.matrix(weights.recurrentBias).base + 2 * hidden
        updates.copy(from: ofUpdates.rows(range))
        for row in 0..<range.count { candidate.row(row).update(from: bias, count: hidden) }
        addInt8Product(of: step, to: sums, in: workspace, parameters: parameters)
        ofUpdates.rows(range).copy(from: updates)
        ofCandidate.rows(range).copy(from: candidate)
    }

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let outputGradient = outputs.gradient, let finalGradient = final.gradient else { return }
        let carried = workspace.arena.matrix(rows: layout.batch, columns: hidden)
        carried.copy(from: finalGradient)
        let recurrent = workspace.panels(weights.recurrent, .straight, of: parameters)
        for step in order.steps.reversed() {
            let range = layout.range(at: step)
            masked.withMasks { masks in
                let kernelStep = Kernels.GRUBackwardStep(
                    gates: .init(gates.rows(range)),
                    states: .init(
                        previous: order.previousRange(of: step).map(outputs.value.rows),
                        initial: initialOutput?.value),
                    outputGradient: .init(outputGradient.rows(range)),
                    next: .init(
                        sums: order.nextRange(of: step).map(gates.rows), masks: masks,
                        recurrentPanels: recurrent.base),
                    carriedGradient: .init(carried), hidden: hidden)
                forBlocks(of: step, in: workspace) { block, rows in
                    workspace.kernels.gruBackward(kernelStep, block: block, rows: rows)
                }
            }
        }
        addInitialGradient(recurrent, in: workspace) { rows in
            let product = workspace.arena.matrix(rows: rows.count, columns: 3 * hidden)
            product.columns(0..<2 * hidden).copy(from: ofUpdates.rows(rows))
            product.columns(2 * hidden..<3 * hidden).copy(from: ofCandidate.rows(rows))
            return product
        }
        add(carried, toInitial: initialOutput?.gradient, in: workspace)
        addWeightGradients(gradients, in: workspace)
        addInputGradient(ofGates: ofInput, weight: weights.input, in: workspace, parameters: parameters)
    }

    private func addWeightGradients(_ gradients: Gradients, in workspace: Workspace) {
        let (updates, candidate) = (0..<2 * hidden, 2 * hidden..<3 * hidden)
        let recurrent = gradients.matrix(weights.recurrent), bias = gradients.matrix(weights.recurrentBias)
        let previous = previousPanels(in: workspace)
        workspace.accumulate([
            .init(result: gradients.matrix(weights.input), left: ofInput, right: workspace.panels(ofRows: input.value)),
            .init(result: recurrent.rows(updates), left: ofUpdates, right: previous),
            .init(result: recurrent.rows(candidate), left: ofCandidate, right: previous),
        ])
        workspace.addColumnSums(gradients.matrix(weights.inputBias), of: ofInput)
        workspace.addColumnSums(bias.columns(updates), of: ofUpdates)
        workspace.addColumnSums(bias.columns(candidate), of: ofCandidate)
    }
}
