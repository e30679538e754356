import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing
import Seq2SeqTraining

/// Outputs, loss and gradients of a row do not change by one bit when padding or rows are added.
@Suite("Padding invariance")
struct PaddingInvarianceTests {
    private let workspace = Workspace(threads: 1)

    /// A row's losses and the gradients of their sum, as bits.
    private struct RowResult: Equatable {
        let losses: [UInt32]
        let gradients: [[UInt32]]
    }

    /// The losses of one row of a batch, and the gradients of their sum: the other rows are computed, but no loss reads
    /// them.
    ///
    /// - Parameter ids: what dropout knows the rows of the batch by.
    private func result(
        ofRow row: Int, _ model: some SequenceModel, _ x: Examples, _ y: Examples, ids: [Int], loss: SequenceLoss
    ) throws -> RowResult {
        var tape = Tape(on: workspace, parameters: model.parameters, isRecording: true)
        var pass = SequentialPass(seed: 1, step: 3, ids: ids)
        let outputs = try model.outputs(for: x, targets: y, &pass, on: &tape)
        var rows: Signal
        switch outputs.rows {
        case .vectors: rows = Signal(tape.select([row], of: outputs.sums), .vectors, activation: outputs.activation)
        case .sequences(let layout):
            let positions = layout.positions[row]
            let packed = positions.indices.map { layout.packedRow(row, $0) }
            rows = Signal(
                tape.select(packed, of: outputs.sums),
                .sequences(SequenceLayout(positions: [positions], time: layout.time)), activation: outputs.activation,
                chain: outputs.chain)
        }
        if let end = outputs.end {
            rows.end = VectorEnd(
                features: end.features, distribution: end.distribution, decidesEnd: end.decidesEnd,
                scales: end.scales.isEmpty ? [] : [end.scales[row]])
        }
        let aligned = try AlignedOutputs(rows, y.selecting([row]), inputs: x.selecting([row]), on: &tape)
        let losses = try loss.losses(aligned, on: &tape)
        let gradients = tape.gradients()
        let parameters = model.parameters
        return RowResult(
            losses: losses.bits,
            gradients: parameters.names.compactMap { parameters.parameter(named: $0) }.map { gradients[$0].bits })
    }

    /// Targets of the outputs' shape, probabilities that add up to whatever.
    private func targets(_ model: Sequential, _ x: Examples) throws -> Examples {
        let outputs = try model.predict(x, on: workspace)
        let lengths = outputs.sequences.map(\.count)
        let vectors = InvariantStack.vectors(lengths, features: 3, from: 0, seed: 2)
        if model.names.last == "crf" { return .tokens(vectors.map { $0.map { Int32($0[0] * 3) } }) }
        return outputs.padded == nil ? .vectors(vectors.map { $0[0] }) : .sequences(vectors)
    }

    private func bits(_ outputs: Examples) -> [[[UInt32]]] { outputs.sequences.map { $0.map(\.bits) } }

