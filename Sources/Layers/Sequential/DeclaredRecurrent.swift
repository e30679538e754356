import Seq2SeqTensors

/// A recurrent layer as it is described before it has weights.
package protocol RecurrentSpecification: RecurrentLayer, LayerSpecification {
    /// The weights of one direction.
    associatedtype Weights: RecurrentWeights
}

extension RecurrentSpecification {
    /// How many vectors a state is: the hidden one, and an LSTM's cell.
    var stateCount: Int { Weights.stateCount }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        let time = try sequence(name, input).time
        try check(units, "units", of: name)
        try check(rate: dropout, of: name)
        try check(rate: recurrentDropout, of: name)
        return returnSequences ? .sequences(units, time: time) : .vectors(units)
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer {
        declared(name, directions: [""], mergeMode: .concat, input: input, in: &parameters)
    }

    /// - Parameter directions: what the names of each direction's weights end with, forward first.
    func declared(
        _ name: String, directions: [String], mergeMode: Bidirectional.MergeMode, input: LayerShape,
        in parameters: inout ParameterStore
    ) -> any DeclaredLayer {
        var weights: [Weights] = []
        for direction in directions {
            weights.append(
                Weights(
                    name, suffix: "l0" + direction, inputSize: input.features, hiddenSize: units, in: &parameters))
        }
        return DeclaredRecurrent(layer: self, directions: weights, mergeMode: mergeMode)
    }
}

/// A recurrent layer in one direction or both.
private struct DeclaredRecurrent<Layer: RecurrentSpecification>: DeclaredLayer {
    let layer: Layer
    /// Forward first.
    let directions: [Layer.Weights]
    let mergeMode: Bidirectional.MergeMode

    private var width: Int { directions.count * layer.units }

    func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let layout = input.layout
        let dropout = pass.dropout(rate: layer.dropout, for: input.rows, isShared: true)
        let activated = input.value(on: &tape)
        let x = tape.dropout(activated, dropout)
        var ofStates: [RowDropout?] = []
        for _ in directions { ofStates.append(pass.recurrentDropout(rate: layer.recurrentDropout, for: layout)) }
        let initial = pass.nextInitial()
        let outputs = tape.variable(rows: layout.count, columns: width)
        var final: [Variable] = []
        for _ in 0..<layer.stateCount { final.append(tape.variable(rows: layout.order.count, columns: width)) }
        if layout.count > 0 {
            run(x, layout: layout, initial: initial, dropout: ofStates, into: outputs, final: final, on: &tape)
        }
        var states: [Variable] = []
        for index in 0..<(pass.wantsFinalStates ? layer.stateCount : 1) {
            states.append(inBatchOrder(final[index], layout: layout, initial: initial?.vectors[index], on: &tape))
        }
        if pass.wantsFinalStates { pass.final.append(RecurrentState(vectors: states.map(\.value.rowArrays))) }
        guard layer.returnSequences else { return Signal(merged(states[0], on: &tape), .vectors) }
        let signal = Signal(merged(outputs, on: &tape), input.rows)
        return layer.goBackwards ? reversed(signal, on: &tape) : signal
    }

    private func run(
        _ x: Variable, layout: SequenceLayout, initial: RecurrentState?, dropout: [RowDropout?],
        into outputs: Variable, final: [Variable], on tape: inout Tape
    ) {
        var begin: [Variable]?
        if let initial {
            begin = initial.vectors.map { vectors in
                tape.constant(layout.order.flatMap { vectors[$0] }, rows: layout.order.count, columns: width)
            }
        }
        for (direction, weights) in directions.enumerated() {
            let columns = direction * layer.units..<(direction + 1) * layer.units
            weights(
                x, layout: layout.packed, initial: begin?.map { $0.columns(columns) },
                isReversed: (direction == 1) != layer.goBackwards, recurrentDropout: dropout[direction],
                into: outputs.columns(columns), final: final.map { $0.columns(columns) }, on: &tape)
        }
    }

    /// The final states in the order of the batch; a row without a step keeps its initial one.
    private func inBatchOrder(
        _ state: Variable, layout: SequenceLayout, initial: [[Float]]?, on tape: inout Tape
    ) -> Variable {
        let placed = tape.select(layout.packedRows, of: state)
        guard let initial else { return placed }
        for (row, place) in layout.packedRows.enumerated() where place == nil {
            for column in 0..<width { placed.value.row(row)[column] = initial[row][column] }
        }
        return placed
    }

    private func merged(_ x: Variable, on tape: inout Tape) -> Variable {
        guard directions.count == 2, mergeMode == .sum else { return x }
        return tape.sum(x.columns(0..<layer.units), x.columns(layer.units..<width))
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
