import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqTraining
import Testing

/// Forecasts: distributions, draws from them, ends, and tests back.
@Suite("Training: forecasts")
struct ForecastTests {
    private let workspace = Workspace(threads: 1)

    /// Numbers that are 0 or 1 by what is known of the step, and noise beside.
    private func series(_ count: Int, noise: Float, seed: UInt64 = 1) -> (values: [[Float]], known: [[Float]]) {
        var random = RandomSource(seed: seed)
        let known = (0..<count).map { _ in [Float(random.next(below: 2))] }
        return (known.map { [10 + 5 * $0[0] + noise * random.nextUniform(from: -1, to: 1)] }, known)
    }

    private func model(
        _ distribution: OutputDistribution, _ cuts: RollingOrigins, loss: SequenceLoss, epochs: Int
    ) throws -> ContinuousEncoderDecoder {
        var model = ContinuousEncoderDecoder(
            .init {
                ($0.knownSize, $0.hidden, $0.distribution, $0.attention) = (1, 16, distribution, .dot)
            }, seed: 1)
        let (x, y) = cuts.examples(at: Array(cuts.possible.prefix(300)))
        try model.rememberScales(of: x, y)
        try model.fit(
            x, y, loss: loss, optimizer: Optimizer(.adam, learningRate: 0.02), epochs: epochs, on: workspace)
        return model
    }

    @Test func whatIsKnownDecides() throws {
        let (values, known) = series(400, noise: 0.1)
        let cuts = RollingOrigins(values, known: known, window: 6, horizon: 4)
        let model = try model(.point, cuts, loss: .huber(delta: 1), epochs: 6)
        let test = try model.backtest(cuts, at: Array(cuts.possible.suffix(60)), on: workspace)
        #expect(test.meanAbsoluteError < 0.4)
        #expect(cuts.seasonalNaive(period: 4, at: test.origins).meanAbsoluteError > 1.5)
        #expect(test.meanAbsoluteErrorByStep.count == 4 && test.coverage.isEmpty)
        #expect(test.rootMeanSquaredError >= test.meanAbsoluteError)
        // In parts the same bits.
        #expect(try model.backtest(cuts, at: test.origins, batchSize: 7, on: workspace) == test)
    }

