/// The weights of one direction of one LSTM layer; gate order i, f, g, o.
package struct LSTMWeights: Sendable {
    /// `[4 hidden, input]`
    package let input: Parameter
    /// `[4 hidden, hidden]`
    package let recurrent: Parameter
    /// `[4 hidden]`
    package let bias: Parameter

    package init(input: Parameter, recurrent: Parameter, bias: Parameter) {
        self.input = input
        self.recurrent = recurrent
        self.bias = bias
    }
}

/// The state of one LSTM layer, `[batch, hidden]` each.
package struct LSTMState {
    package var hidden: Variable
    package var cell: Variable

    package init(hidden: Variable, cell: Variable) {
        self.hidden = hidden
        self.cell = cell
    }

    /// Rows of both, sharing memory.
    package func rows(_ range: Range<Int>) -> LSTMState {
        LSTMState(hidden: hidden.rows(range), cell: cell.rows(range))
    }

    /// Columns of both, sharing memory.
    package func columns(_ range: Range<Int>) -> LSTMState {
        LSTMState(hidden: hidden.columns(range), cell: cell.columns(range))
    }
}

extension Tape {
    /// One direction of an LSTM layer over a packed batch, without work on padding.
    ///
    /// - Parameters:
    ///   - input: `[tokens, input]`, packed.
    ///   - layout: which rows are active at each step.
    ///   - initial: the state before the first step, or zeros.
    ///   - isReversed: whether each row is read from its own last step to its first.
    ///   - recurrentDropout: what is dropped of the hidden state where it meets the recurrent weights, one row for each
    ///     row of the batch: the same elements at every step (Gal and Ghahramani 2016, section 4.1), and in every call
    ///     that is given the same rows. The outputs and the final state stay whole.
    ///   - outputs: `[tokens, hidden]`, packed: receives the hidden state of every step.
    ///   - final: `[batch, hidden]` each: receives each row's state after the last step it takes.
    package mutating func lstm(
        _ input: Variable, layout: PackedLayout, weights: LSTMWeights, initial: LSTMState?, isReversed: Bool,
        recurrentDropout: RowDropout? = nil, into outputs: Variable, final: LSTMState
    ) {
        let arena = workspace.arena
        let hidden = outputs.columns
        let sequence = LSTMSequence(
            input: input, layout: layout, weights: weights, initial: initial, isReversed: isReversed,
            gates: arena.matrix(rows: layout.count, columns: 4 * hidden),
            cells: arena.matrix(rows: layout.count, columns: hidden), outputs: outputs, final: final,
            masked: recurrentDropout.map {
                MaskedStates($0, layout: layout, initial: initial?.hidden.value, hidden: hidden, in: workspace)
            })
        sequence.forward(in: workspace, parameters: parameters)
        record(sequence)
    }
}

/// A whole LSTM sequence as one record.
struct LSTMSequence: Operation {
    let input: Variable
    let layout: PackedLayout
    let weights: LSTMWeights
    let initial: LSTMState?
    let isReversed: Bool
    /// `[tokens, 4 hidden]`: activated gates; the gradient before activation once the backward pass has been there.
    let gates: Matrix
    /// `[tokens, hidden]`
    let cells: Matrix
    let outputs: Variable
    let final: LSTMState
    /// Nil without dropout.
    let masked: MaskedStates?

    /// What the recurrent product reads of each step, `[tokens, hidden]`.
    var recurrentOutputs: Matrix { masked?.outputs ?? outputs.value }

    /// What the recurrent product reads of the initial state, `[batch, hidden]`.
    var recurrentInitial: Matrix? { masked.map(\.initial) ?? initial?.hidden.value }

    var hidden: Int { cells.columns }

    /// The steps in the order in which they are taken.
    var steps: [Int] { isReversed ? Array((0..<layout.time).reversed()) : Array(0..<layout.time) }

    /// The packed rows that the first rows of a step go on from; rows beyond them begin there.
    func previousRange(of step: Int) -> Range<Int>? {
        if isReversed { return step + 1 < layout.time ? layout.range(at: step + 1) : nil }
        guard step > 0 else { return nil }
        let start = layout.offsets[step - 1]
        return start..<start + layout.activeRows[step]
    }

    /// The packed rows that go on after a step; rows of the step beyond them end there.
    func nextRange(of step: Int) -> Range<Int>? {
        if !isReversed { return step + 1 < layout.time ? layout.range(at: step + 1) : nil }
        guard step > 0 else { return nil }
        let start = layout.offsets[step - 1]
        return start..<start + layout.activeRows[step]
    }

    /// The rows of the batch whose last step this is.
    func endingRows(of step: Int) -> Range<Int> {
        (nextRange(of: step)?.count ?? 0)..<layout.activeRows[step]
    }

    /// The rows of the batch whose first step this is.
    func beginningRows(of step: Int) -> Range<Int> {
        (previousRange(of: step)?.count ?? 0)..<layout.activeRows[step]
    }

    /// Runs a step's blocks of 32 units and 48 rows.
    func forBlocks(of step: Int, in workspace: Workspace, _ body: (_ block: Int, _ rows: Range<Int>) -> Void) {
        let rowsOfJob = 48
        let rows = layout.activeRows[step]
        let blocks = PanelLayout.panelCount(hidden)
        let work = 2 * min(rows, rowsOfJob) * 4 * Kernels.panelColumns * (hidden + 40)
        workspace.pool.run(blocks * ((rows + rowsOfJob - 1) / rowsOfJob), work: work) { job in
            let first = job / blocks * rowsOfJob
            body(job % blocks, first..<min(first + rowsOfJob, rows))
        }
    }

    func forward(in workspace: Workspace, parameters: ParameterStore) {
        // The input's half of the product does not depend on time.
        workspace.linear(gates, input.value, weight: weights.input, bias: weights.bias, parameters: parameters)
        let recurrent = workspace.panels(weights.recurrent, .transposedGates, of: parameters)
        for step in steps {
            let range = layout.range(at: step)
            let previous = previousRange(of: step)
            masked.withMasks { masks in
                let kernelStep = Kernels.LSTMForwardStep(
                    gates: gates.rows(range), cell: cells.rows(range), output: outputs.value.rows(range),
                    previousCell: previous.map(cells.rows), previousOutput: previous.map(recurrentOutputs.rows),
                    initialCell: initial?.cell.value, initialOutput: recurrentInitial,
                    maskedOutput: masked?.outputs.rows(range), masks: masks, recurrentPanels: recurrent.base)
                forBlocks(of: step, in: workspace) { block, rows in
                    workspace.kernels.lstmForward(kernelStep, block: block, rows: rows)
                }
            }
            for row in endingRows(of: step) {
                final.hidden.value.row(row).update(from: outputs.value.row(range.lowerBound + row), count: hidden)
                final.cell.value.row(row).update(from: cells.row(range.lowerBound + row), count: hidden)
            }
        }
    }
}
