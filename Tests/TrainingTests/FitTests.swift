import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing
import Seq2SeqTraining

/// What `fit` does beside learning.
@Suite("fit")
struct FitTests {
    private let workspace = Workspace(threads: 1)
    private let x: [[[Float]]]
    private let y: [[Float]]

    init() {
        var random = RandomSource(seed: 1)
        x = (0..<40).map { row in (0..<1 + row % 5).map { _ in [random.nextUniform(from: -1, to: 1)] } }
        y = x.map { [$0.reduce(0) { $0 + $1[0] }] }
    }

    private func model(dropout: Double = 0) throws -> Sequential {
        try Sequential(input: .sequences(1)) {
            LSTM(8, dropout: dropout)
            Dense(1)
        }
    }

    @Test func equalRunsGiveEqualWeights() throws {
        func weights(threads: Int, seed: UInt64, dropout: Double) throws -> [[Float]] {
            var model = try model(dropout: dropout)
            try model.fit(
                .sequences(x), .vectors(y), epochs: 3, batchSize: 7, seed: seed, on: Workspace(threads: threads))
            return model.kerasWeights
        }
        let first = try weights(threads: 1, seed: 1, dropout: 0.5)
        #expect(try weights(threads: 3, seed: 1, dropout: 0.5) == first)
        #expect(try weights(threads: 1, seed: 2, dropout: 0.5) != first)
        #expect(try weights(threads: 1, seed: 1, dropout: 0) != first)
    }

    @Test func eachEpochIsReportedAndMayBeTheLast() throws {
        var model = try model()
        var seen: [FitReport] = []
        let reports = try model.fit(
            .sequences(x), .vectors(y), metrics: [.meanAbsoluteError, .meanSquaredError], epochs: 10,
            validation: (.sequences(x), .vectors(y)), on: workspace
        ) { report in
            seen.append(report)
            return report.epoch == 3 ? .stop : .proceed
        }
        #expect(reports == seen)
        #expect(reports.map(\.epoch) == [1, 2, 3])
        let evaluated = try model.evaluate(
            .sequences(x), .vectors(y), metrics: [.meanAbsoluteError, .meanSquaredError], on: workspace)
        #expect(reports.last?.validation == evaluated)
        #expect(abs(evaluated.loss - evaluated.metrics[1]) <= 1e-6 * evaluated.loss)
    }

    @Test func theLossOfAnEpochIsTheMeanOverItsExamples() throws {
        var model = try model()
        let evaluated = try model.evaluate(.sequences(x), .vectors(y), batchSize: 7, on: workspace)
        let reports = try model.fit(
            .sequences(x), .vectors(y), optimizer: Optimizer(.sgd, learningRate: 1e-30), batchSize: 7, on: workspace)
        #expect(abs(reports[0].loss - evaluated.loss) <= 1e-12)
    }

