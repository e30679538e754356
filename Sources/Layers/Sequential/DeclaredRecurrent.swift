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
        DeclaredRecurrent(
            layer: self,
            directions: RecurrentDirections(
                name, suffixes: directions.map { "l0" + $0 }, inputSize: input.features, size: units,
                in: &parameters),
            mergeMode: mergeMode)
    }
}

/// A recurrent layer in one direction or both.
private struct DeclaredRecurrent<Layer: RecurrentSpecification>: DeclaredLayer {
    let layer: Layer
    let directions: RecurrentDirections<Layer.Weights>
    let mergeMode: Bidirectional.MergeMode

    var keepsSteps: Bool { layer.returnSequences && !layer.goBackwards }
    var stateShapes: [StateShape] { [StateShape(units: directions.width, hasCell: layer.stateCount == 2)] }

    func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let layout = input.layout
        let dropout = pass.dropout(rate: layer.dropout, for: input.rows, isShared: true)
        let activated = input.value(on: &tape)
        let x = tape.dropout(activated, dropout)
        var ofStates: [RowDropout?] = []
        for _ in directions.weights {
            ofStates.append(pass.recurrentDropout(rate: layer.recurrentDropout, for: layout))
        }
        let initial = pass.nextInitial()
        let begin = beginning(with: initial, layout: layout, on: tape)
        let (outputs, final) = directions(
            x, layout: layout.packed, initial: begin,
            isBackwards: layer.goBackwards, recurrentDropout: ofStates, on: &tape)
        var states: [Variable] = []
        for index in 0..<(pass.wantsFinalStates ? layer.stateCount : 1) {
            states.append(inBatchOrder(final[index], layout: layout, initial: initial?.vectors[index], on: &tape))
        }
        if pass.wantsFinalStates { pass.final.append(RecurrentState(vectors: states.map(\.value.rowArrays))) }
        guard layer.returnSequences else { return Signal(merged(states[0], on: &tape), .vectors) }
        let signal = Signal(merged(outputs, on: &tape), input.rows)
        return layer.goBackwards ? reversed(signal, on: &tape) : signal
    }

    /// The vectors of the state before the first step, in the order of packing.
    private func beginning(
        with initial: RecurrentState?, layout: SequenceLayout, on tape: borrowing Tape
    ) -> [Variable]? {
        guard let initial else { return nil }
        var vectors: [Variable] = []
        for rows in initial.vectors {
            vectors.append(
                tape.constant(
                    layout.order.flatMap { rows[$0] }, rows: layout.order.count, columns: directions.width))
        }
        return vectors
    }

    /// The final states in the order of the batch; a row without a step keeps its initial one.
    private func inBatchOrder(
        _ state: Variable, layout: SequenceLayout, initial: [[Float]]?, on tape: inout Tape
    ) -> Variable {
        let placed = tape.select(layout.packedRows, of: state)
        guard let initial else { return placed }
        for (row, place) in layout.packedRows.enumerated() where place == nil {
            for column in 0..<directions.width { placed.value.row(row)[column] = initial[row][column] }
        }
        return placed
    }

    private func merged(_ x: Variable, on tape: inout Tape) -> Variable {
        guard directions.weights.count == 2, mergeMode == .sum else { return x }
        return tape.sum(x.columns(0..<layer.units), x.columns(layer.units..<directions.width))
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
