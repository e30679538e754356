import Tensors

extension Sequential {
    private static let rowsAtOnce = 1024

    /// What the model makes of inputs; sequences keep their mask.
    ///
    /// - Throws: how the inputs differ from the model's input shape.
    public func predict(_ x: Examples, on workspace: Workspace = Workspace()) throws(SequentialError) -> Examples {
        var outputs: Examples?
        for start in stride(from: 0, to: max(x.count, 1), by: Self.rowsAtOnce) {
            let part =
                x.count <= Self.rowsAtOnce
                ? x : x.selecting(Array(start..<min(start + Self.rowsAtOnce, x.count)))
            let result = try predict(part, from: nil, wantsFinalStates: false, on: workspace).outputs
            outputs = outputs?.appending(result) ?? result
        }
        guard let outputs else { throw .noExamples }
        return outputs
    }

    /// What the model makes of inputs when its recurrent layers begin with these states, and the states that they end
    /// with: a long sequence can be read piece by piece.
    ///
    /// - Parameter states: one for each recurrent layer; zeros if nil.
    public func predict(
        _ x: Examples, from states: [RecurrentState]?, on workspace: Workspace = Workspace()
    ) throws(SequentialError) -> (outputs: Examples, states: [RecurrentState]) {
        if let states { try check(states, examples: x.count) }
        return try predict(x, from: states, wantsFinalStates: true, on: workspace)
    }

    private func predict(
        _ x: Examples, from states: [RecurrentState]?, wantsFinalStates: Bool, on workspace: Workspace
    ) throws(SequentialError) -> (outputs: Examples, states: [RecurrentState]) {
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        var pass = SequentialPass()
        pass.initial = states
        pass.wantsFinalStates = wantsFinalStates
        let signal = try self(x, &pass, on: &tape)
        let value = signal.value(on: &tape).value
        switch signal.rows {
        case .vectors: return (.vectors(value.rowArrays), pass.final)
        case .sequences(let layout):
            var values = [Float](repeating: 0, count: layout.batch * layout.time * value.columns)
            for (row, step) in layout.steps.enumerated() {
                let start = (step.row * layout.time + layout.positions[step.row][step.index]) * value.columns
                for column in 0..<value.columns { values[start + column] = value.row(row)[column] }
            }
            return (
                .sequences(PaddedBatch(values: values, features: value.columns, mask: layout.mask)), pass.final
            )
        }
    }

    /// The size of each recurrent layer's state.
    private var stateSizes: [Int] {
        layers.compactMap { layer in
            switch layer {
            case .lstm(let layer): layer.units
            case .bidirectional(let layer): 2 * layer.layer.units
            default: nil
            }
        }
    }

    private func check(_ states: [RecurrentState], examples: Int) throws(SequentialError) {
        let sizes = stateSizes
        let expected = "for each of \(sizes.count) recurrent layers \(examples) rows of \(sizes)"
        guard states.count == sizes.count else {
            throw .states(expected: expected, found: "\(states.count) layers")
        }
        for (state, size) in zip(states, sizes) {
            for rows in [state.hidden, state.cell]
            where rows.count != examples || !rows.allSatisfy({ $0.count == size }) {
                throw .states(expected: expected, found: "\(rows.count) rows of \(rows.first?.count ?? 0)")
            }
        }
    }
}
