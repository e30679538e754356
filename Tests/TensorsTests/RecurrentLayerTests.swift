import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// GRU and simple recurrent layer: what both promise, as `LSTMTests` has it of the LSTM.
@Suite("GRU and simple recurrent layer")
struct RecurrentLayerTests {
    enum Kind: CaseIterable {
        case gru, simpleRNN

        /// Shapes of the weights for a hidden size; a vector has one row.
        func weightShapes(input: Int, hidden: Int) -> [(rows: Int, columns: Int)] {
            switch self {
            case .gru: [(3 * hidden, input), (3 * hidden, hidden), (1, 3 * hidden), (1, 3 * hidden)]
            case .simpleRNN: [(hidden, input), (hidden, hidden), (1, hidden)]
            }
        }

        func oracle(_ weights: [DoubleMatrix], recurrentMask: [Double]?) -> any ReferenceRecurrence {
            switch self {
            case .gru:
                ReferenceGRU(
                    input: weights[0], recurrent: weights[1], inputBias: weights[2], recurrentBias: weights[3],
                    recurrentMask: recurrentMask)
            case .simpleRNN:
                ReferenceSimpleRNN(
                    input: weights[0], recurrent: weights[1], bias: weights[2], recurrentMask: recurrentMask)
            }
        }
    }

    /// A kind, and how its rows are read.
    struct Case: CustomTestStringConvertible {
        let kind: Kind
        let isReversed: Bool
        let hasInitial: Bool
        /// Whether some of the state is dropped where it meets the recurrent weights.
        let isDropped: Bool

        var testDescription: String {
            "\(kind), reversed \(isReversed), initial \(hasInitial), dropped \(isDropped)"
        }

        static let all = Kind.allCases.flatMap { kind in
            (0..<8).map { bits in
                Case(kind: kind, isReversed: bits & 1 != 0, hasInitial: bits & 2 != 0, isDropped: bits & 4 != 0)
            }
        }

        /// - Parameter pairs: what dropout knows the rows of the batch by.
        func dropout(_ pairs: [Int]) -> RowDropout? {
            guard isDropped else { return nil }
            return RowDropout(
                StepDropout(rate: 0.4, seed: 3, step: 2), place: 7, rows: pairs.map { (pair: $0, time: 0) })
        }

        /// What dropout makes of ones, for each row.
        func masks(_ pairs: [Int], hidden: Int) -> [[Double]]? {
            let workspace = Workspace(threads: 1)
            var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: false)
            let ones = tape.constant(
                [Float](repeating: 1, count: pairs.count * hidden), rows: pairs.count, columns: hidden)
            guard let dropout = dropout(pairs) else { return nil }
            let masks = tape.dropout(ones, dropout).value
            return withExtendedLifetime(workspace) {
                pairs.indices.map { masks.rows($0..<$0 + 1).elements.map(Double.init) }
            }
        }

