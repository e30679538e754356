extension LSTMSequence {
    /// Backpropagation through time: the gates become their gradients step by step, then every product that does not
    /// depend on time runs once.
    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let outputGradient = outputs.gradient, let finalGradient = final.cell.gradient else { return }
        let cellGradient = workspace.arena.matrix(rows: layout.batch, columns: hidden)
        cellGradient.copy(from: finalGradient)
        let recurrent = workspace.panels(weights.recurrent, .straight, of: parameters)
        for step in steps.reversed() {
            let range = layout.range(at: step)
            masked.withMasks { masks in
                let kernelStep = Kernels.LSTMBackwardStep(
                    gates: gates.rows(range), cell: cells.rows(range),
                    previousCell: previousRange(of: step).map(cells.rows), initialCell: initial?.cell.value,
                    outputGradient: outputGradient.rows(range), nextGates: nextRange(of: step).map(gates.rows),
                    finalGradient: final.hidden.gradient, cellGradient: cellGradient, masks: masks,
                    recurrentPanels: recurrent.base)
                forBlocks(of: step, in: workspace) { block, rows in
                    workspace.kernels.lstmBackward(kernelStep, block: block, rows: rows)
                }
            }
        }
        addInitialGradients(cellGradient: cellGradient, recurrent: recurrent, in: workspace)
        addWeightGradients(gradients, in: workspace)
        if let inputGradient = input.gradient {
            let panels = workspace.panels(weights.input, .straight, of: parameters)
            workspace.product(inputGradient, start: .result, left: gates, panels)
        }
    }

    private func addInitialGradients(cellGradient: Matrix, recurrent: Panels, in workspace: Workspace) {
        guard let hiddenGradient = initial?.hidden.gradient, let initialCellGradient = initial?.cell.gradient else {
            return
        }
        // Under masks the product's share has to be masked before it is added.
        let share = masked.map { _ in workspace.arena.zeros(rows: layout.batch, columns: hidden) }
        for step in steps {
            let rows = beginningRows(of: step)
            guard !rows.isEmpty else { continue }
            let start = layout.offsets[step]
            let gatesOfRows = gates.rows(start + rows.lowerBound..<start + rows.upperBound)
            workspace.product((share ?? hiddenGradient).rows(rows), start: .result, left: gatesOfRows, recurrent)
        }
        if let masked, let share { masked.addGradient(share, to: hiddenGradient, in: workspace) }
        for row in 0..<layout.batch {
            workspace.kernels.add(initialCellGradient.row(row), cellGradient.row(row), count: hidden)
        }
    }

    private func addWeightGradients(_ gradients: Gradients, in workspace: Workspace) {
        let inputs = workspace.panels(ofRows: input.value)
        let previous = workspace.panels(
            gathering: previousOutputs, from: recurrentOutputs, or: recurrentInitial)
        workspace.accumulate([
            .init(result: gradients.matrix(weights.input), left: gates, right: inputs),
            .init(result: gradients.matrix(weights.recurrent), left: gates, right: previous),
        ])
        workspace.addColumnSums(gradients.matrix(weights.bias), of: gates)
    }

    /// For each packed row the packed row of the output before it; `-1 - row` where a row of the batch begins.
    private var previousOutputs: [Int32] {
        var index: [Int32] = []
        index.reserveCapacity(layout.count)
        for step in 0..<layout.time {
            let previous = previousRange(of: step) ?? 0..<0
            for row in 0..<layout.activeRows[step] {
                index.append(Int32(row < previous.count ? previous.lowerBound + row : -1 - row))
            }
        }
        return index
    }
}
