import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// One direction of an LSTM layer on random numbers: on a tape, and by its formulas in double precision.
struct LSTMTrial {
    static let inputSize = 3

    var lengths: [Int]
    var hidden: Int
    var isReversed = false
    var hasInitial = true
    /// Dropout of the hidden state that meets the recurrent weights, for these pairs; nil for none.
    var pairs: [Int]?

    var layout: PackedLayout { PackedLayout(lengths: lengths) }

    var dropout: RowDropout? {
        pairs.map { pairs in
            RowDropout(StepDropout(rate: 0.4, seed: 3, step: 2), place: 7, rows: pairs.map { (pair: $0, time: 0) })
        }
    }

    /// Inputs, then, if wanted, the initial hidden and cell state.
    var inputs: [DoubleMatrix] {
        var random = RandomSource(seed: 1)
        var inputs = [
            DoubleMatrix.random(rows: lengths.reduce(0, +), columns: Self.inputSize, using: &random)
        ]
        for _ in 0..<(hasInitial ? 2 : 0) {
            inputs.append(.random(rows: lengths.count, columns: hidden, using: &random))
        }
        return inputs
    }

    var weights: [DoubleMatrix] {
        var random = RandomSource(seed: 2)
        return [
            .random(rows: 4 * hidden, columns: Self.inputSize, using: &random),
            .random(rows: 4 * hidden, columns: hidden, bound: 0.5, using: &random),
            .random(rows: 1, columns: 4 * hidden, using: &random),
        ]
    }

    /// Outputs and the final hidden and cell state on a tape.
    func run(_ tape: inout Tape, _ inputs: [Variable], _ weights: [Parameter]) -> [Variable] {
        let layout = layout
        let outputs = tape.variable(rows: layout.count, columns: hidden)
        let final = LSTMState(
            hidden: tape.variable(rows: layout.batch, columns: hidden),
            cell: tape.variable(rows: layout.batch, columns: hidden))
        tape.lstm(
            inputs[0], layout: layout,
            weights: LSTMWeights(input: weights[0], recurrent: weights[1], bias: weights[2]),
            initial: inputs.count == 3 ? LSTMState(hidden: inputs[1], cell: inputs[2]) : nil, isReversed: isReversed,
            recurrentDropout: dropout, into: outputs, final: final)
        return [outputs, final.hidden, final.cell]
    }

    /// The same by the formulas, row by row.
    func oracle(_ inputs: [DoubleMatrix], _ weights: [DoubleMatrix]) -> [DoubleMatrix] {
        let layout = layout
        let masks = masks
        let rows = layout.unpack((0..<layout.count).map(inputs[0].row))
        let results = rows.enumerated().map { row, steps in
            let lstm = ReferenceLSTM(
                input: weights[0], recurrent: weights[1], bias: weights[2], recurrentMask: masks?[row])
            let initial =
                inputs.count == 3
                ? ReferenceLSTM.State(hidden: inputs[1].row(row), cell: inputs[2].row(row)) : .zeros(hidden)
            return lstm.run(steps, from: initial, isReversed: isReversed)
        }
        func matrix(_ rows: [[Double]]) -> DoubleMatrix {
            DoubleMatrix(rows: rows.count, columns: hidden, elements: rows.flatMap { $0 })
        }
        return [
            matrix(layout.pack(results.map(\.outputs))), matrix(results.map(\.final.hidden)),
            matrix(results.map(\.final.cell)),
        ]
    }

    /// What dropout makes of ones, for each row.
    private var masks: [[Double]]? {
        guard let dropout else { return nil }
        let workspace = Workspace(threads: 1)
        var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: false)
        let ones = tape.constant(
            [Float](repeating: 1, count: lengths.count * hidden), rows: lengths.count, columns: hidden)
        let masks = tape.dropout(ones, dropout).value
        return withExtendedLifetime(workspace) {
            lengths.indices.map { masks.rows($0..<$0 + 1).elements.map(Double.init) }
        }
    }

    /// Holds values and gradients against the formulas and central differences.
    func check() throws {
        try GradientCheck(inputs: inputs, weights: weights).run { tape, inputs, weights in
            run(&tape, inputs, weights)
        } oracle: { inputs, weights in
            oracle(inputs, weights)
        }
    }

    /// Outputs and states, and the gradients of inputs and weights when the results are their own gradient: any number
    /// that depends on all of them will do.
    func results(
        of inputs: [DoubleMatrix]? = nil, on workspace: Workspace
    ) throws -> (results: [[Float]], gradients: [[Float]]) {
        let (store, parameters) = ParameterStore.holding(weights)
        var tape = Tape(on: workspace, parameters: store, isRecording: true)
        var variables: [Variable] = []
        for input in inputs ?? self.inputs { variables.append(tape.input(input)) }
        let results = run(&tape, variables, parameters)
        for result in results { try #require(result.gradient).copy(from: result.value) }
        let gradients = tape.gradients()
        let ofInputs = try variables.map { try #require($0.gradient).elements }
        return (results.map(\.value.elements), ofInputs + parameters.map { gradients[$0] })
    }

    /// Holds outputs, states and gradients of every kind of workspace against each other, bit by bit.
    func checkEveryWorkspace() throws {
        var expected: (results: [[Float]], gradients: [[Float]])?
        for workspace in Workspace.everyKind {
            let actual = try results(on: workspace)
            if let expected {
                #expect(actual.results.map(\.bits) == expected.results.map(\.bits), "\(workspace.kind)")
                #expect(actual.gradients.map(\.bits) == expected.gradients.map(\.bits), "\(workspace.kind)")
            }
            expected = expected ?? actual
        }
    }

    /// Holds each row alone against itself among the others, bit by bit.
    func checkRowsAlone(on workspace: Workspace) throws {
        let together = try results(on: workspace)
        let positions = layout.unpack(Array(0..<layout.count))
        for row in lengths.indices {
            var trial = self
            trial.lengths = [lengths[row]]
            trial.pairs = pairs.map { [$0[row]] }
            let alone = try trial.results(
                of: [inputs[0].selecting(positions[row]), inputs[1].selecting([row]), inputs[2].selecting([row])],
                on: workspace)
            let outputs = positions[row].flatMap { together.results[0][$0 * hidden..<($0 + 1) * hidden] }
            #expect(alone.results[0].bits == outputs.bits, "row \(row)")
            for state in 1...2 {
                let ofRow = Array(together.results[state][row * hidden..<(row + 1) * hidden])
                #expect(alone.results[state].bits == ofRow.bits, "row \(row)")
                let gradient = Array(together.gradients[state][row * hidden..<(row + 1) * hidden])
                #expect(alone.gradients[state].bits == gradient.bits, "row \(row)")
            }
        }
    }
}
