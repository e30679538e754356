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

    /// The hidden state and the cell, as every kind of layer lists the vectors of its state.
    package var vectors: [Variable] { [hidden, cell] }

    package init(vectors: [Variable]) { self.init(hidden: vectors[0], cell: vectors[1]) }

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
            input: input, order: ReadingOrder(layout: layout, isReversed: isReversed), weights: weights,
            initial: initial, gates: arena.matrix(rows: layout.count, columns: 4 * hidden),
            cells: arena.matrix(rows: layout.count, columns: hidden), outputs: outputs, final: final,
            masked: recurrentDropout.map {
                MaskedStates($0, layout: layout, initial: initial?.hidden.value, hidden: hidden, in: workspace)
            })
        sequence.forward(in: workspace, parameters: parameters)
        record(sequence)
    }
}

/// A whole LSTM sequence as one record.
struct LSTMSequence: RecurrentSequence {
    let input: Variable
    let order: ReadingOrder
    let weights: LSTMWeights
    let initial: LSTMState?
    /// `[tokens, 4 hidden]`: activated gates; the gradient before activation once the backward pass has been there.
    let gates: Matrix
    /// `[tokens, hidden]`
    let cells: Matrix
    let outputs: Variable
    let final: LSTMState
    let masked: MaskedStates?

    static let gateCount = 4

    var initialOutput: Variable? { initial?.hidden }
    var recurrentWeight: Parameter { weights.recurrent }

    func forward(in workspace: Workspace, parameters: ParameterStore) {
        // The input's half of the product does not depend on time.
        workspace.linear(gates, input.value, weight: weights.input, bias: weights.bias, parameters: parameters)
        let recurrent = recurrentPanels(in: workspace, of: parameters)
        for step in order.steps {
            let range = layout.range(at: step)
            let previous = order.previousRange(of: step)
            if recurrent == nil {
                addInt8Product(of: step, to: gates.rows(range), in: workspace, parameters: parameters)
            }
            masked.withMasks { masks in
                let kernelStep = Kernels.LSTMForwardStep(
                    gates: .init(gates.rows(range)), cell: .init(cells.rows(range)),
                    output: .init(outputs.value.rows(range)),
                    cells: .init(previous: previous.map(cells.rows), initial: initial?.cell.value),
                    outputs: .init(previous: previous.map(recurrentOutputs.rows), initial: recurrentInitial),
                    maskedOutput: .init(masked?.outputs.rows(range)), masks: .init(masks),
                    recurrentPanels: recurrent?.base, hidden: hidden)
                forBlocks(of: step, in: workspace) { block, rows in
                    workspace.kernels.lstmForward(kernelStep, block: block, rows: rows)
                }
            }
            copyEndingRows(of: step, from: outputs.value, to: final.hidden.value)
            copyEndingRows(of: step, from: cells, to: final.cell.value)
        }
    }
}
