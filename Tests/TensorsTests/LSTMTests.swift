import Oracle
import Randomness
import Tensors
import Testing

@Suite("LSTM")
struct LSTMTests {
    private static let inputSize = 3

    /// Inputs, then, if wanted, the initial hidden and cell state.
    private func inputs(lengths: [Int], hidden: Int, hasInitial: Bool) -> [DoubleMatrix] {
        var random = RandomSource(seed: 1)
        var inputs = [
            DoubleMatrix.random(rows: lengths.reduce(0, +), columns: Self.inputSize, using: &random)
        ]
        for _ in 0..<(hasInitial ? 2 : 0) {
            inputs.append(.random(rows: lengths.count, columns: hidden, using: &random))
        }
        return inputs
    }

    private func weights(hidden: Int) -> [DoubleMatrix] {
        var random = RandomSource(seed: 2)
        return [
            .random(rows: 4 * hidden, columns: Self.inputSize, using: &random),
            .random(rows: 4 * hidden, columns: hidden, bound: 0.5, using: &random),
            .random(rows: 1, columns: 4 * hidden, using: &random),
        ]
    }

    /// Outputs and the final hidden and cell state on a tape.
    private func run(
        _ tape: inout Tape, _ inputs: [Variable], _ weights: [Parameter], layout: PackedLayout, hidden: Int,
        isReversed: Bool
    ) -> [Variable] {
        let outputs = tape.variable(rows: layout.count, columns: hidden)
        let final = LSTMState(
            hidden: tape.variable(rows: layout.batch, columns: hidden),
            cell: tape.variable(rows: layout.batch, columns: hidden))
        tape.lstm(
            inputs[0], layout: layout,
            weights: LSTMWeights(input: weights[0], recurrent: weights[1], bias: weights[2]),
            initial: inputs.count == 3 ? LSTMState(hidden: inputs[1], cell: inputs[2]) : nil, isReversed: isReversed,
            into: outputs, final: final)
        return [outputs, final.hidden, final.cell]
    }

