import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqTraining
import Testing

/// What `fit` keeps from epoch to epoch, and from call to call.
@Suite("fit, call after call")
struct FitProgressTests {
    private let workspace = Workspace(threads: 1)
    private let x: Examples
    private let y: [[Float]]

    init() {
        var random = RandomSource(seed: 1)
        let sequences = (0..<40).map { row in
            (0..<1 + row % 5).map { _ in [random.nextUniform(from: -1, to: 1)] }
        }
        x = .sequences(sequences)
        y = sequences.map { [$0.reduce(0) { $0 + $1[0] }] }
    }

    private func model() throws -> Sequential {
        try Sequential(input: .sequences(1)) {
            LSTM(8, dropout: 0.3)
            Dense(1)
        }
    }

    @Test(arguments: Optimizer.Method.allCases)
    func fourEpochsAreTwoAndTwo(method: Optimizer.Method) throws {
        var optimizer = Optimizer(method, learningRate: 0.01)
        var whole = try model()
        let four = try whole.fit(
            x, .vectors(y), optimizer: optimizer, epochs: 4, batchSize: 7, on: workspace)
        var parts = try model()
        var two = try parts.fit(
            x, .vectors(y), optimizer: &optimizer, epochs: 2, batchSize: 7, on: workspace)
        #expect(optimizer.epochCount == 2)
        #expect(parts.kerasWeights != whole.kerasWeights)
        two += try parts.fit(
            x, .vectors(y), optimizer: &optimizer, epochs: 2, batchSize: 7, on: workspace)
        #expect(parts.kerasWeights == whole.kerasWeights)
        #expect(two.map(\.loss) == four.map(\.loss))
        #expect(two.map(\.epoch) == [1, 2, 3, 4])
        #expect(optimizer.stepCount == 24)
    }

    @Test func aCallWithAnOptimiserByValueIsATrainingOfItsOwn() throws {
        let optimizer = Optimizer(.adam, learningRate: 0.01)
        var (first, second) = (try model(), try model())
        try first.fit(x, .vectors(y), optimizer: optimizer, epochs: 2, on: workspace)
        let again = try second.fit(x, .vectors(y), optimizer: optimizer, epochs: 2, on: workspace)
        #expect(second.kerasWeights == first.kerasWeights)
        #expect(again.map(\.epoch) == [1, 2])
        #expect(optimizer.stepCount == 0)
    }

    @Test func theBestModelCanBeKept() throws {
        var model = try model()
        var best = (model: model, loss: Double.infinity)
        let reports = try model.fit(
            x, .vectors(y), optimizer: Optimizer(.sgd, learningRate: 1.5), epochs: 8,
            validation: (x, .vectors(y)),
            on: workspace
        ) { epoch, model in
            if let loss = epoch.validation?.loss, loss < best.loss { best = (model, loss) }
            return epoch.epoch == 6 ? .stop : .proceed
        }
        #expect(reports.count == 6)
        #expect(best.loss == reports.compactMap { $0.validation?.loss }.min())
        #expect(try best.model.evaluate(x, .vectors(y), on: workspace).loss == best.loss)
        #expect(best.model.kerasWeights != model.kerasWeights)
    }

    @Test func aStepThatIsNotFiniteIsSkippedAndTold() throws {
        var y = y
        y[3] = [.nan]
        var model = try model()
        let reports = try model.fit(x, .vectors(y), epochs: 3, batchSize: 7, on: workspace)
        #expect(reports.map(\.skippedSteps) == [1, 1, 1])
        #expect(reports.map(\.hasDiverged) == [false, false, false])
        let weights = model.kerasWeights.flatMap { $0 }
        #expect(weights.allSatisfy { $0.isFinite })
        let clean = try model.fit(x, .vectors(self.y), on: workspace)
        #expect(clean[0].skippedSteps == 0)
        #expect(clean[0].loss.isFinite)
    }

    @Test func fiveStepsInARowThatAreNotFiniteEndIt() throws {
        let y = y.map { _ in [Float.infinity] }
        var model = try model()
        let before = model.kerasWeights
        var told = 0
        let reports = try model.fit(x, .vectors(y), epochs: 10, batchSize: 20, on: workspace) { _ in
            told += 1
            return .proceed
        }
        #expect(reports.map(\.skippedSteps) == [2, 2, 1])
        #expect(reports.map(\.hasDiverged) == [false, false, true])
        #expect(told == 3)
        #expect(model.kerasWeights == before)
    }

    @Test func aBatchThatIsAllMaskedIsNoFailure() throws {
        var model = try Sequential(input: .sequences(1)) {
            LSTM(8, returnSequences: true)
            Dense(1)
        }
        let reports = try model.fit(.sequences([[], []]), .sequences([[], []]), epochs: 7, on: workspace)
        #expect(reports.allSatisfy { $0.skippedSteps == 0 && !$0.hasDiverged })
        #expect(reports.count == 7)
    }
}
