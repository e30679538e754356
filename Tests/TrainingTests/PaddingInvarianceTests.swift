import Layers
import Models
import Oracle
import Randomness
import Tensors
import Testing
import Training

/// Outputs, loss and gradients of a row do not change by one bit when padding or rows are added.
@Suite("Padding invariance")
struct PaddingInvarianceTests {
    private static let lengths = [5, 1, 7, 0, 3, 7]
    private static let stacks: [[Layer]] = [
        [.lstm(LSTM(20, returnSequences: true)), .dense(Dense(3))],
        [
            .lstm(LSTM(20, returnSequences: true)),
            .bidirectional(Bidirectional(LSTM(9, returnSequences: true), mergeMode: .sum)), .dense(Dense(3)),
        ],
        [.lstm(LSTM(9, returnSequences: true, goBackwards: true)), .lstm(LSTM(9)), .dense(Dense(3))],
        [.bidirectional(Bidirectional(LSTM(9))), .dense(Dense(3, activation: .tanh))],
        [
            .zeroPadding(ZeroPadding(3)), .lstm(LSTM(20, returnSequences: true)), .lastSteps(LastSteps(3)),
            .dense(Dense(3)),
        ],
    ]

    private let workspace = Workspace(threads: 1)

    private func sequences(_ lengths: [Int], features: Int, seed: UInt64) -> [[[Float]]] {
        var random = RandomSource(seed: seed)
        return lengths.map { length in
            (0..<length).map { _ in (0..<features).map { _ in random.nextUniform(from: -1, to: 1) } }
        }
    }

    private func targets(_ model: Sequential, _ x: Examples) throws -> Examples {
        switch try model.predict(x, on: workspace).content {
        case .vectors(let vectors): .vectors(sequences([vectors.count], features: 3, seed: 2)[0])
        default:
            .sequences(sequences(try model.predict(x).sequences.map(\.count), features: 3, seed: 2))
        }
    }

    /// The rows with padding of all kinds.
    private func padded(_ rows: [[[Float]]]) -> [PaddedBatch] {
        var random = RandomSource(seed: 3)
        var elements: [Bool] = []
        var values: [Float] = []
        for row in rows {
            var steps = Array(0..<12)
            random.shuffle(&steps)
            let there = Set(steps.prefix(row.count))
            var next = 0
            for step in 0..<12 {
                elements.append(there.contains(step))
                values += there.contains(step) ? row[next] : [.nan, 1e30]
                next += there.contains(step) ? 1 : 0
            }
        }
        return [
            PaddedBatch(rows, to: .exactly(12), with: 1e30), PaddedBatch(rows, side: .front, to: .exactly(9)),
            PaddedBatch(rows, side: .front, to: .multiple(of: 50), with: .nan),
            PaddedBatch(values: values, features: 2, mask: Mask(batch: rows.count, time: 12, elements: elements)),
        ]
    }

    @Test(arguments: stacks)
    func paddingChangesNoBit(layers: [Layer]) throws {
        let rows = sequences(Self.lengths, features: 2, seed: 1)
        let model = try Sequential(input: .sequences(2)) { layers }
        let y = try targets(model, .sequences(rows))
        let outputs = try model.predict(.sequences(rows), on: workspace).sequences
        let (loss, gradients) = try model.lossAndGradients(
            for: .sequences(rows), y, loss: .meanSquaredError, on: workspace)
        let isFinite = outputs.joined().joined().allSatisfy(\.isFinite)
        #expect(isFinite)
        for batch in padded(rows) {
            #expect(try model.predict(.sequences(batch), on: workspace).sequences == outputs)
            let (paddedLoss, paddedGradients) = try model.lossAndGradients(
                for: .sequences(batch), y, loss: .meanSquaredError, on: workspace)
            #expect(paddedLoss == loss)
            #expect(
                model.kerasGradients(paddedGradients).map(\.bits) == model.kerasGradients(gradients).map(\.bits))
        }
    }

    @Test(arguments: stacks)
    func companionsChangeNoBitOfARowsOutputs(layers: [Layer]) throws {
        let rows = sequences(Self.lengths, features: 2, seed: 1)
        let model = try Sequential(input: .sequences(2)) { layers }
        let outputs = try model.predict(.sequences(rows), on: workspace).sequences
        for (row, output) in zip(rows, outputs) {
            #expect(try model.predict(.sequences(PaddedBatch([row])), on: workspace).sequences == [output])
        }
    }

    /// The companions' targets are masked, so the loss is the row's.
    @Test(arguments: [0, 1])
    func companionsChangeNoBitOfARowsLossAndGradients(stack: Int) throws {
        let rows = sequences(Self.lengths, features: 2, seed: 1)
        let y = sequences(Self.lengths, features: 3, seed: 2)
        let model = try Sequential(input: .sequences(2)) { Self.stacks[stack] }
        for row in rows.indices where !rows[row].isEmpty {
            let (loss, gradients) = try model.lossAndGradients(
                for: .sequences([rows[row]]), .sequences([y[row]]), loss: .meanSquaredError, on: workspace)
            let all = PaddedBatch(y)
            let mask = Mask(lengths: Self.lengths.indices.map { $0 == row ? Self.lengths[$0] : 0 }, time: all.time)
            let alone = PaddedBatch(values: all.values, features: 3, mask: mask)
            let (batchLoss, batchGradients) = try model.lossAndGradients(
                for: .sequences(rows), .sequences(alone), loss: .meanSquaredError, on: workspace)
            #expect(batchLoss == loss)
            #expect(model.kerasGradients(batchGradients) == model.kerasGradients(gradients))
        }
    }

    @Test func paddingChangesNoBitOfTheEncoderDecoder() throws {
        let (rows, y) = (
            sequences(Self.lengths, features: 2, seed: 1), sequences([2, 6, 1, 3, 0, 4], features: 3, seed: 2)
        )
        let model = ContinuousEncoderDecoder(inputSize: 2, outputSize: 3, hidden: 20, layers: 2)
        let outputs = try model.predict(.sequences(rows), steps: 4, on: workspace).sequences
        let (loss, gradients) = try model.lossAndGradients(
            for: .sequences(rows), .sequences(y), loss: .meanSquaredError, on: workspace)
        for batch in padded(rows) {
            #expect(try model.predict(.sequences(batch), steps: 4, on: workspace).sequences == outputs)
            let target = PaddedBatch(y, side: .front, to: .exactly(9), with: .nan)
            let (paddedLoss, paddedGradients) = try model.lossAndGradients(
                for: .sequences(batch), .sequences(target), loss: .meanSquaredError, on: workspace)
            #expect(paddedLoss == loss)
            #expect(model.kerasGradients(paddedGradients) == model.kerasGradients(gradients))
        }
        for (row, output) in zip(rows, outputs) {
            #expect(try model.predict(.sequences(PaddedBatch([row])), steps: 4, on: workspace).sequences == [output])
        }
    }

    @Test func everyKindOfWorkspaceGivesTheSameBits() throws {
        let rows = sequences([40, 12, 33, 60, 5], features: 2, seed: 1)
        let model = try Sequential(input: .sequences(2)) { Self.stacks[1] }
        let y = try targets(model, .sequences(rows))
        var found: Set<[[Float]]> = []
        for workspace in Workspace.everyKind {
            let (loss, gradients) = try model.lossAndGradients(
                for: .sequences(rows), y, loss: .meanSquaredError, on: workspace)
            found.insert(model.kerasGradients(gradients) + [[Float(loss.sum)]])
        }
        #expect(found.count == 1)
    }
}