    /// The same by the formulas, row by row.
    private func oracle(
        _ inputs: [DoubleMatrix], _ weights: [DoubleMatrix], layout: PackedLayout, isReversed: Bool
    ) -> [DoubleMatrix] {
        let lstm = ReferenceLSTM(input: weights[0], recurrent: weights[1], bias: weights[2])
        let hidden = lstm.hiddenSize
        let rows = layout.unpack((0..<layout.count).map(inputs[0].row))
        let results = rows.enumerated().map { row, steps in
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

    private func check(lengths: [Int], hidden: Int, isReversed: Bool, hasInitial: Bool) throws {
        let layout = PackedLayout(lengths: lengths)
        let check = GradientCheck(
            inputs: inputs(lengths: lengths, hidden: hidden, hasInitial: hasInitial), weights: weights(hidden: hidden))
        try check.run { tape, inputs, weights in
            run(&tape, inputs, weights, layout: layout, hidden: hidden, isReversed: isReversed)
        } oracle: { inputs, weights in
            oracle(inputs, weights, layout: layout, isReversed: isReversed)
        }
    }

    @Test(arguments: [false, true], [false, true])
    func raggedRowsAgreeWithTheFormula(isReversed: Bool, hasInitial: Bool) throws {
        try check(lengths: [6, 4, 4, 3, 1], hidden: 5, isReversed: isReversed, hasInitial: hasInitial)
    }

    @Test(arguments: [false, true], [false, true])
    func moreThanOneBlockOfUnitsAgreesWithTheFormula(isReversed: Bool, hasInitial: Bool) throws {
        try check(lengths: [2, 1], hidden: 34, isReversed: isReversed, hasInitial: hasInitial)
    }

    @Test(arguments: [false, true])
    func rowsOfEqualLengthAgreeWithTheFormula(isReversed: Bool) throws {
        try check(lengths: [3, 3, 3], hidden: 4, isReversed: isReversed, hasInitial: true)
    }

    @Test(arguments: [false, true])
    func aSingleStepAgreesWithTheFormula(isReversed: Bool) throws {
        try check(lengths: [1, 1], hidden: 4, isReversed: isReversed, hasInitial: true)
    }

    @Test func oneLayerOnAnotherAgreesWithTheFormula() throws {
        let lengths = [4, 2, 1]
        let layout = PackedLayout(lengths: lengths)
        var random = RandomSource(seed: 3)
        let first = weights(hidden: 4)
        let second = [
            DoubleMatrix.random(rows: 16, columns: 4, using: &random), .random(rows: 16, columns: 4, using: &random),
            .random(rows: 1, columns: 16, using: &random),
        ]
        let check = GradientCheck(
            inputs: inputs(lengths: lengths, hidden: 4, hasInitial: false), weights: first + second)
        try check.run { tape, inputs, weights in
            let below = run(&tape, inputs, Array(weights[..<3]), layout: layout, hidden: 4, isReversed: false)
            let above = run(
                &tape, [below[0]], Array(weights[3...]), layout: layout, hidden: 4, isReversed: true)
            return Array(below[1...]) + above
        } oracle: { inputs, weights in
            let below = oracle(inputs, Array(weights[..<3]), layout: layout, isReversed: false)
            return Array(below[1...]) + oracle([below[0]], Array(weights[3...]), layout: layout, isReversed: true)
        }
    }

    // MARK: Bits

    /// Outputs, states and gradients of a batch that is large enough for several threads, as bits.
    private func bits(
        lengths: [Int], inputs: [DoubleMatrix], weights: [DoubleMatrix], isReversed: Bool, on workspace: Workspace
    ) throws -> (results: [[Float]], gradients: [[Float]]) {
        let hidden = weights[1].columns
        var store = ParameterStore()
        var unused = RandomSource(seed: 0)
        var parameters: [Parameter] = []
        for (index, weight) in weights.enumerated() {
            let shape = index == 2 ? [weight.columns] : [weight.rows, weight.columns]
            parameters.append(store.declare("\(index)", shape: shape, initializer: .zeros, using: &unused))
            store[parameters[index]] = weight.floats
        }
        var tape = Tape(on: workspace, parameters: store, isRecording: true)
        var variables: [Variable] = []
        for input in inputs { variables.append(tape.input(input)) }
        let results = run(
            &tape, variables, parameters, layout: PackedLayout(lengths: lengths), hidden: hidden,
            isReversed: isReversed)
        // The results are their own gradient: any number that depends on all of them will do.
        for result in results { try #require(result.gradient).copy(from: result.value) }
        let gradients = tape.gradients()
        let ofInputs = try variables.map { try #require($0.gradient).elements }
        return (results.map(\.value.elements), ofInputs + parameters.map { gradients[$0] })
    }

    @Test(arguments: [false, true])
    func everyWorkspaceGivesTheSameBits(isReversed: Bool) throws {
        let hidden = 70
        let lengths = (0..<61).map { 9 - $0 / 8 }
        let inputs = inputs(lengths: lengths, hidden: hidden, hasInitial: true)
        var expected: (results: [[Float]], gradients: [[Float]])?
        for workspace in Workspace.everyKind {
            let actual = try bits(
                lengths: lengths, inputs: inputs, weights: weights(hidden: hidden), isReversed: isReversed,
                on: workspace)
            if let expected {
                #expect(actual.results.map(\.bits) == expected.results.map(\.bits), "\(workspace.kind)")
                #expect(actual.gradients.map(\.bits) == expected.gradients.map(\.bits), "\(workspace.kind)")
            }
            expected = expected ?? actual
        }
    }

    @Test(arguments: Kernels.available, [false, true])
    func aRowAloneHasTheBitsThatItHasAmongOthers(name: String, isReversed: Bool) throws {
        let workspace = Workspace(threads: 1, kernels: try #require(Kernels(named: name)))
        let (hidden, lengths) = (35, [7, 7, 5, 4, 4, 4, 3, 2, 2, 2, 1, 1, 1, 1, 1])
        let layout = PackedLayout(lengths: lengths)
        let inputs = inputs(lengths: lengths, hidden: hidden, hasInitial: true)
        let weights = weights(hidden: hidden)
        let together = try bits(
            lengths: lengths, inputs: inputs, weights: weights, isReversed: isReversed, on: workspace)
        let positions = layout.unpack(Array(0..<layout.count))
        for row in lengths.indices {
            let alone = try bits(
                lengths: [lengths[row]],
                inputs: [inputs[0].selecting(positions[row]), inputs[1].selecting([row]), inputs[2].selecting([row])],
                weights: weights, isReversed: isReversed, on: workspace)
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
