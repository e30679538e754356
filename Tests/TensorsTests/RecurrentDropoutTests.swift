import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Dropout of the hidden state that meets the recurrent weights (Gal and Ghahramani 2016).
@Suite("LSTM: recurrent dropout")
struct RecurrentDropoutTests {
    @Test(arguments: [false, true], [false, true])
    func raggedRowsAgreeWithTheFormula(isReversed: Bool, hasInitial: Bool) throws {
        try LSTMTrial(
            lengths: [6, 4, 4, 3, 1], hidden: 5, isReversed: isReversed, hasInitial: hasInitial, pairs: [8, 1, 5, 0, 3]
        ).check()
    }

    @Test(arguments: [false, true], [false, true])
    func moreThanOneBlockOfUnitsAgreesWithTheFormula(isReversed: Bool, hasInitial: Bool) throws {
        try LSTMTrial(lengths: [2, 1], hidden: 34, isReversed: isReversed, hasInitial: hasInitial, pairs: [4, 2])
            .check()
    }

    @Test(arguments: [false, true])
    func everyWorkspaceGivesTheSameBits(isReversed: Bool) throws {
        try LSTMTrial(
            lengths: (0..<61).map { 9 - $0 / 8 }, hidden: 70, isReversed: isReversed, pairs: Array((0..<61).reversed())
        ).checkEveryWorkspace()
    }

    @Test(arguments: Kernels.available, [false, true])
    func aRowAloneHasTheBitsThatItHasAmongOthers(name: String, isReversed: Bool) throws {
        let workspace = Workspace(threads: 1, kernels: try #require(Kernels(named: name)))
        let lengths = [7, 7, 5, 4, 4, 4, 3, 2, 2, 2, 1, 1, 1, 1, 1]
        try LSTMTrial(lengths: lengths, hidden: 35, isReversed: isReversed, pairs: lengths.indices.map { 20 - $0 })
            .checkRowsAlone(on: workspace)
    }

    /// What input feeding does: each step is a call of its own, and meets the mask of the others.
    @Test func stepsOneByOneGiveTheBitsOfTheSequence() throws {
        let workspace = Workspace(threads: 1)
        let whole = LSTMTrial(lengths: [4, 4, 4], hidden: 21, pairs: [6, 0, 9])
        let expected = try whole.results(on: workspace).results
        var single = whole
        single.lengths = [1, 1, 1]
        var outputs: [Float] = []
        var state = Array(whole.inputs[1...])
        for step in 0..<4 {
            let input = whole.inputs[0].selecting(Array(whole.layout.range(at: step)))
            let results = try single.results(of: [input] + state, on: workspace).results
            outputs += results[0]
            state = results[1...].map { DoubleMatrix(rows: 3, columns: 21, floats: $0) }
        }
        #expect(outputs.bits == expected[0].bits)
        #expect(state.map(\.floats.bits) == expected[1...].map(\.bits))
    }

    /// Without a state before it, a single step meets no recurrent weight.
    @Test func outputsAndFinalStatesStayWhole() throws {
        let workspace = Workspace(threads: 1)
        var trial = LSTMTrial(lengths: [1, 1], hidden: 40, hasInitial: false)
        let expected = try trial.results(on: workspace).results
        trial.pairs = [0, 1]
        #expect(try trial.results(on: workspace).results.map(\.bits) == expected.map(\.bits))
        trial.hasInitial = true
        let dropped = try trial.results(on: workspace).results
        trial.pairs = nil
        #expect(try trial.results(on: workspace).results[0] != dropped[0])
    }
}