    @Test func whatDoesNotFitIsRefused() throws {
        var model = try model()
        let x = Examples.sequences(x)
        #expect(throws: SequentialError.exampleCounts(inputs: 40, targets: 1)) {
            try model.fit(x, .vectors([[1]]), on: workspace)
        }
        #expect(throws: SequentialError.self) { try model.fit(x, .vectors(y.map { $0 + [1] }), on: workspace) }
        #expect(throws: SequentialError.self) { try model.fit(x, x, on: workspace) }
        #expect(
            throws: SequentialError.activation(
                loss: "binaryCrossEntropy", expected: .sigmoid, found: .linear)
        ) { try model.fit(x, .vectors(y), loss: .binaryCrossEntropy, on: workspace) }
        var tagger = try Sequential(input: .sequences(1)) {
            LSTM(4, returnSequences: true)
            Dense(3, activation: .softmax)
        }
        #expect(throws: SequentialError.targetSteps(example: 1, outputs: 2, targets: 3)) {
            try tagger.lossAndGradients(
                for: .sequences([[[1]], [[1], [2]]]), .tokens([[1], [1, 1, 1]]), loss: .categoricalCrossEntropy,
                on: workspace)
        }
        #expect(throws: SequentialError.outsideRange(id: 3, count: 3)) {
            try tagger.fit(.sequences([[[1]]]), .tokens([[3]]), loss: .categoricalCrossEntropy, on: workspace)
        }
    }

    @Test func aBatchWithoutAStepChangesNothing() throws {
        var model = try Sequential(input: .sequences(1)) {
            LSTM(4, returnSequences: true)
            Dense(1)
        }
        let weights = model.kerasWeights
        let empty = PaddedBatch(values: [.nan, .nan], features: 1, mask: Mask(lengths: [0, 0], time: 1))
        let reports = try model.fit(.sequences(empty), .sequences(empty), on: workspace)
        #expect(reports[0].loss == 0)
        #expect(model.kerasWeights == weights)
    }

    @Test func accuracyCountsStepsThatAreThere() throws {
        let model = try Sequential(input: .sequences(2)) { Dense(2, activation: .softmax) }
        var identity = model
        try identity.setKerasWeights([[1, 0, 0, 1], [0, 0]])
        let x = PaddedBatch([[[1, 0], [0, 1], [1, 0]], [[0, 1]]])
        let evaluated = try identity.evaluate(
            .sequences(x), .tokens([[0, 1, 1], [1]]), loss: .categoricalCrossEntropy, metrics: [.accuracy],
            on: workspace)
        #expect(evaluated.metrics == [0.75])
    }

    /// Every input is the same; what is wanted stands in each row's state alone.
    @Test(arguments: Recurrence.allCases)
    func everyRowOfABatchStartsFromItsOwnState(kind: Recurrence) throws {
        let units = 6
        let vectors = InvariantStack.vectors([x.count, x.count], features: units, seed: 4)
        let state = RecurrentState(hidden: vectors[0], cell: kind == .lstm ? vectors[1] : [])
        let inputs = Examples.sequences(x.map { _ in [[0.5]] })
        let y = Examples.vectors(zip(state.vectors[state.vectors.count - 1], x).map { state, _ in [state[0] / 2] })
        var model = try Sequential(input: .sequences(1)) { [kind.last(units), .dense(Dense(1))] }
        let reports = try model.fit(
            inputs.starting(from: [state]), y, optimizer: Optimizer(.adam, learningRate: 0.02), epochs: 80,
            batchSize: 7, validation: (inputs.starting(from: [state]), y), on: workspace)
        let loss = try #require(reports.last?.validation).loss
        #expect(loss < 0.005)
        #expect(try model.evaluate(inputs.starting(from: [state]), y, on: workspace).loss == loss)
        #expect(try model.evaluate(inputs, y, on: workspace).loss > 0.05)
    }

    @Test func statesThatDoNotFitAreRefused() throws {
        var model = try model()
        let x = Examples.sequences(x)
        let rows = [[Float]](repeating: [Float](repeating: 0, count: 8), count: 40)
        for states in [
            [], [RecurrentState(hidden: rows)], [RecurrentState(hidden: Array(rows.dropLast()), cell: rows)],
            [RecurrentState(hidden: rows.map { $0 + [1] }, cell: rows)],
            [RecurrentState(hidden: rows, cell: rows), RecurrentState(hidden: rows, cell: rows)],
        ] {
            #expect(throws: SequentialError.self) {
                try model.fit(x.starting(from: states), .vectors(y), on: workspace)
            }
            #expect(throws: SequentialError.self) { try model.predict(x, from: states, on: workspace) }
        }
        var gru = try Sequential(input: .sequences(1)) { [Layer.gru(GRU(8)), .dense(Dense(1))] }
        #expect(
            throws: SequentialError.states(
                expected: "for each of 1 recurrent layers 32 rows of its units (8)",
                found: "a cell in a layer without one")
        ) {
            try gru.fit(x.starting(from: [RecurrentState(hidden: rows, cell: rows)]), .vectors(y), on: workspace)
        }
        var writer = ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 8)
        #expect(throws: SequentialError.self) {
            try writer.fit(x.starting(from: [RecurrentState(hidden: rows)]), x, on: workspace)
        }
    }

    private static func sequences(_ lengths: [Int], _ value: Float = 0.5) -> [[[Float]]] {
        lengths.map { [[Float]](repeating: [value], count: $0) }
    }

    /// A row's verdict does not depend on the others.
    @Test(
        arguments: [
            ([4, 4], [4, 2], 4), ([4, 4], [4, 0], 4), ([4, 2], [4, 4], 2), ([4, 2], [4, 3], 2), ([4, 2], [4, 1], 2),
            ([4, 4], [4, 5], 4),
        ])
    func aTargetIsAsLongAsItsOutput(x: [Int], y: [Int], outputs: Int) throws {
        var model = try Sequential(input: .sequences(1)) {
            LSTM(4, returnSequences: true)
            Dense(1)
        }
        let (inputs, targets) = (Examples.sequences(Self.sequences(x)), Examples.sequences(Self.sequences(y)))
        let error = SequentialError.targetSteps(example: 1, outputs: outputs, targets: y[1])
        #expect(throws: error) { try model.evaluate(inputs, targets, batchSize: 1, on: workspace) }
        #expect(throws: error) { try model.evaluate(inputs, targets, on: workspace) }
        #expect(throws: error) { try model.fit(inputs, targets, batchSize: 1, on: workspace) }
        let ids = Examples.tokens(y.map { [Int32](repeating: 0, count: $0) })
        #expect(throws: error) {
            try model.evaluate(inputs, ids, loss: .categoricalCrossEntropy, on: workspace)
        }
    }

    @Test func aLayersMaskLeavesOutTheTargetsOfItsSteps() throws {
        let model = try Sequential(input: .sequences(1)) {
            Masking(-1)
            LSTM(4, returnSequences: true)
            Dense(1)
        }
        let inputs = Examples.sequences([[[-1], [0.1], [-1], [0.2]], [[0.3], [0.4], [0.5], [0.6]]])
        let there = Examples.sequences([[[1], [2]], [[3], [4], [5], [6]]])
        let all = Examples.sequences([[[9], [1], [9], [2]], [[3], [4], [5], [6]]])
        #expect(try model.evaluate(inputs, there, on: workspace) == model.evaluate(inputs, all, on: workspace))
        for count in [1, 3] {
            let wrong = Examples.sequences(Self.sequences([count, 4]))
            #expect(throws: SequentialError.targetSteps(example: 0, outputs: 2, targets: count)) {
                try model.evaluate(inputs, wrong, on: workspace)
            }
        }
    }

    @Test func aRepeatedVectorNeedsATargetForEachCopy() throws {
        let model = try Sequential(input: .vectors(1)) {
            RepeatVector(3)
            LSTM(4, returnSequences: true)
            Dense(1)
        }
        let targets = Examples.sequences(Self.sequences([3, 2]))
        #expect(throws: SequentialError.targetSteps(example: 1, outputs: 3, targets: 2)) {
            try model.evaluate(.vectors([[1], [2]]), targets, on: workspace)
        }
    }

    @Test func vectorsOfUnequalSizesAreRefused() throws {
        var model = try Sequential(input: .sequences(2)) {
            LSTM(4)
            Dense(1)
        }
        let ragged = Examples.sequences([[[1, 2]], [[1, 2], [1]]])
        let error = SequentialError.unequalFeatures(example: 1, expected: 2, found: 1)
        #expect(throws: error) { try model.predict(ragged, on: workspace) }
        #expect(throws: error) { try model.fit(ragged, .vectors([[1], [2]]), on: workspace) }
        let flat = try Sequential(input: .vectors(2)) { Dense(1) }
        #expect(throws: error) { try flat.predict(.vectors([[1, 2], [1]]), on: workspace) }
        let writer = ContinuousEncoderDecoder(inputSize: 2, outputSize: 2, hidden: 4)
        #expect(throws: error) { try writer.predict(ragged, steps: 2, on: workspace) }
        let whole = Examples.sequences([[[1, 2]], [[1, 2], [1, 2]]])
        func gradients(_ model: some SequenceModel, _ x: Examples, _ y: Examples) throws {
            _ = try model.lossAndGradients(for: x, y, loss: .meanSquaredError, on: workspace)
        }
        #expect(throws: error) { try gradients(model, ragged, .vectors([[1], [2]])) }
        #expect(throws: error) { try gradients(writer, ragged, whole) }
        #expect(throws: error) { try gradients(writer, whole, ragged) }
        let tagger = try Sequential(input: .sequences(2)) { LSTM(2, returnSequences: true) }
        #expect(throws: error) { try gradients(tagger, whole, ragged) }
    }

    @Test(arguments: [SequenceLoss.meanSquaredError, .meanAbsoluteError])
    func whatIsNoNumberMovesNoWeight(loss: SequenceLoss) throws {
        var model = try Sequential(input: .vectors(1)) {
            Dense(3, activation: .relu)
            Dense(1)
        }
        let weights = model.kerasWeights
        let reports = try model.fit(
            .vectors([[.nan], [1]]), .vectors([[1], [1]]), loss: loss, epochs: 2, on: workspace)
        #expect(reports.map(\.loss.isNaN) == [true, true])
        #expect(model.kerasWeights == weights)
    }

    @Test func wrongDataToValidateWithChangesNoWeight() throws {
        var model = try model()
        let weights = model.kerasWeights
        #expect(throws: SequentialError.exampleCounts(inputs: 40, targets: 1)) {
            try model.fit(
                .sequences(x), .vectors(y), validation: (.sequences(x), .vectors([[1]])), on: workspace)
        }
        #expect(model.kerasWeights == weights)
    }
}
