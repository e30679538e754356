/// One direction of a recurrent layer over a packed batch, as one record of a tape.
protocol RecurrentSequence: Operation {
    var input: Variable { get }
    var order: ReadingOrder { get }
    /// `[tokens, hidden]`
    var outputs: Variable { get }
    /// `[batch, hidden]`
    var initialOutput: Variable? { get }
    /// The states under dropout; nil without it.
    var masked: MaskedStates? { get }
    /// `[gates * hidden, hidden]`
    var recurrentWeight: Parameter { get }
    /// How many products of `hidden` columns a step takes.
    static var gateCount: Int { get }
}

extension RecurrentSequence {
    var layout: PackedLayout { order.layout }
    var hidden: Int { outputs.columns }

    /// What the recurrent product reads of each step, `[tokens, hidden]`.
    var recurrentOutputs: Matrix { masked?.outputs ?? outputs.value }

    /// What the recurrent product reads of the initial state, `[batch, hidden]`.
    var recurrentInitial: Matrix? { masked.map(\.initial) ?? initialOutput?.value }

    /// What the kernels of every step multiply the states by; nil if the product is in 8 bits, which comes before them.
    func recurrentPanels(in workspace: Workspace, of parameters: ParameterStore) -> Panels? {
        switch workspace.precision {
        case .float32: workspace.panels(recurrentWeight, .transposedGates(Self.gateCount), of: parameters)
        case .int8: nil
        }
    }

    /// Adds the recurrent product of a step in 8 bits.
    ///
    /// - Parameter sums: of the step's rows, `[rows, gates * hidden]`.
    func addInt8Product(of step: Int, to sums: Matrix, in workspace: Workspace, parameters: ParameterStore) {
        let previous = order.previousRange(of: step) ?? 0..<0
        let beginning = order.beginningRows(of: step)
        workspace.int8Product(
            sums.rows(0..<previous.count), start: .result, left: recurrentOutputs.rows(previous), recurrentWeight,
            of: parameters)
        if let initial = recurrentInitial {
            workspace.int8Product(
                sums.rows(beginning), start: .result, left: initial.rows(beginning), recurrentWeight, of: parameters)
        }
    }

    /// Runs a step's blocks of 32 units and some rows: of a wide layer so many that its weights are read once, of a
    /// narrow one so few that there are jobs enough to leave no thread waiting at the end.
    func forBlocks(of step: Int, in workspace: Workspace, _ body: (_ block: Int, _ rows: Range<Int>) -> Void) {
        let rows = layout.activeRows[step]
        let blocks = PanelLayout.panelCount(hidden)
        let mostRowsOfJob = blocks < 8 ? 24 : blocks < 16 ? 48 : 96
        let jobsOfBlock = (rows + mostRowsOfJob - 1) / mostRowsOfJob
        let rowsOfJob = (rows + jobsOfBlock - 1) / max(1, jobsOfBlock)
        let work = 2 * rowsOfJob * Self.gateCount * Kernels.panelColumns * (hidden + 40)
        workspace.pool.run(blocks * jobsOfBlock, work: work) { job in
            let first = job / blocks * rowsOfJob
            body(job % blocks, first..<min(first + rowsOfJob, rows))
        }
    }

    /// Copies the states of the rows that end at a step from its packed rows.
    func copyEndingRows(of step: Int, from states: Matrix, to final: Matrix) {
        let start = layout.offsets[step]
        for row in order.endingRows(of: step) {
            final.row(row).update(from: states.row(start + row), count: hidden)
        }
    }

    /// Adds to the gradient of the initial state what comes through the product of the rows that begin.
    ///
    /// - Parameter gates: the gradient of the product in a range of packed rows.
    func addInitialGradient(_ recurrent: Panels, in workspace: Workspace, throughGates gates: (Range<Int>) -> Matrix) {
        guard let gradient = initialOutput?.gradient else { return }
        // Under masks the product's share has to be masked before it is added.
        let share = masked.map { _ in workspace.arena.zeros(rows: layout.batch, columns: hidden) }
        for step in order.steps {
            let rows = order.beginningRows(of: step)
            guard !rows.isEmpty else { continue }
            let start = layout.offsets[step]
            let left = gates(start + rows.lowerBound..<start + rows.upperBound)
            workspace.product((share ?? gradient).rows(rows), start: .result, left: left, recurrent)
        }
        if let masked, let share { masked.addGradient(share, to: gradient, in: workspace) }
    }

    /// Adds to the gradient of the initial state what reaches it past every product, `[batch, hidden]`.
    func add(_ carried: Matrix, toInitial gradient: Matrix?, in workspace: Workspace) {
        guard let gradient else { return }
        for row in 0..<layout.batch {
            workspace.kernels.add(gradient.row(row), carried.row(row), count: hidden)
        }
    }

    /// The state that each packed row started from, as the right-hand side of a weight's gradient.
    func previousPanels(in workspace: Workspace) -> Panels {
        workspace.panels(gathering: order.previousRows, from: recurrentOutputs, or: recurrentInitial)
    }

    /// Adds to the gradient of the input from that of its product.
    func addInputGradient(
        ofGates gates: Matrix, weight: Parameter, in workspace: Workspace, parameters: ParameterStore
    ) {
        guard let inputGradient = input.gradient else { return }
        workspace.product(
            inputGradient, start: .result, left: gates, workspace.panels(weight, .straight, of: parameters))
    }
}
