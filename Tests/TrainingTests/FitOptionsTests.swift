import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqTraining
import Testing

/// What the options of `fit` do.
@Suite("Options of fit")
struct FitOptionsTests {
    private let workspace = Workspace(threads: 1)
    private let x: Examples
    private let y: Examples

    init() {
        var random = RandomSource(seed: 1)
        let sequences = (0..<40).map { row in
            (0..<1 + row % 5).map { _ in [random.nextUniform(from: -1, to: 1)] }
        }
        x = .sequences(sequences)
        y = .vectors(sequences.map { [$0.reduce(0) { $0 + $1[0] }] })
    }

    private func model() throws -> Sequential {
        try Sequential(input: .sequences(1)) {
            LSTM(8, dropout: 0.3)
            Dense(1)
        }
    }

    @Test func optionsThatSayNothingChangeNothing() throws {
        var (plain, other) = (try model(), try model())
        let reports = try plain.fit(x, y, epochs: 3, batchSize: 7, on: workspace)
        let options = FitOptions {
            $0.epochs = 3
            $0.batchSize = 7
        }
        let others = try other.fit(x, y, options: options, on: workspace)
        #expect(other.kerasWeights == plain.kerasWeights)
        #expect(others.map(\.loss) == reports.map(\.loss))
    }

    @Test func aShareIsHeldBackAndTheSameRowsAtEachCall() throws {
        var model = try model()
        var options = FitOptions {
            $0.epochs = 2
            $0.batchSize = 8
            $0.validationShare = 0.2
        }
        var optimizer = Optimizer(.adam, learningRate: 0.01)
        let reports = try model.fit(x, y, optimizer: &optimizer, options: options, on: workspace)
        // Of 40 examples 32 are trained on, in 4 steps an epoch.
        #expect(optimizer.stepCount == 8)
        #expect(reports.allSatisfy { $0.validation != nil })
        // Four epochs are two and two.
        var (whole, parts) = (try self.model(), try self.model())
        options.keepsBest = false
        var second = Optimizer(.adam, learningRate: 0.01)
        for _ in 0..<2 { try parts.fit(x, y, optimizer: &second, options: options, on: workspace) }
        options.epochs = 4
        try whole.fit(x, y, optimizer: Optimizer(.adam, learningRate: 0.01), options: options, on: workspace)
        #expect(parts.kerasWeights == whole.kerasWeights)
    }

    @Test func theBestWeightsAreKeptAndPatienceEndsIt() throws {
        var model = try model()
        let options = FitOptions {
            $0.epochs = 60
            $0.validationShare = 0.25
            $0.patience = 3
        }
        var seen: [(loss: Double, weights: [[Float]])] = []
        let reports = try model.fit(
            x, y, optimizer: Optimizer(.sgd, learningRate: 1.5), options: options, on: workspace
        ) { epoch, model in
            seen.append((epoch.validation?.loss ?? .nan, model.kerasWeights))
            return .proceed
        }
        let best = try #require(seen.map(\.loss).min())
        let place = try #require(seen.firstIndex { $0.loss == best })
        #expect(model.kerasWeights == seen[place].weights)
        #expect(reports.count == min(60, place + 1 + 3))
        #expect(reports.lastIndex { $0.isBest } == place)
    }

    @Test func theRateFollowsTheScheduleAndComesBack() throws {
        var model = try model()
        let options = FitOptions {
            $0.epochs = 4
            $0.batchSize = 10
            $0.schedule = .exponential
            $0.warmupSteps = 2
        }
        var optimizer = Optimizer(.adam, learningRate: 0.02)
        let reports = try model.fit(x, y, optimizer: &optimizer, options: options, on: workspace)
        let schedule = LearningRateSchedule(.exponential, learningRate: 0.02, warmupSteps: 2, plannedSteps: 16)
        #expect(reports.map(\.learningRate) == [4, 8, 12, 16].map { schedule.learningRate(step: $0, plateaus: 0) })
        #expect(optimizer.learningRate == 0.02)
    }

    @Test func aPlateauHalvesTheRate() throws {
        var model = try model()
        let options = FitOptions {
            $0.epochs = 12
            $0.schedule = .plateau
            $0.validationShare = 0.25
        }
        let reports = try model.fit(
            x, y, optimizer: Optimizer(.sgd, learningRate: 1.5), options: options, on: workspace)
        var rate = 1.5
        for (index, report) in reports.enumerated() {
            #expect(report.learningRate == rate, "epoch \(index)")
            if !report.isBest { rate /= 2 }
        }
        #expect(rate < 1.5)
    }

