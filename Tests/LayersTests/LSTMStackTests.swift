import Seq2SeqLayers
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Stacked and bidirectional LSTMs.
@Suite("LSTM layers")
struct LSTMStackTests {
    private static let inputSize = 3
    // Owns what the tapes compute, so it must outlive them.
    private let workspace = Workspace(threads: 1)

    /// A stack whose weights are all random, biases included, so that none can be left out unseen.
    private func stack(
        hidden: Int, layers: Int, isBidirectional: Bool, isResidual: Bool = false
    ) -> (store: ParameterStore, lstm: LSTMStack) {
        var random = RandomSource(seed: 1)
        var store = ParameterStore()
        let lstm = LSTMStack(
            "encoder", inputSize: Self.inputSize, hiddenSize: hidden, layerCount: layers,
            isBidirectional: isBidirectional, isResidual: isResidual, in: &store)
        store.start(using: &random)
        store.update { values in
            for index in values.indices { values[index] = random.nextUniform(from: -0.7, to: 0.7) }
        }
        return (store, lstm)
    }

    private func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> DoubleMatrix {
        var random = RandomSource(seed: seed)
        return .random(rows: rows, columns: columns, using: &random)
    }

    /// Outputs, then each layer's final hidden and cell state.
    private func run(
        _ lstm: LSTMStack, _ input: Variable, initial: [Variable], layout: PackedLayout, on tape: inout Tape
    ) -> [Variable] {
        let states = stride(from: 0, to: initial.count, by: 2).map {
            LSTMState(hidden: initial[$0], cell: initial[$0 + 1])
        }
        let (outputs, final) = lstm(input, layout: layout, initial: states.isEmpty ? nil : states, on: &tape)
        return [outputs] + final.flatMap { [$0.hidden, $0.cell] }
    }

    /// The same by the formulas: each row, layer and direction for itself.
    private func oracle(
        _ point: [DoubleMatrix], hidden: Int, layers: Int, isBidirectional: Bool, isResidual: Bool,
        layout: PackedLayout
    ) -> [DoubleMatrix] {
        let directions = isBidirectional ? 2 : 1
        let size = hidden / directions
        let initial = point[1..<1 + 2 * layers]
        let weights = Array(point[(1 + 2 * layers)...])
        var inputs = layout.unpack((0..<layout.count).map(point[0].row))
        var results: [[[Double]]] = []
        for layer in 0..<layers {
            var outputs = inputs.map { $0.map { _ in [Double]() } }
            var final = (hidden: inputs.map { _ in [Double]() }, cell: inputs.map { _ in [Double]() })
            for direction in 0..<directions {
                let first = 3 * (layer * directions + direction)
                let lstm = ReferenceLSTM(input: weights[first], recurrent: weights[first + 1], bias: weights[first + 2])
                for (row, steps) in inputs.enumerated() {
                    let columns = direction * size..<(direction + 1) * size
                    let state = ReferenceLSTM.State(
                        hidden: Array(initial[1 + 2 * layer].row(row)[columns]),
                        cell: Array(initial[2 + 2 * layer].row(row)[columns]))
                    let result = lstm.run(steps, from: state, isReversed: direction == 1)
                    outputs[row] = zip(outputs[row], result.outputs).map { $0 + $1 }
                    final.hidden[row] += result.final.hidden
                    final.cell[row] += result.final.cell
                }
            }
            let isSummed = isResidual && layer > 0
            inputs = zip(inputs, outputs).map { below, above in
                isSummed ? zip(below, above).map { zip($0, $1).map { $0 + $1 } } : above
            }
            results += [final.hidden, final.cell]
        }
        return ([layout.pack(inputs)] + results).map { rows in
            DoubleMatrix(rows: rows.count, columns: hidden, elements: rows.flatMap { $0 })
        }
    }

    @Test(arguments: [1, 2, 3], [false, true])
    func valuesAndGradientsAgreeWithTheFormulas(layers: Int, isBidirectional: Bool) throws {
        try check(layers: layers, isBidirectional: isBidirectional, isResidual: false)
    }

    @Test(arguments: [1, 2, 3], [false, true])
    func residualLayersAgreeWithTheFormulas(layers: Int, isBidirectional: Bool) throws {
        try check(layers: layers, isBidirectional: isBidirectional, isResidual: true)
    }

