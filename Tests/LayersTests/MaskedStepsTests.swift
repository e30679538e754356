import Seq2SeqLayers
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// What a masked step means to each layer.
@Suite("Masked steps")
struct MaskedStepsTests {
    private let workspace = Workspace(threads: 1)

    private func sequences(_ lengths: [Int], features: Int = 2, seed: UInt64 = 1) -> [[[Float]]] {
        var random = RandomSource(seed: seed)
        return lengths.map { length in
            (0..<length).map { _ in (0..<features).map { _ in random.nextUniform(from: -1, to: 1) } }
        }
    }

    /// Each row read by the formulas, by itself.
    private func states(_ model: Sequential, _ rows: [[[Float]]], units: Int) throws -> [[Double]] {
        func matrix(_ name: String) throws -> DoubleMatrix {
            DoubleMatrix(try #require(model.parameters.parameter(named: name)), of: model.parameters)
        }
        let lstm = ReferenceLSTM(
            input: try matrix("lstm.weight_ih_l0"), recurrent: try matrix("lstm.weight_hh_l0"),
            bias: try matrix("lstm.bias_ih_l0"))
        return rows.map { lstm.run($0.map { $0.map(Double.init) }, from: .zeros(units)).final.hidden }
    }

    @Test func aMaskedStepCarriesTheStateOn() throws {
        let rows = sequences([5, 3, 4, 0])
        let model = try Sequential(input: .sequences(2)) { LSTM(6) }
        let expected = try states(model, rows, units: 6).flatMap { $0 }
        // At the back, at the front, in between, and a row without any step.
        let positions = [[0, 1, 2, 3, 4], [4, 5, 6], [0, 2, 3, 6], []]
        var values = [Float](repeating: 1e9, count: 4 * 7 * 2)
        var elements = [Bool](repeating: false, count: 4 * 7)
        for (row, steps) in positions.enumerated() {
            for (index, step) in steps.enumerated() {
                elements[row * 7 + step] = true
                for feature in 0..<2 { values[(row * 7 + step) * 2 + feature] = rows[row][index][feature] }
            }
        }
        let batch = PaddedBatch(values: values, features: 2, mask: Mask(batch: 4, time: 7, elements: elements))
        let answer = try model.predict(.sequences(batch), on: workspace).vectors
        #expect(relativeError(answer.flatMap { $0 }, from: expected) <= 1e-6)
        #expect(answer[3] == [Float](repeating: 0, count: 6))
    }

    @Test func maskingMasksTheStepsOfAValue() throws {
        let rows = sequences([5, 3, 4])
        let model = try Sequential(input: .sequences(2)) {
            Masking(-9)
            LSTM(6)
        }
        let padded = PaddedBatch(rows, side: .front, to: .exactly(8), with: -9)
        let allThere = PaddedBatch(
            values: padded.values, features: 2, mask: Mask(lengths: [8, 8, 8]))
        let answer = try model.predict(.sequences(allThere), on: workspace)
        #expect(answer == (try model.predict(.sequences(rows), on: workspace)))
    }

    @Test func anEmbeddingMasksTheIdZero() throws {
        let model = try Sequential(input: .tokens()) {
            Embedding(9, 4, maskZero: true)
            LSTM(6, returnSequences: true)
        }
        let rectangle = PaddedTokens(ids: [0, 3, 0, 4, 5, 0, 0, 0], mask: Mask(lengths: [4, 4]))
        let answer = try model.predict(.tokens(rectangle), on: workspace)
        #expect(answer.padded?.mask.steps == [[1, 3], [0]])
        #expect(answer.sequences == (try model.predict(.tokens([[3, 4], [5]]), on: workspace).sequences))
    }

    @Test func theLastStepsAreEachRowsOwn() throws {
        let rows = sequences([5, 2, 0, 3])
        let model = try Sequential(input: .sequences(2)) { LastSteps(3) }
        let answer = try model.predict(.sequences(rows), on: workspace)
        #expect(answer.sequences == rows.map { Array($0.suffix(3)) })
        #expect(answer.padded?.mask == Mask(lengths: [3, 2, 0, 3], side: .front))
    }

    @Test func zeroPaddingComesAfterEachRowsLastStep() throws {
        let rows = sequences([5, 2, 0])
        let model = try Sequential(input: .sequences(2)) { ZeroPadding(2) }
        let answer = try model.predict(.sequences(PaddedBatch(rows, side: .front)), on: workspace)
        #expect(answer.sequences == rows.map { $0 + [[0, 0], [0, 0]] })
        #expect(answer.padded?.time == 7)
    }

    @Test func zerosComeAfterAnActivationAndNotBefore() throws {
        let model = try Sequential(input: .sequences(2)) {
            Dense(3, activation: .softmax)
            ZeroPadding(1)
        }
        let answer = try model.predict(.sequences(sequences([2])), on: workspace).sequences[0]
        #expect(answer[2] == [0, 0, 0])
        #expect(abs(answer[0].reduce(0, +) - 1) < 1e-6)
    }

    @Test func goingBackwardsGivesTheOrderOfReading() throws {
        let rows = sequences([5, 3])
        let backward = try Sequential(input: .sequences(2)) { LSTM(6, returnSequences: true, goBackwards: true) }
        let forward = try Sequential(input: .sequences(2)) { LSTM(6, returnSequences: true) }
        let answer = try backward.predict(.sequences(rows), on: workspace)
        let reversed = try forward.predict(.sequences(rows.map { $0.reversed() }), on: workspace)
        #expect(answer.sequences == reversed.sequences)
        #expect(answer.padded?.mask == Mask(lengths: [5, 3], side: .front))
    }

    @Test func aSequenceCanBeReadPieceByPiece() throws {
        let rows = sequences([6, 4, 5])
        let model = try Sequential(input: .sequences(2)) {
            LSTM(6, returnSequences: true)
            LSTM(3, returnSequences: true)
        }
        let whole = try model.predict(.sequences(rows), from: nil, on: workspace)
        let first = try model.predict(.sequences(rows.map { Array($0.prefix(4)) }), from: nil, on: workspace)
        // The second row has no step left: it keeps its state.
        let second = try model.predict(
            .sequences(PaddedBatch(rows.map { Array($0.dropFirst(4)) })), from: first.states, on: workspace)
        #expect(zip(first.outputs.sequences, second.outputs.sequences).map(+) == whole.outputs.sequences)
        #expect(second.states == whole.states)
    }

    @Test func dropoutDependsOnTheExampleAndNotOnItsCompanions() throws {
        let rows = sequences([6, 4, 5], features: 20)
        let model = try Sequential(input: .sequences(20)) {
            Dropout(0.5)
            LSTM(6, returnSequences: true, dropout: 0.3)
        }
        func outputs(_ ids: [Int], step: Int) throws -> [[[Float]]] {
            var tape = Tape(on: workspace, parameters: model.parameters, isRecording: true)
            var pass = SequentialPass(seed: 1, step: step, ids: ids)
            let signal = try model(.sequences(ids.map { rows[$0] }), &pass, on: &tape)
            let values = signal.value(on: &tape).value.rowArrays
            return signal.layout.positions.indices.map { row in
                signal.layout.positions[row].indices.map { values[signal.layout.packedRow(row, $0)] }
            }
        }
        let all = try outputs([0, 1, 2], step: 1)
        #expect(try outputs([2], step: 1) == [all[2]])
        #expect(try outputs([1, 0], step: 1) == [all[1], all[0]])
        #expect(try outputs([0, 1, 2], step: 2) != all)
        #expect(all != (try model.predict(.sequences(rows), on: workspace).sequences))
    }

    /// In training each row, in each direction, has one mask for all steps, by the formulas.
    @Test func recurrentDropoutDropsTheSameUnitsAtEveryStep() throws {
        let (rows, units, ids) = (sequences([5, 3, 0, 4]), 6, [9, 2, 4, 7])
        let model = try Sequential(input: .sequences(2)) {
            Bidirectional(LSTM(units, recurrentDropout: 0.5))
        }
        let expected = try [false, true].map { isReversed in
            try statesUnderDropout(model, rows, ids: ids, units: units, isReversed: isReversed)
        }
        var tape = Tape(on: workspace, parameters: model.parameters, isRecording: true)
        var pass = SequentialPass(seed: 1, step: 4, ids: ids)
        let signal = try model(.sequences(PaddedBatch(rows)), &pass, on: &tape)
        let answer = signal.value(on: &tape).value.elements
        #expect(relativeError(answer, from: zip(expected[0], expected[1]).flatMap { $0 + $1 }) <= 1e-6)
    }

    /// The final states of one direction, whose masks are those of its place: the first is that of the input's dropout.
    private func statesUnderDropout(
        _ model: Sequential, _ rows: [[[Float]]], ids: [Int], units: Int, isReversed: Bool
    ) throws -> [[Double]] {
        let suffix = isReversed ? "l0_reverse" : "l0"
        func matrix(_ name: String) throws -> DoubleMatrix {
            let name = "bidirectional.\(name)_\(suffix)"
            return DoubleMatrix(try #require(model.parameters.parameter(named: name)), of: model.parameters)
        }
        let workspace = Workspace(threads: 1)
        var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: false)
        let ones = tape.constant([Float](repeating: 1, count: ids.count * units), rows: ids.count, columns: units)
        let dropout = RowDropout(
            StepDropout(rate: 0.5, seed: 1, step: 4), place: isReversed ? 2 : 1, rows: ids.map { (pair: $0, time: 0) })
        let masks = tape.dropout(ones, dropout).value.rowArrays
        #expect(Set(masks.joined()) == [0, 2])
        return try rows.enumerated().map { row, steps in
            let lstm = ReferenceLSTM(
                input: try matrix("weight_ih"), recurrent: try matrix("weight_hh"), bias: try matrix("bias_ih"),
                recurrentMask: masks[row].map(Double.init))
            return lstm.run(steps.map { $0.map(Double.init) }, from: .zeros(units), isReversed: isReversed)
                .final.hidden
        }
    }
}
