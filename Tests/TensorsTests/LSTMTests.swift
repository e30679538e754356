import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

@Suite("LSTM")
struct LSTMTests {
    @Test(arguments: [false, true], [false, true])
    func raggedRowsAgreeWithTheFormula(isReversed: Bool, hasInitial: Bool) throws {
        try LSTMTrial(lengths: [6, 4, 4, 3, 1], hidden: 5, isReversed: isReversed, hasInitial: hasInitial).check()
    }

    @Test(arguments: [false, true], [false, true])
    func moreThanOneBlockOfUnitsAgreesWithTheFormula(isReversed: Bool, hasInitial: Bool) throws {
        try LSTMTrial(lengths: [2, 1], hidden: 34, isReversed: isReversed, hasInitial: hasInitial).check()
    }

    @Test(arguments: [false, true])
    func rowsOfEqualLengthAgreeWithTheFormula(isReversed: Bool) throws {
        try LSTMTrial(lengths: [3, 3, 3], hidden: 4, isReversed: isReversed).check()
    }

    @Test(arguments: [false, true])
    func aSingleStepAgreesWithTheFormula(isReversed: Bool) throws {
        try LSTMTrial(lengths: [1, 1], hidden: 4, isReversed: isReversed).check()
    }

    @Test func oneLayerOnAnotherAgreesWithTheFormula() throws {
        let below = LSTMTrial(lengths: [4, 2, 1], hidden: 4, hasInitial: false)
        var above = below
        above.isReversed = true
        var random = RandomSource(seed: 3)
        let second = [
            DoubleMatrix.random(rows: 16, columns: 4, using: &random), .random(rows: 16, columns: 4, using: &random),
            .random(rows: 1, columns: 16, using: &random),
        ]
        let check = GradientCheck(inputs: below.inputs, weights: below.weights + second)
        try check.run { [above] tape, inputs, weights in
            let first = below.run(&tape, inputs, Array(weights[..<3]))
            return Array(first[1...]) + above.run(&tape, [first[0]], Array(weights[3...]))
        } oracle: { [above] inputs, weights in
            let first = below.oracle(inputs, Array(weights[..<3]))
            return Array(first[1...]) + above.oracle([first[0]], Array(weights[3...]))
        }
    }

    // MARK: Bits

    @Test(arguments: [false, true])
    func everyWorkspaceGivesTheSameBits(isReversed: Bool) throws {
        // Large enough for several threads.
        try LSTMTrial(lengths: (0..<61).map { 9 - $0 / 8 }, hidden: 70, isReversed: isReversed).checkEveryWorkspace()
    }

    @Test(arguments: Kernels.available, [false, true])
    func aRowAloneHasTheBitsThatItHasAmongOthers(name: String, isReversed: Bool) throws {
        let workspace = Workspace(threads: 1, kernels: try #require(Kernels(named: name)))
        let lengths = [7, 7, 5, 4, 4, 4, 3, 2, 2, 2, 1, 1, 1, 1, 1]
        try LSTMTrial(lengths: lengths, hidden: 35, isReversed: isReversed).checkRowsAlone(on: workspace)
    }
}