    /// A model of three examples, of which one has weight 0 and one weight 2, is that of the other and this one twice.
    @Test func weightsCountExamplesThatOften() throws {
        let values: [[Float]] = [[1, 2], [3, -1], [0.5, 0.25]]
        let targets: [[Float]] = [[1], [.nan], [2]]
        let model = try Sequential(input: .vectors(2)) { Dense(1, activation: .tanh) }
        let (loss, gradients) = try model.lossAndGradients(
            for: .vectors(values), .vectors(targets).weighted(by: [2, 0, 1]), loss: .meanSquaredError, on: workspace)
        let (repeated, expected) = try model.lossAndGradients(
            for: .vectors([values[0], values[0], values[2]]), .vectors([targets[0], targets[0], targets[2]]),
            loss: .meanSquaredError, on: workspace)
        #expect(abs(loss.perToken - repeated.perToken) <= 1e-7)
        #expect(loss.weight == 3 && loss.tokenCount == 3)
        for (one, other) in zip(model.kerasGradients(gradients).joined(), model.kerasGradients(expected).joined()) {
            #expect(abs(one - other) <= 1e-6)
        }
    }

    @Test func weightsOfOneChangeNoBitAndAlwaysWorkOutInAStep() throws {
        var (plain, weighted) = (try model(), try model())
        try plain.fit(x, y, epochs: 2, batchSize: 7, on: workspace)
        try weighted.fit(x, y.weighted(by: [Float](repeating: 1, count: 40)), epochs: 2, batchSize: 7, on: workspace)
        #expect(weighted.kerasWeights == plain.kerasWeights)
        // A batch of weight 0 changes nothing, and is no failure: what one example teaches is left.
        var first = weighted
        let one = y.weighted(by: [1] + [Float](repeating: 0, count: 39))
        let reports = try weighted.fit(x, one, batchSize: 1, on: workspace)
        #expect(reports[0].loss > 0 && reports[0].skippedSteps == 0)
        try first.fit(x.selecting([0]), y.selecting([0]), on: workspace)
        #expect(first.kerasWeights == weighted.kerasWeights)
        // Where nothing counts there is nothing to learn, and nothing to judge.
        let nothing = y.weighted(by: [Float](repeating: 0, count: 40))
        #expect(throws: SequentialError.self) { try weighted.fit(x, nothing, on: workspace) }
        #expect(throws: SequentialError.self) { try weighted.evaluate(x, nothing, on: workspace) }
    }

    @Test func weightsOfStepsMayCountMaskedOnesOrNot() throws {
        let model = try Sequential(input: .sequences(1)) { Dense(1) }
        let rows: [[[Float]]] = [[[1], [2], [3]], [[4]]]
        let x = Examples.sequences(PaddedBatch(rows, side: .front))
        let y = Examples.sequences(PaddedBatch(rows, side: .front))
        let own = try model.evaluate(x, y.weighted(by: [[1, 0.5, 2], [3]]), on: workspace).loss
        let all = try model.evaluate(x, y.weighted(by: [[1, 0.5, 2], [9, 9, 3]]), on: workspace).loss
        #expect(own == all)
        #expect(own != (try model.evaluate(x, y, on: workspace).loss))
    }

    @Test(
        arguments: [
            ([1, 2], nil), ([Float](repeating: -1, count: 40), nil), ([Float](repeating: .nan, count: 40), nil),
            (nil, [[1]]), (nil, [[Float]](repeating: [1], count: 40)),
        ] as [([Float]?, [[Float]]?)])
    func weightsThatDoNotFitAreRefused(examples: [Float]?, steps: [[Float]]?) throws {
        var model = try model()
        var weighted = y
        if let examples { weighted = y.weighted(by: examples) }
        if let steps { weighted = y.weighted(by: steps) }
        let error = #expect(throws: SequentialError.self) { try model.fit(x, weighted, on: workspace) }
        guard case .targetWeights = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aPathHasOneWeight() throws {
        var model = try Sequential(input: .sequences(1)) {
            Dense(2)
            CRF()
        }
        let x = Examples.sequences([[[1], [2]], [[3]]])
        let y = Examples.tokens([[0, 1], [1]])
        #expect(throws: SequentialError.self) {
            try model.fit(x, y.weighted(by: [[1, 2], [1]]), loss: .conditionalRandomField, on: workspace)
        }
        let weighted = try model.evaluate(
            x, y.weighted(by: [0, 2]), loss: .conditionalRandomField, on: workspace)
        let alone = try model.evaluate(
            .sequences([[[3]]]), .tokens([[1]]), loss: .conditionalRandomField, on: workspace)
        #expect(abs(weighted.loss - alone.loss) <= 1e-6)
    }

    @Test func aMetricOfOnesOwnIsAMean() throws {
        let model = try Sequential(input: .vectors(1)) { Dense(1) }
        let near = SequenceMetric("near") { output, target in abs(output[0] - target[0]) < 1 ? 1 : 0 }
        var zero = model
        try zero.setKerasWeights([[0], [0]])
        let evaluated = try zero.evaluate(
            .vectors([[1], [1], [1], [1]]), .vectors([[0.5], [2], [-0.5], [0]]), metrics: [near, .meanAbsoluteError],
            batchSize: 3, on: workspace)
        #expect(evaluated.metrics == [0.75, 0.75])
    }
}
