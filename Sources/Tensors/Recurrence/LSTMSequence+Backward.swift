extension LSTMSequence {
    /// Backpropagation through time: the gates become their gradients step by step, then every product that does not
    /// depend on time runs once.
    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let outputGradient = outputs.gradient, let finalGradient = final.cell.gradient else { return }
        let cellGradient = workspace.arena.matrix(rows: layout.batch, columns: hidden)
        cellGradient.copy(from: finalGradient)
        let recurrent = workspace.panels(weights.recurrent, .straight, of: parameters)
        for step in order.steps.reversed() {
            let range = layout.range(at: step)
            masked.withMasks { masks in
                let kernelStep = Kernels.LSTMBackwardStep(
                    gates: .init(gates.rows(range)), cell: .init(cells.rows(range)),
                    cells: .init(
                        previous: order.previousRange(of: step).map(cells.rows), initial: initial?.cell.value),
                    outputGradient: .init(outputGradient.rows(range)),
                    next: .init(
                        sums: order.nextRange(of: step).map(gates.rows), masks: masks,
                        recurrentPanels: recurrent.base),
                    finalGradient: .init(final.hidden.gradient), cellGradient: .init(cellGradient), hidden: hidden)
                forBlocks(of: step, in: workspace) { block, rows in
                    workspace.kernels.lstmBackward(kernelStep, block: block, rows: rows)
                }
            }
        }
        addInitialGradient(recurrent, in: workspace, throughGates: gates.rows)
        add(cellGradient, toInitial: initial?.cell.gradient, in: workspace)
        addWeightGradients(gradients, in: workspace)
        addInputGradient(ofGates: gates, weight: weights.input, in: workspace, parameters: parameters)
    }

    private func addWeightGradients(_ gradients: Gradients, in workspace: Workspace) {
        let inputs = workspace.panels(ofRows: input.value)
        workspace.accumulate([
            .init(result: gradients.matrix(weights.input), left: gates, right: inputs),
            .init(result: gradients.matrix(weights.recurrent), left: gates, right: previousPanels(in: workspace)),
        ])
        workspace.addColumnSums(gradients.matrix(weights.bias), of: gates)
    }
}