    @Test func quantilesCoverWhatTheySay() throws {
        let (values, known) = series(1200, noise: 2)
        let cuts = RollingOrigins(values, known: known, window: 6, horizon: 4)
        let model = try model(.quantiles([0.1, 0.5, 0.9]), cuts, loss: .quantile, epochs: 25)
        let test = try model.backtest(cuts, at: Array(cuts.possible.suffix(800)), on: workspace)
        for (share, wanted) in zip(test.coverage, [0.1, 0.5, 0.9]) { #expect(abs(share - wanted) < 0.06, "\(wanted)") }
        #expect(test.forecast.quantiles.joined().joined().allSatisfy { $0 == $0.sorted() })
        #expect(test.forecast.deviations.isEmpty)
    }

    @Test func drawsHaveTheDistributionThatIsSaid() throws {
        let (values, known) = series(400, noise: 2)
        let cuts = RollingOrigins(values, known: known, window: 6, horizon: 1)
        let model = try model(.gaussian, cuts, loss: .gaussian, epochs: 6)
        let x = cuts.examples(at: [300, 301]).x
        let forecast = try model.forecast(x, steps: 1, on: workspace)
        let draws = try model.samples(of: x, steps: 1, count: 4000, seed: 7, on: workspace)
        for row in 0..<2 {
            let (mean, deviation) = (forecast.values[row][0][0], forecast.deviations[row][0][0])
            let numbers = draws[row].map { $0[0][0] }
            let found = numbers.reduce(0, +) / 4000
            let square = numbers.reduce(0) { $0 + ($1 - found) * ($1 - found) } / 4000
            #expect(abs(found - mean) < 0.06 * deviation && abs(square.squareRoot() / deviation - 1) < 0.05)
        }
        // A draw depends on its own place alone.
        let alone = try model.samples(of: x.selecting([0]), steps: 1, count: 10, seed: 7, on: workspace)
        #expect(alone[0] == Array(draws[0].prefix(10)))
        #expect(try model.samples(of: x, steps: 1, count: 2, seed: 8, on: workspace)[0] != Array(draws[0].prefix(2)))
    }

    @Test func drawsStayBetweenQuantiles() throws {
        let variant = VectorVariant.all[1]
        let model = variant.model()
        let forecast = try model.forecast(variant.x(), steps: 1, on: workspace)
        let draws = try model.samples(of: variant.x(), steps: 1, count: 500, seed: 1, on: workspace)
        for (row, ways) in draws.enumerated() {
            for feature in 0..<2 {
                let quantiles = forecast.quantiles[row][0][feature]
                let numbers = ways.map { $0[0][feature] }
                #expect(numbers.allSatisfy { quantiles[0] <= $0 && $0 <= quantiles[2] })
                // A tenth is at each end, where straight lines stop.
                #expect(abs(Double(numbers.count { $0 <= quantiles[1] }) / 500 - 0.5) < 0.08)
            }
        }
    }

    @Test func theModelDecidesTheEnd() throws {
        // As many steps as the first number says.
        var random = RandomSource(seed: 4)
        let lengths = (0..<240).map { _ in random.next(in: 1...4) }
        let x = Examples.sequences(lengths.map { [[Float($0) / 4]] })
        let y = Examples.sequences(lengths.map { length in (0..<length).map { [Float($0) / 4] } })
        var model = ContinuousEncoderDecoder(
            .init { ($0.hidden, $0.decidesEnd, $0.firstInput) = (16, true, .learned) }, seed: 1)
        try model.fit(x, y, optimizer: Optimizer(.adam, learningRate: 0.03), epochs: 40, on: workspace)
        let written = try model.predict(x, steps: 9, on: workspace).sequences
        #expect(zip(written, lengths).count { $0.count == $1 } >= 235)
        let said = try model.forecast(x, steps: 9, on: workspace)
        #expect(said.endProbabilities.map(\.count) == written.map(\.count))
        for row in said.endProbabilities {
            #expect(row.dropLast().allSatisfy { $0 <= 0.5 } && (row.count == 9 || row[row.count - 1] > 0.5))
        }
    }

    @Test(arguments: [
        (0.5, 0), (0.025, -1.959963984540054), (0.9, 1.2815515655446004), (1e-6, -4.753424308822899),
        (0.999, 3.090232306167813), (1e-12, -7.034483825301131),
    ])
    func normalQuantilesAreThoseOfTables(share: Double, expected: Double) {
        #expect(abs(NumberDraws.normalQuantile(share) - expected) < 1e-6)
    }

    @Test func aLossOfAnotherDeltaIsKnownByItsName() {
        #expect(SequenceLoss(rawValue: "huber 0.5") == .huber(delta: 0.5) && SequenceLoss(rawValue: "huber -1") == nil)
        #expect(
            SequenceLoss.huber(delta: 0.5).rawValue == "huber 0.5" && SequenceLoss.huber(delta: 1).rawValue == "huber")
    }

    /// Nothing of a data set that is refused stays with the model.
    @Test(arguments: [Float.nan, .infinity])
    func unitsAreMadeOfFiniteNumbers(_ number: Float) {
        var model = ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 4)
        let steps: [[[Float]]] = [[[1], [2]], [[3], [number]]]
        #expect(throws: SequentialError.self) {
            try model.rememberScales(of: .sequences(steps), .sequences([[[1]], [[2]]]))
        }
        #expect(throws: SequentialError.self) {
            try model.rememberScales(of: .sequences([[[1]], [[2]]]), .sequences(steps))
        }
        #expect(model.configuration.scales.isEmpty)
    }

    @Test func aTestOfNothingSaysNothing() throws {
        let cuts = RollingOrigins((0..<20).map(Float.init), window: 4, horizon: 2)
        let model = ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 4)
        #expect(throws: SequentialError.noExamples) { try model.backtest(cuts, at: [], on: workspace) }
        #expect(cuts.seasonalNaive(period: 4, at: []).meanAbsoluteError.isNaN)
    }

    @Test func inputsThatAreNotEquallyManyAreRefused() {
        let model = ContinuousEncoderDecoder(.init { ($0.hidden, $0.knownSize) = (4, 1) })
        let x = Examples.several([.sequences([[[1]]]), .sequences([[[1]], [[2]]])])
        #expect(throws: SequentialError.inputCounts(expected: 1, found: 2)) {
            try model.predict(x, steps: 1, on: workspace)
        }
    }

    @Test func aLossOfClassesIsNoneOfNumbers() throws {
        var model = ContinuousEncoderDecoder(.init { ($0.hidden, $0.decidesEnd) = (4, true) })
        let x = Examples.sequences([[[1]]])
        let error = #expect(throws: SequentialError.self) {
            try model.fit(x, x, loss: .categoricalCrossEntropy, epochs: 1, on: workspace)
        }
        #expect(error?.description.contains("classes") == true, "\(String(describing: error))")
    }
}
