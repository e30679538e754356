import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqTraining
import Testing

/// Losses of one's own.
@Suite("Losses of one's own")
struct CustomLossTests {
    private let workspace = Workspace(threads: 1)
    private let rows = InvariantStack.vectors([4, 1, 3, 0], features: 2, seed: 1)

    /// The mean squared error once more.
    private let squares = SequenceLoss("squares") { output, target in
        let share = 1 / Float(output.count)
        let errors = zip(output, target).map { $0 - $1 }
        return (value: errors.reduce(0) { $0 + $1 * $1 } * share, gradient: errors.map { 2 * $0 * share })
    }

    private func model(_ activation: Activation = .linear) throws -> Sequential {
        try Sequential(input: .sequences(2)) {
            GRU(4, returnSequences: true)
            Dense(3, activation: activation)
        }
    }

    @Test func aLossThatIsTheSameGivesTheSameBits() throws {
        let y = Examples.sequences(InvariantStack.vectors(rows.map(\.count), features: 3, seed: 2))
        let weighted = y.weighted(by: [1, 0.5, 0, 2])
        for y in [y, weighted] {
            let model = try model()
            let ours = try model.lossAndGradients(for: .sequences(rows), y, loss: squares, on: workspace)
            let theirs = try model.lossAndGradients(for: .sequences(rows), y, loss: .meanSquaredError, on: workspace)
            #expect(ours.loss == theirs.loss)
            #expect(model.kerasGradients(ours.gradients) == model.kerasGradients(theirs.gradients))
            var (first, second) = (model, model)
            let reports = try first.fit(.sequences(rows), y, loss: squares, epochs: 3, on: workspace)
            #expect(try second.fit(.sequences(rows), y, epochs: 3, on: workspace).map(\.loss) == reports.map(\.loss))
            #expect(first.kerasWeights == second.kerasWeights)
        }
    }

    @Test func idsAreVectorsToIt() throws {
        let ids = rows.map { row in row.indices.map { Int32($0 % 3) } }
        let vectors = ids.map { row in row.map { id in (0..<3).map { $0 == Int(id) ? Float(1) : 0 } } }
        let model = try model(.softmax)
        #expect(
            try model.evaluate(.sequences(rows), .tokens(ids), loss: squares, on: workspace)
                == model.evaluate(.sequences(rows), .sequences(vectors), loss: squares, on: workspace))
        let check = try model.gradientCheck(.sequences(rows), .tokens(ids), loss: squares, on: workspace)
        #expect(check.error < 1e-3, "\(check.weights)")
        #expect(throws: SequentialError.outsideRange(id: 3, count: 3)) {
            try model.evaluate(.sequences(rows), .tokens(ids.map { $0.map { _ in 3 } }), loss: squares, on: workspace)
        }
    }

    @Test func targetsOfAnotherShapeAndTagsAreRefused() throws {
        let y = Examples.sequences(InvariantStack.vectors(rows.map(\.count), features: 2, seed: 2))
        #expect(throws: SequentialError.self) {
            try model().evaluate(.sequences(rows), y, loss: squares, on: workspace)
        }
        let tagger = try Sequential(input: .sequences(2)) { CRF() }
        #expect(throws: SequentialError.self) { try tagger.evaluate(.sequences(rows), y, loss: squares, on: workspace) }
    }

    @Test func namesTellLossesApart() {
        #expect(SequenceLoss(rawValue: "squares") == nil && squares.rawValue == "squares")
        #expect(SequenceLoss.allCases.map(\.rawValue).compactMap(SequenceLoss.init(rawValue:)) == SequenceLoss.allCases)
        #expect(squares == SequenceLoss("squares") { output, _ in (0, output) } && squares != .meanSquaredError)
    }
}
