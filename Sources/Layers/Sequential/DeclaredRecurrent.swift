import Randomness
import Tensors

extension LSTM: LayerSpecification {
    package static var kind: String { "lstm" }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        let time = try sequence(name, input).time
        try check(units, "units", of: name)
        try check(rate: dropout, of: name)
        return returnSequences ? .sequences(units, time: time) : .vectors(units)
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore, using random: inout RandomSource
    ) -> any DeclaredLayer {
        DeclaredLSTM(
            layer: self,
            directions: LSTMStack(
                name, inputSize: input.features, hiddenSize: units, layerCount: 1, in: &parameters, using: &random
            ).layers[0], mergeMode: .concat)
    }
}

extension Bidirectional: LayerSpecification {
    package static var kind: String { "bidirectional" }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        guard !layer.goBackwards else {
            throw .impossibleSize(layer: name, of: "a layer inside with goBackwards", found: "true")
        }
        let shape = try layer.outputShape(name, of: input)
        let units = mergeMode == .concat ? 2 * layer.units : layer.units
        if case .sequences(_, let time) = shape { return .sequences(units, time: time) }
        return .vectors(units)
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore, using random: inout RandomSource
    ) -> any DeclaredLayer {
        DeclaredLSTM(
            layer: layer,
            directions: LSTMStack(
                name, inputSize: input.features, hiddenSize: 2 * layer.units, layerCount: 1, isBidirectional: true,
                in: &parameters, using: &random
            ).layers[0], mergeMode: mergeMode)
    }
}

/// An LSTM in one direction or both.
private struct DeclaredLSTM: DeclaredLayer {
    let layer: LSTM
    /// Forward first.
    let directions: [LSTMWeights]
    let mergeMode: Bidirectional.MergeMode

    private var width: Int { directions.count * layer.units }

    func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let layout = input.layout
        let dropout = pass.dropout(rate: layer.dropout, for: input.rows, isShared: true)
        let activated = input.value(on: &tape)
        let x = tape.dropout(activated, dropout)
        let initial = pass.nextInitial()
        let outputs = tape.variable(rows: layout.count, columns: width)
        let final = LSTMState(
            hidden: tape.variable(rows: layout.order.count, columns: width),
            cell: tape.variable(rows: layout.order.count, columns: width))
        if layout.count > 0 { run(x, layout: layout, initial: initial, into: outputs, final: final, on: &tape) }
        let hidden = inBatchOrder(final.hidden, layout: layout, initial: initial?.hidden, on: &tape)
        if pass.wantsFinalStates {
            let cell = inBatchOrder(final.cell, layout: layout, initial: initial?.cell, on: &tape)
            pass.final.append(RecurrentState(hidden: hidden.value.rowArrays, cell: cell.value.rowArrays))
        }
        guard layer.returnSequences else { return Signal(merged(hidden, on: &tape), .vectors) }
        let signal = Signal(merged(outputs, on: &tape), input.rows)
        return layer.goBackwards ? reversed(signal, on: &tape) : signal
    }

    private func run(
        _ x: Variable, layout: SequenceLayout, initial: RecurrentState?, into outputs: Variable, final: LSTMState,
        on tape: inout Tape
    ) {
        let state = initial.map { initial in
            LSTMState(
                hidden: tape.constant(
                    layout.order.flatMap { initial.hidden[$0] }, rows: layout.order.count, columns: width),
                cell: tape.constant(
                    layout.order.flatMap { initial.cell[$0] }, rows: layout.order.count, columns: width))
        }
        for (direction, weights) in directions.enumerated() {
            let columns = direction * layer.units..<(direction + 1) * layer.units
            tape.lstm(
                x, layout: layout.packed, weights: weights, initial: state?.columns(columns),
                isReversed: (direction == 1) != layer.goBackwards, into: outputs.columns(columns),
                final: final.columns(columns))
        }
    }

    /// The final states in the order of the batch; a row without a step keeps its initial one.
    private func inBatchOrder(
        _ state: Variable, layout: SequenceLayout, initial: [[Float]]?, on tape: inout Tape
    ) -> Variable {
        let placed = tape.place(layout.packedRows, of: state)
        guard let initial else { return placed }
        for (row, place) in layout.packedRows.enumerated() where place == nil {
            for column in 0..<width { placed.value.row(row)[column] = initial[row][column] }
        }
        return placed
    }

    private func merged(_ x: Variable, on tape: inout Tape) -> Variable {
        guard directions.count == 2, mergeMode == .sum else { return x }
        return tape.add(x.columns(0..<layer.units), x.columns(layer.units..<width))
    }

    private func reversed(_ signal: Signal, on tape: inout Tape) -> Signal {
        let layout = signal.layout
        return signal.taking(
            layout.positions.map { Array($0.indices.reversed()) },
            at: layout.positions.map { $0.reversed().map { layout.time - 1 - $0 } }, time: layout.time, on: &tape)
    }
}

extension Matrix {
    /// The elements, row by row.
    package var rowArrays: [[Float]] {
        (0..<rows).map { Array(UnsafeBufferPointer(start: row($0), count: columns)) }
    }
}