    @Test(arguments: InvariantStack.all)
    func paddingChangesNoBit(stack: InvariantStack) throws {
        let model = try Sequential(input: stack.input) { stack.layers }
        let rows = stack.rows
        let y = try targets(model, rows)
        let outputs = bits(try model.predict(rows, on: workspace))
        let (loss, gradients) = try model.lossAndGradients(for: rows, y, loss: stack.loss, on: workspace)
        #expect(loss.sum.isFinite && loss.sum > 0)
        for batch in stack.padded {
            #expect(bits(try model.predict(batch, on: workspace)) == outputs)
            let (paddedLoss, paddedGradients) = try model.lossAndGradients(
                for: batch, y, loss: stack.loss, on: workspace)
            #expect(paddedLoss == loss)
            #expect(
                model.kerasGradients(paddedGradients).map(\.bits) == model.kerasGradients(gradients).map(\.bits))
        }
    }

    @Test(arguments: InvariantStack.all)
    func neitherPaddingNorCompanionsChangeABitOfARow(stack: InvariantStack) throws {
        let model = try Sequential(input: stack.input) { stack.layers }
        let rows = stack.rows
        let y = try targets(model, rows)
        let ids = Array(0..<rows.count)
        let outputs = bits(try model.predict(rows, on: workspace))
        for row in ids {
            let alone = rows.selecting([row])
            #expect(bits(try model.predict(alone, on: workspace)) == [outputs[row]], "row \(row)")
            let expected = try result(ofRow: 0, model, alone, y.selecting([row]), ids: [row], loss: stack.loss)
            let others = [row] + ids.filter { $0 != row }.reversed()
            #expect(
                try result(
                    ofRow: 0, model, rows.selecting(others), y.selecting(others), ids: others, loss: stack.loss)
                    == expected, "row \(row) before others")
            for batch in [rows] + stack.padded {
                #expect(
                    try result(ofRow: row, model, batch, y, ids: ids, loss: stack.loss) == expected, "row \(row)")
            }
        }
    }

    @Test(arguments: Recurrence.allCases)
    func statesToStartFromChangeNothingOfThis(kind: Recurrence) throws {
        let model = try Sequential(input: .sequences(2)) {
            [kind.bothWays(9, returnSequences: true), kind.sequences(5, goBackwards: true), .dense(Dense(3))]
        }
        let rows = InvariantStack.vectors(InvariantStack.lengths, features: 2, seed: 1)
        let states = [18, 5].map { units in
            let vectors = InvariantStack.vectors([rows.count, rows.count], features: units, seed: UInt64(units))
            return RecurrentState(hidden: vectors[0], cell: kind == .lstm ? vectors[1] : [])
        }
        let x = Examples.sequences(PaddedBatch(rows)).starting(from: states)
        let padded = Examples.sequences(PaddedBatch(rows, side: .front, to: .exactly(12))).starting(from: states)
        let y = try targets(model, x)
        let ids = Array(0..<rows.count)
        let answer = try model.predict(x, from: nil, on: workspace)
        #expect(bits(answer.outputs) != bits(try model.predict(.sequences(rows), on: workspace)))
        #expect(try model.predict(padded, from: nil, on: workspace).states == answer.states)
        for row in ids {
            let alone = x.selecting([row])
            let expected = try result(
                ofRow: 0, model, alone, y.selecting([row]), ids: [row], loss: .meanSquaredError)
            #expect(bits(try model.predict(alone, on: workspace)) == [bits(answer.outputs)[row]], "row \(row)")
            for batch in [x, padded] {
                #expect(
                    try result(ofRow: row, model, batch, y, ids: ids, loss: .meanSquaredError) == expected,
                    "row \(row)")
            }
        }
    }

    @Test(arguments: [1, 3])
    func theEncoderDecoderKeepsEveryBit(layers: Int) throws {
        let lengths = InvariantStack.lengths
        let rows = InvariantStack.vectors(lengths, features: 2, seed: 1)
        let y = InvariantStack.vectors([2, 6, 1, 3, 0, 4], features: 3, seed: 2)
        let model = ContinuousEncoderDecoder(inputSize: 2, outputSize: 3, hidden: 20, layers: layers)
        let outputs = bits(try model.predict(.sequences(rows), steps: 4, on: workspace))
        let ids = Array(rows.indices)
        let batches = [
            PaddedBatch(rows), PaddedBatch(rows, to: .exactly(12), with: .nan),
            PaddedBatch(rows, side: .front, to: .multiple(of: 50), with: 1e30),
        ]
        let targets = [PaddedBatch(y), PaddedBatch(y, side: .front, to: .exactly(9), with: .nan)]
        for batch in batches {
            #expect(bits(try model.predict(.sequences(batch), steps: 4, on: workspace)) == outputs)
        }
        for row in ids {
            let alone = Examples.sequences(PaddedBatch([rows[row]]))
            #expect(bits(try model.predict(alone, steps: 4, on: workspace)) == [outputs[row]], "row \(row)")
            let expected = try result(
                ofRow: 0, model, alone, .sequences([y[row]]), ids: [row], loss: .meanSquaredError)
            for batch in batches {
                for target in targets {
                    #expect(
                        try result(
                            ofRow: row, model, .sequences(batch), .sequences(target), ids: ids,
                            loss: .meanSquaredError) == expected, "row \(row)")
                }
            }
        }
    }

    @Test(arguments: VectorVariant.all)
    func everyPartOfTheEncoderDecoderKeepsEveryBit(variant: VectorVariant) throws {
        let model = variant.model()
        let (rows, y) = (variant.rows, variant.targets)
        let ids = Array(rows.indices)
        let outputs = bits(try model.predict(variant.x(), steps: 4, on: workspace))
        let batches = [
            variant.x(), variant.x { PaddedBatch($0, to: .exactly(12), with: .nan) },
            variant.x { PaddedBatch($0, side: .front, to: .multiple(of: 50), with: 1e30) },
        ]
        let targets = [PaddedBatch(y), PaddedBatch(y, side: .front, to: .exactly(9), with: .nan)]
        for batch in batches { #expect(bits(try model.predict(batch, steps: 4, on: workspace)) == outputs) }
        for row in ids {
            let alone = variant.x().selecting([row])
            #expect(bits(try model.predict(alone, steps: 4, on: workspace)) == [outputs[row]], "row \(row)")
            let expected = try result(
                ofRow: 0, model, alone, .sequences([y[row]]), ids: [row], loss: variant.loss)
            for (batch, target) in zip(batches, targets + targets[1...]) {
                #expect(
                    try result(ofRow: row, model, batch, .sequences(target), ids: ids, loss: variant.loss) == expected,
                    "row \(row)")
            }
        }
    }

    @Test(arguments: VectorVariant.all)
    func theEncoderDecoderHasTheSameBitsOnEveryKindOfWorkspace(variant: VectorVariant) throws {
        let model = variant.model()
        var found: Set<[[UInt32]]> = []
        for workspace in Workspace.everyKind {
            let (loss, gradients) = try model.lossAndGradients(
                for: variant.x(), .sequences(variant.targets), loss: variant.loss, on: workspace)
            found.insert(model.kerasGradients(gradients).map(\.bits) + [[Float(loss.sum)].bits])
        }
        #expect(found.count == 1)
    }

    @Test(arguments: Recurrence.allCases)
    func everyKindOfWorkspaceGivesTheSameBits(kind: Recurrence) throws {
        let rows = InvariantStack.vectors([40, 12, 33, 60, 5], features: 2, seed: 1)
        let model = try Sequential(input: .sequences(2)) {
            [kind.sequences(20), kind.bothWays(9, .sum, returnSequences: true), .dense(Dense(3))]
        }
        let y = try targets(model, .sequences(rows))
        try model.expectSameBitsOnEveryKindOfWorkspace(for: .sequences(rows), y)
    }
}