        /// Either way of reading, with and without an initial state and dropout, but not every combination.
        static let some = all.filter { $0.isReversed == $0.hasInitial }
        /// Read backwards, from an initial state and under dropout, or none of it.
        static let extremes = some.filter { $0.isReversed == $0.isDropped }
        static let full = extremes.filter(\.isDropped)
    }

    private static let inputSize = 3

    /// Inputs, then, if wanted, the initial state.
    private func inputs(_ test: Case, lengths: [Int], hidden: Int) -> [DoubleMatrix] {
        var random = RandomSource(seed: 1)
        var inputs = [DoubleMatrix.random(rows: lengths.reduce(0, +), columns: Self.inputSize, using: &random)]
        if test.hasInitial { inputs.append(.random(rows: lengths.count, columns: hidden, using: &random)) }
        return inputs
    }

    private func weights(_ kind: Kind, hidden: Int) -> [DoubleMatrix] {
        var random = RandomSource(seed: 2)
        return kind.weightShapes(input: Self.inputSize, hidden: hidden).map {
            .random(rows: $0.rows, columns: $0.columns, bound: 0.5, using: &random)
        }
    }

    /// Outputs and the final state on a tape.
    private func run(
        _ test: Case, _ tape: inout Tape, _ inputs: [Variable], _ weights: [Parameter], layout: PackedLayout,
        hidden: Int, pairs: [Int]? = nil
    ) -> [Variable] {
        let dropout = test.dropout(pairs ?? Array(0..<layout.batch))
        let outputs = tape.variable(rows: layout.count, columns: hidden)
        let final = tape.variable(rows: layout.batch, columns: hidden)
        let initial = test.hasInitial ? inputs[1] : nil
        switch test.kind {
        case .gru:
            tape.gru(
                inputs[0], layout: layout,
                weights: GRUWeights(
                    input: weights[0], recurrent: weights[1], inputBias: weights[2], recurrentBias: weights[3]),
                initial: initial, isReversed: test.isReversed, recurrentDropout: dropout, into: outputs, final: final)
        case .simpleRNN:
            tape.simpleRNN(
                inputs[0], layout: layout,
                weights: SimpleRNNWeights(input: weights[0], recurrent: weights[1], bias: weights[2]),
                initial: initial, isReversed: test.isReversed, recurrentDropout: dropout, into: outputs, final: final)
        }
        return [outputs, final]
    }

    /// The same by the formulas, row by row.
    private func oracle(
        _ test: Case, _ inputs: [DoubleMatrix], _ weights: [DoubleMatrix], layout: PackedLayout, hidden: Int,
        masks: [[Double]]?
    ) -> [DoubleMatrix] {
        let rows = layout.unpack((0..<layout.count).map(inputs[0].row))
        let results = rows.enumerated().map { row, steps in
            test.kind.oracle(weights, recurrentMask: masks?[row]).run(
                steps, from: test.hasInitial ? inputs[1].row(row) : [Double](repeating: 0, count: hidden),
                isReversed: test.isReversed)
        }
        return [layout.pack(results.map(\.outputs)), results.map(\.final)].map { rows in
            DoubleMatrix(rows: rows.count, columns: hidden, elements: rows.flatMap { $0 })
        }
    }

    private func check(_ test: Case, lengths: [Int], hidden: Int) throws {
        let layout = PackedLayout(lengths: lengths)
        let masks = test.masks(Array(lengths.indices), hidden: hidden)
        let check = GradientCheck(
            inputs: inputs(test, lengths: lengths, hidden: hidden), weights: weights(test.kind, hidden: hidden))
        try check.run { tape, inputs, weights in
            run(test, &tape, inputs, weights, layout: layout, hidden: hidden)
        } oracle: { inputs, weights in
            oracle(test, inputs, weights, layout: layout, hidden: hidden, masks: masks)
        }
    }

    @Test(arguments: Case.all)
    func raggedRowsAgreeWithTheFormula(test: Case) throws {
        try check(test, lengths: [6, 4, 4, 3, 1], hidden: 5)
    }

    @Test(arguments: Case.extremes)
    func moreThanOneBlockOfUnitsAgreesWithTheFormula(test: Case) throws {
        try check(test, lengths: [2, 1], hidden: 34)
    }

    @Test(arguments: Case.some)
    func rowsOfEqualLengthAgreeWithTheFormula(test: Case) throws {
        try check(test, lengths: [3, 3, 3], hidden: 4)
        try check(test, lengths: [1, 1], hidden: 4)
    }

    // MARK: Bits

    /// Outputs, final state, and the gradients of inputs and weights.
    private func bits(
        _ test: Case, lengths: [Int], inputs: [DoubleMatrix], hidden: Int, pairs: [Int]? = nil,
        on workspace: Workspace
    ) throws -> (results: [[Float]], gradients: [[Float]]) {
        let (store, parameters) = ParameterStore.holding(weights(test.kind, hidden: hidden))
        var tape = Tape(on: workspace, parameters: store, isRecording: true)
        var variables: [Variable] = []
        for input in inputs { variables.append(tape.input(input)) }
        let results = run(
            test, &tape, variables, parameters, layout: PackedLayout(lengths: lengths), hidden: hidden, pairs: pairs)
        // The results are their own gradient: any number that depends on all of them will do.
        for result in results { try #require(result.gradient).copy(from: result.value) }
        let gradients = tape.gradients()
        let ofInputs = try variables.map { try #require($0.gradient).elements }
        return (results.map(\.value.elements), ofInputs + parameters.map { gradients[$0] })
    }

    @Test(arguments: Case.full)
    func everyWorkspaceGivesTheSameBits(test: Case) throws {
        let hidden = 70
        let lengths = (0..<61).map { 9 - $0 / 8 }
        let inputs = inputs(test, lengths: lengths, hidden: hidden)
        var expected: (results: [[Float]], gradients: [[Float]])?
        for workspace in Workspace.everyKind {
            let actual = try bits(test, lengths: lengths, inputs: inputs, hidden: hidden, on: workspace)
            if let expected {
                #expect(actual.results.map(\.bits) == expected.results.map(\.bits), "\(workspace.kind)")
                #expect(actual.gradients.map(\.bits) == expected.gradients.map(\.bits), "\(workspace.kind)")
            }
            expected = expected ?? actual
        }
    }

    @Test(arguments: Kernels.available, Case.some)
    func aRowAloneHasTheBitsThatItHasAmongOthers(name: String, test: Case) throws {
        let workspace = Workspace(threads: 1, kernels: try #require(Kernels(named: name)))
        let (hidden, lengths) = (35, [7, 7, 5, 4, 4, 4, 3, 2, 2, 2, 1, 1, 1, 1, 1])
        let layout = PackedLayout(lengths: lengths)
        let inputs = inputs(test, lengths: lengths, hidden: hidden)
        let together = try bits(test, lengths: lengths, inputs: inputs, hidden: hidden, on: workspace)
        let positions = layout.unpack(Array(0..<layout.count))
        func rows(_ rows: [Int], of matrix: [Float], columns: Int) -> [Float] {
            rows.flatMap { matrix[$0 * columns..<($0 + 1) * columns] }
        }
        for row in lengths.indices {
            let own = [inputs[0].selecting(positions[row])] + inputs.dropFirst().map { $0.selecting([row]) }
            let alone = try bits(
                test, lengths: [lengths[row]], inputs: own, hidden: hidden, pairs: [row], on: workspace)
            let outputs = rows(positions[row], of: together.results[0], columns: hidden)
            #expect(alone.results[0].bits == outputs.bits, "row \(row)")
            #expect(alone.results[1].bits == rows([row], of: together.results[1], columns: hidden).bits, "row \(row)")
            let gradient = rows(positions[row], of: together.gradients[0], columns: Self.inputSize)
            #expect(alone.gradients[0].bits == gradient.bits, "row \(row)")
            if test.hasInitial {
                let ofInitial = rows([row], of: together.gradients[1], columns: hidden)
                #expect(alone.gradients[1].bits == ofInitial.bits, "row \(row)")
            }
        }
    }
}