    private func check(layers: Int, isBidirectional: Bool, isResidual: Bool) throws {
        let (hidden, layout) = (4, PackedLayout(lengths: [4, 2, 2, 1]))
        let (store, lstm) = stack(
            hidden: hidden, layers: layers, isBidirectional: isBidirectional, isResidual: isResidual)
        let x = matrix(layout.count, Self.inputSize, seed: 2)
        let initial = (0..<2 * layers).map { matrix(layout.batch, hidden, seed: 3 + UInt64($0)) }
        let parameters = store.names.compactMap(store.parameter(named:))
        let point = [x] + initial + parameters.map { DoubleMatrix($0, of: store) }
        let oracle = { (point: [DoubleMatrix]) in
            self.oracle(
                point, hidden: hidden, layers: layers, isBidirectional: isBidirectional, isResidual: isResidual,
                layout: layout)
        }
        let expected = oracle(point)
        let shares = expected.enumerated().map { matrix($1.rows, $1.columns, seed: 20 + UInt64($0)) }

        var tape = Tape(on: workspace, parameters: store, isRecording: true)
        let input = tape.input(x)
        var states: [Variable] = []
        for state in initial { states.append(tape.input(state)) }
        let results = run(lstm, input, initial: states, layout: layout, on: &tape)
        for (result, share) in zip(results, shares) { try #require(result.gradient).load(share) }
        let gradients = tape.gradients()
        for (result, wanted) in zip(results, expected) {
            #expect(relativeError(result.value.elements, from: wanted.elements) <= 1e-5)
        }
        let wanted = centralDifferences(at: point) { zip(oracle($0), shares).reduce(0) { $0 + $1.0.dot($1.1) } }
        let ofInputs = try ([input] + states).map { try #require($0.gradient).elements }
        for (index, values) in (ofInputs + parameters.map { gradients[$0] }).enumerated() {
            #expect(relativeError(values, from: wanted[index].elements) <= 1e-5, "gradient \(index)")
        }
    }

    @Test func weightsHavePyTorchsNamesAndShapes() {
        var random = RandomSource(seed: 1)
        var store = ParameterStore()
        let lstm = LSTMStack(
            "encoder", inputSize: 5, hiddenSize: 6, layerCount: 2, isBidirectional: true, in: &store)
        store.start(using: &random)
        let names = ["l0", "l0_reverse", "l1", "l1_reverse"].flatMap { suffix in
            ["weight_ih_", "weight_hh_", "bias_ih_"].map { "encoder.\($0)\(suffix)" }
        }
        #expect(store.names == names)
        #expect(lstm.layerCount == 2)
        let shapes = names.compactMap(store.parameter(named:)).map(store.shape(of:))
        #expect(shapes[..<3] == [[12, 5], [12, 3], [12]] && shapes[6..<9] == [[12, 6], [12, 3], [12]])
        for weights in lstm.layers.joined() {
            #expect(store[weights.bias] == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
        }
    }

    @Test func oneDirectionHasTheWholeHiddenSize() {
        let (store, lstm) = stack(hidden: 6, layers: 1, isBidirectional: false)
        #expect(store.names == ["encoder.weight_ih_l0", "encoder.weight_hh_l0", "encoder.bias_ih_l0"])
        #expect(store.shape(of: lstm.layers[0][0].recurrent) == [24, 6])
    }

    @Test func noInitialStateIsAStateOfZeros() {
        let layout = PackedLayout(lengths: [3, 1])
        let (store, lstm) = stack(hidden: 4, layers: 2, isBidirectional: true)
        let x = matrix(layout.count, Self.inputSize, seed: 2)
        let zeros = DoubleMatrix(rows: 2, columns: 4, elements: [Double](repeating: 0, count: 8))
        let results = [false, true].map { hasState in
            var tape = Tape(on: workspace, parameters: store, isRecording: false)
            var states: [Variable] = []
            for _ in 0..<(hasState ? 4 : 0) { states.append(tape.input(zeros)) }
            return run(lstm, tape.input(x), initial: states, layout: layout, on: &tape).map(\.value.elements)
        }
        #expect(results[0] == results[1])
    }

    @Test(arguments: Kernels.available, [false, true])
    func aRowAloneHasTheBitsThatItHasInARaggedBatch(name: String, isBidirectional: Bool) throws {
        let workspace = Workspace(threads: 1, kernels: try #require(Kernels(named: name)))
        let (hidden, layout) = (38, PackedLayout(lengths: [9, 7, 7, 6, 4, 4, 4, 3, 2, 2, 2, 1, 1, 1]))
        let (store, lstm) = stack(hidden: hidden, layers: 2, isBidirectional: isBidirectional)
        let x = matrix(layout.count, Self.inputSize, seed: 2)
        func results(_ x: DoubleMatrix, _ layout: PackedLayout) -> [[Float]] {
            var tape = Tape(on: workspace, parameters: store, isRecording: false)
            return run(lstm, tape.input(x), initial: [], layout: layout, on: &tape).map(\.value.elements)
        }
        let together = results(x, layout)
        for (row, positions) in layout.unpack(Array(0..<layout.count)).enumerated() {
            let alone = results(x.selecting(positions), PackedLayout(lengths: [positions.count]))
            let outputs = positions.flatMap { together[0][$0 * hidden..<($0 + 1) * hidden] }
            #expect(alone[0].bits == outputs.bits, "row \(row)")
            for state in 1..<together.count {
                #expect(alone[state].bits == Array(together[state][row * hidden..<(row + 1) * hidden]).bits)
            }
        }
    }

    @Test func anOddSizeCannotBeSharedByTwoDirections() async {
        await #expect(processExitsWith: .failure) {
            var store = ParameterStore()
            _ = LSTMStack(
                "encoder", inputSize: 5, hiddenSize: 7, layerCount: 1, isBidirectional: true, in: &store)
        }
    }
}
