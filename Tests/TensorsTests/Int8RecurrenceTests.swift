import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Recurrent layers in 8 bits: both halves of every sum, the input's and the state's.
@Suite("Recurrent layers in 8 bits")
struct Int8RecurrenceTests {
    enum Kind: CaseIterable {
        case lstm, gru, simpleRNN

        var gates: Int {
            switch self {
            case .lstm: 4
            case .gru: 3
            case .simpleRNN: 1
            }
        }

        func oracle(_ weights: [DoubleMatrix], mask: [Double]) -> any ReferenceRecurrence {
            switch self {
            case .gru:
                ReferenceGRU(
                    input: weights[0], recurrent: weights[1], inputBias: weights[2], recurrentBias: weights[3],
                    recurrentMask: mask)
            case .lstm, .simpleRNN:
                ReferenceSimpleRNN(input: weights[0], recurrent: weights[1], bias: weights[2], recurrentMask: mask)
            }
        }

        /// The output of one step by the formula.
        ///
        /// - Parameter mask: what the state is multiplied by where it meets the recurrent weights.
        func step(
            _ x: [Double], hidden: [Double], cell: [Double], _ weights: [DoubleMatrix], mask: [Double]
        ) -> [Double] {
            guard self == .lstm else { return oracle(weights, mask: mask).step(x, from: hidden) }
            return ReferenceLSTM(
                input: weights[0], recurrent: weights[1], bias: weights[2], recurrentMask: mask
            ).step(x, from: ReferenceLSTM.State(hidden: hidden, cell: cell)).hidden
        }
    }

    private static let inputSize = 5
    private static let hidden = 35

    /// Weights of the input and of the state, and the biases.
    private func weights(_ kind: Kind) -> [DoubleMatrix] {
        var random = RandomSource(seed: 1)
        let rows = kind.gates * Self.hidden
        return [(rows, Self.inputSize), (rows, Self.hidden), (1, rows), (1, rows)].map {
            .random(rows: $0.0, columns: $0.1, bound: 0.5, using: &random)
        }
    }

    /// Inputs, and the states that the rows begin with.
    private func inputs(lengths: [Int]) -> [DoubleMatrix] {
        var random = RandomSource(seed: 2)
        let steps = lengths.reduce(0, +)
        return [(steps, Self.inputSize), (lengths.count, Self.hidden), (lengths.count, Self.hidden)].map {
            .random(rows: $0.0, columns: $0.1, using: &random)
        }
    }

    /// The outputs of every step, then the final hidden state.
    private func run(
        _ kind: Kind, _ inputs: [DoubleMatrix], lengths: [Int], isReversed: Bool = false, on workspace: Workspace
    ) -> [Float] {
        let (store, parameters) = ParameterStore.holding(weights(kind))
        var tape = Tape(on: workspace, parameters: store, isRecording: false)
        let layout = PackedLayout(lengths: lengths)
        let (x, hidden, cell) = (tape.input(inputs[0]), tape.input(inputs[1]), tape.input(inputs[2]))
        let outputs = tape.variable(rows: layout.count, columns: Self.hidden)
        let final = tape.variable(rows: layout.batch, columns: Self.hidden)
        switch kind {
        case .lstm:
            tape.lstm(
                x, layout: layout,
                weights: LSTMWeights(input: parameters[0], recurrent: parameters[1], bias: parameters[2]),
                initial: LSTMState(hidden: hidden, cell: cell), isReversed: isReversed, into: outputs,
                final: LSTMState(hidden: final, cell: tape.variable(rows: layout.batch, columns: Self.hidden)))
        case .gru:
            tape.gru(
                x, layout: layout,
                weights: GRUWeights(
                    input: parameters[0], recurrent: parameters[1], inputBias: parameters[2],
                    recurrentBias: parameters[3]),
                initial: hidden, isReversed: isReversed, into: outputs, final: final)
        case .simpleRNN:
            tape.simpleRNN(
                x, layout: layout,
                weights: SimpleRNNWeights(input: parameters[0], recurrent: parameters[1], bias: parameters[2]),
                initial: hidden, isReversed: isReversed, into: outputs, final: final)
        }
        return outputs.value.elements + final.value.elements
    }

    /// The matrix with each row rounded to whole multiples of the 127th part of its largest magnitude.
    private func rounded(_ matrix: DoubleMatrix) -> DoubleMatrix {
        let elements = (0..<matrix.rows).flatMap { row in
            let values = matrix.row(row).map { Float($0) }
            let scale = (values.map(abs).max() ?? 0) / 127
            return values.map { Double(($0 / scale).rounded(.toNearestOrEven)) * Double(scale) }
        }
        return DoubleMatrix(rows: matrix.rows, columns: matrix.columns, elements: elements)
    }

    @Test(arguments: Kind.allCases)
    func bothHalvesOfAStepAreOfRoundedNumbers(kind: Kind) {
        let lengths = [1, 1, 1]
        let inputs = inputs(lengths: lengths)
        let weights = weights(kind)
        let near = [rounded(weights[0]), rounded(weights[1])] + weights[2...]
        let (x, met) = (rounded(inputs[0]), rounded(inputs[1]))
        let expected = lengths.indices.flatMap { row in
            // The state itself stays whole where it is carried past the product.
            let state = inputs[1].row(row)
            return kind.step(
                x.row(row), hidden: state, cell: inputs[2].row(row), near, mask: zip(met.row(row), state).map(/))
        }
        let found = run(kind, inputs, lengths: lengths, on: Workspace(threads: 1, precision: .int8))
        #expect(relativeError(Array(found[..<expected.count]), from: expected) <= 2e-6)
    }

    @Test(arguments: Kind.allCases, [false, true])
    func everyWorkspaceGivesTheSameBitsNearThoseOfFloats(kind: Kind, isReversed: Bool) throws {
        let lengths = (0..<31).map { 7 - $0 / 6 }
        let inputs = inputs(lengths: lengths)
        let exact = run(kind, inputs, lengths: lengths, isReversed: isReversed, on: Workspace(threads: 1))
        let bits = Set(
            Kernels.available.compactMap { Kernels(named: $0) }.flatMap { kernels in
                [1, 3].map { threads in
                    let workspace = Workspace(threads: threads, kernels: kernels, precision: .int8)
                    let near = run(kind, inputs, lengths: lengths, isReversed: isReversed, on: workspace)
                    #expect(zip(near, exact).allSatisfy { abs($0 - $1) <= 0.1 })
                    return near.bits
                }
            })
        #expect(bits.count == 1)
        #expect(try #require(bits.first) != exact.bits)
    }

    @Test(arguments: Kind.allCases, [false, true])
    func aRowAloneHasTheBitsThatItHasAmongOthers(kind: Kind, isReversed: Bool) {
        let lengths = [5, 4, 4, 2, 1, 1]
        let layout = PackedLayout(lengths: lengths)
        let inputs = inputs(lengths: lengths)
        let workspace = Workspace(threads: 1, precision: .int8)
        let together = run(kind, inputs, lengths: lengths, isReversed: isReversed, on: workspace)
        let positions = layout.unpack(Array(0..<layout.count))
        for row in lengths.indices {
            let own = [inputs[0].selecting(positions[row]), inputs[1].selecting([row]), inputs[2].selecting([row])]
            let alone = run(kind, own, lengths: [lengths[row]], isReversed: isReversed, on: workspace)
            let places = positions[row] + [layout.count + row]
            let expected = places.flatMap { together[$0 * Self.hidden..<($0 + 1) * Self.hidden] }
            #expect(alone.bits == expected.bits, "row \(row)")
        }
    }
}
