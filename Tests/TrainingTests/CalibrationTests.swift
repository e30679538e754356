import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqTraining
import Testing

/// Quantiles that are made to cover what they say.
@Suite("Training: calibration of quantiles")
struct CalibrationTests {
    private let workspace = Workspace(threads: 1)

    /// A test in which -1.3, 0 and 1.3 were said of every step of a series.
    private func test(
        _ series: [Float], at origins: [Int], horizon: Int = 1, said: [Float] = [-1.3, 0, 1.3]
    ) -> Backtest {
        let rows = origins.map { origin in (0..<horizon).map { [series[origin + $0]] } }
        return Backtest(
            origins: origins,
            forecast: Forecast(
                values: rows.map { $0.map { _ in [said[1]] } }, shares: [0.1, 0.5, 0.9],
                quantiles: rows.map { $0.map { _ in [said] } }), actual: rows)
    }

    /// Normal numbers whose mean is moved by 3 in the middle, and whose deviation is doubled.
    private func shifting(_ count: Int) -> [Float] {
        var random = RandomSource(seed: 5)
        return (0..<count).map { step in
            let sum = (0..<12).reduce(Float(0)) { sum, _ in sum + random.nextUniform(from: -0.5, to: 0.5) }
            return step < count / 2 ? sum : 3 + 2 * sum
        }
    }

    @Test func coverageHoldsWhereASeriesShifts() {
        let series = shifting(1200)
        let raw = test(series, at: Array(0...1196), horizon: 4)
        // Half of the time what was said is right.
        #expect(abs(raw.coverage[1] - 0.27) < 0.05 && raw.coverage[2] < 0.65)
        let calibrated = raw.calibrated()
        for (share, wanted) in zip(calibrated.coverage, [0.1, 0.5, 0.9]) {
            #expect(abs(share - wanted) < 0.015, "\(wanted): \(share)")
        }
        // The same of each half.
        for half in [0..<598, 598..<1197] {
            for (index, wanted) in [0.1, 0.5, 0.9].enumerated() {
                let covered = half.map { row in
                    (0..<4).count { calibrated.actual[row][$0][0] <= calibrated.forecast.quantiles[row][$0][0][index] }
                }.reduce(0, +)
                #expect(abs(Double(covered) / Double(4 * half.count) - wanted) < 0.03, "\(half), \(wanted)")
            }
        }
        #expect(calibrated.forecast.quantiles.joined().joined().allSatisfy { $0 == $0.sorted() })
        // Numbers are those of the model.
        #expect(calibrated.forecast.values == raw.forecast.values && calibrated.actual == raw.actual)
        // Errors alone follow at their own pace: of 600 that were right the shift is seen late.
        #expect(abs(raw.calibrated(rate: 0).coverage[1] - 0.5) > 0.03)
    }

    /// What is said at an origin does not change by a bit with what comes from it on.
    @Test func nothingIsKnownInAdvance() {
        var series = shifting(120)
        let origins = Array(0...110)
        let before = test(series, at: origins, horizon: 6).calibrated(rate: 0.2).forecast.quantiles
        for step in 70..<120 { series[step] += 50 }
        let after = test(series, at: origins, horizon: 6).calibrated(rate: 0.2).forecast.quantiles
        #expect(Array(before.prefix(71)) == Array(after.prefix(71)))
        #expect(before[71] != after[71])
        // Nor does the order in which origins are told.
        let turned = test(series, at: origins.reversed(), horizon: 6).calibrated(rate: 0.2)
        #expect(turned.forecast.quantiles.reversed() == after)
        // What was tested before is as good as the first part of the test.
        let (first, last) = (test(series, at: Array(0..<50), horizon: 6), test(series, at: Array(50...110), horizon: 6))
        #expect(last.calibrated(after: first, rate: 0.2).forecast.quantiles == Array(after[50...]))
        // A forecast by itself has what the test's next origin would have.
        let earlier = test(series, at: Array(0..<110), horizon: 6)
        let alone = earlier.calibrating(test(series, at: [110], horizon: 6).forecast, at: 110, rate: 0.2)
        #expect(alone.quantiles[0] == after[110])
        // It may begin with what was tested before, too.
        let next = test(series, at: [111], horizon: 6).forecast
        let whole = test(series, at: origins, horizon: 6).calibrating(next, at: 111, rate: 0.2)
        #expect(last.calibrating(next, at: 111, after: first, rate: 0.2) == whole)
        #expect(last.calibrating(next, at: 111, rate: 0.2) != whole)
    }

    /// Of what did not come no level moves, and neither a share nor a mean knows.
    @Test(arguments: [Float.nan, .infinity])
    func gapsAreNotLearntFrom(gap: Float) {
        let series = (1...9).map { Float($0) } + [gap, 0, 0]
        let quantiles = test(series, at: Array(0...11), said: [0, 0, 0]).calibrated(rate: 0.1).forecast.quantiles
        #expect(quantiles[8] != quantiles[9])
        #expect(quantiles[9] == quantiles[10])
        #expect(quantiles[10] != quantiles[11])
        let raw = test([gap, 0, 5, -2], at: [0, 1, 2, 3])
        let third = Double(1) / 3
        #expect(raw.coverage == [third, 2 * third, 2 * third])
        let mean = Double(7) / 3
        #expect(raw.meanAbsoluteError == mean)
        #expect(raw.meanAbsoluteErrorByStep == [mean])
        let square = Double(29) / 3
        #expect(raw.rootMeanSquaredError == square.squareRoot())
        let nothing = test([gap], at: [0])
        #expect(nothing.coverage.isEmpty && nothing.meanAbsoluteError.isNaN)
    }

    /// By hand: a level of 0.5 moves by rate times 0.5, and 9 errors are enough for the ranks 1, 5 and 9.
    @Test func smallCasesAreThoseByHand() {
        let nine = (1...9).map(Float.init)
        // The tenth step is said 0 of each quantile, and so is raised by the ranks of what came before.
        let series = nine + [0, 0]
        let raw = test(series, at: Array(0...10), said: [0, 0, 0])
        let still = raw.calibrated(rate: 0).forecast.quantiles
        #expect(still[0] == [[[0, 0, 0]]])
        #expect(still[9] == [[[1, 5, 9]]])
        // Of one error, 1, levels of 0.1 and 0.9 are beyond it: by its size times what is missing.
        #expect(still[1][0][0].elementsEqual([0.6, 1, 1.4]) { abs($0 - $1) < 1e-6 })
        // After ten, of which the last is 0, ranks are 1.1, 5.5 and 9.9 of 0, 1 ... 9.
        #expect(still[10][0][0].elementsEqual([0.1, 4.5, 8.9]) { abs($0 - $1) < 1e-5 })
        // With a rate of 0.1 a number above all three raises the levels to 0.11, 0.55 and 0.99.
        let moved = raw.calibrated(rate: 0.1).forecast.quantiles
        #expect(moved[1][0][0].elementsEqual([0.61, 1.05, 1.49]) { abs($0 - $1) < 1e-5 })
    }

    @Test func aModelRemembersItsCalibration() throws {
        var random = RandomSource(seed: 3)
        let series = (0..<400).map { step in
            [50 + 10 * Float(step % 7) + random.nextUniform(from: -20, to: 20)]
        }
        let cuts = RollingOrigins(series, window: 7, horizon: 3)
        var model = ContinuousEncoderDecoder(
            .init { ($0.hidden, $0.distribution) = (8, .quantiles([0.1, 0.5, 0.9])) }, seed: 1)
        let (x, y) = cuts.examples(at: Array(cuts.possible.prefix(150)))
        try model.rememberScales(of: x, y)
        try model.fit(x, y, loss: .quantile, epochs: 2, on: workspace)
        let places = Array(cuts.possible.suffix(200))
        let raw = try model.backtest(cuts, at: places, on: workspace)
        let (heldX, heldY) = cuts.examples(at: Array(cuts.possible.dropFirst(152).prefix(35)))
        try model.calibrate(heldX, heldY, on: workspace)
        let calibrated = try model.backtest(cuts, at: places, on: workspace)
        for (share, wanted) in zip(calibrated.coverage, [0.1, 0.5, 0.9]) {
            #expect(abs(share - wanted) < 0.08, "\(wanted): \(share)")
        }
        #expect(zip(raw.coverage, [0.1, 0.5, 0.9]).contains { abs($0 - $1) > 0.1 })
        #expect(calibrated.forecast.values == raw.forecast.values)
        #expect(model.configuration.calibration.offsets.map(\.count) == [1, 1, 1])
        let read = try ContinuousEncoderDecoder(data: model.data())
        #expect(read.configuration == model.configuration)
        #expect(try read.backtest(cuts, at: places, on: workspace) == calibrated)
        // Steps beyond those of the calibration have what its last one has.
        let longer = try read.forecast(cuts.examples(at: [300]).x, steps: 5, on: workspace)
        #expect(longer.quantiles[0].count == 5)
        // What is trained on has other errors.
        try model.fit(x, y, loss: .quantile, epochs: 0, on: workspace)
        #expect(model.configuration.calibration.isEmpty)
    }

    /// Each quantile that is calibrated is the quantile of what came less what was said: here by hand, of 9 examples.
    @Test func calibrationIsByTheRanksOfErrors() throws {
        var model = ContinuousEncoderDecoder(
            .init { ($0.hidden, $0.distribution) = (4, .quantiles([0.1, 0.5, 0.9])) }, seed: 2)
        let x = Examples.sequences((0..<9).map { _ in [[Float]](repeating: [1], count: 3) })
        let said = try model.forecast(x, steps: 2, on: workspace).quantiles[0]
        let y = Examples.sequences((1...9).map { row in [[Float(row)], [Float(10 * row)]] })
        try model.calibrate(x, y, on: workspace)
        let found = try model.forecast(x.selecting([0]), steps: 2, on: workspace).quantiles[0]
        #expect(zip(found[0][0], [1, 5, 9] as [Float]).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(zip(found[1][0], [10, 50, 90] as [Float]).allSatisfy { abs($0 - $1) < 1e-4 })
        #expect(said[0][0] == said[0][0].sorted() && model.configuration.calibration.offsets.count == 2)
        // Two examples of a step are too few for it alone: they have what all steps have.
        let few = Examples.sequences((1...9).map { row in row < 3 ? [[Float(row)], [7]] : [[Float(row)]] })
        try model.calibrate(x, few, on: workspace)
        #expect(model.configuration.calibration.offsets[0] != model.configuration.calibration.offsets[1])
        #expect(throws: SequentialError.self) { try model.calibrate(x, .sequences([[[1]]]), on: workspace) }
        #expect(throws: SequentialError.self) { try model.calibrate(x, .vectors([[1]]), on: workspace) }
    }

    /// Steps of weight 0 are as good as not there, and the order of examples says nothing.
    @Test func whatDoesNotCountIsNotLearntFrom() throws {
        var model = ContinuousEncoderDecoder(
            .init { ($0.hidden, $0.distribution) = (4, .quantiles([0.1, 0.5, 0.9])) }, seed: 2)
        let x = Examples.sequences((0..<10).map { _ in [[Float]](repeating: [1], count: 3) })
        let rows = (1...9).map { row in [[Float(row)], [Float(10 * row)]] }
        try model.calibrate(x.selecting(Array(0..<9)), .sequences(rows), on: workspace)
        let wanted = model.configuration.calibration
        let unordered: [[[Float]]] = [[[1000], [.nan]]] + Array(rows.reversed())
        let more = Examples.sequences(unordered)
        let ofSteps: [[Float]] = [[0, 0]] + [[Float]](repeating: [1, 0.5], count: 9)
        try model.calibrate(x, more.weighted(by: ofSteps), on: workspace)
        #expect(model.configuration.calibration == wanted)
        let ofExamples: [Float] = [0] + [Float](repeating: 1, count: 9)
        try model.calibrate(x, more.weighted(by: ofExamples), on: workspace)
        #expect(model.configuration.calibration == wanted)
        #expect(throws: SequentialError.targetWeights(expected: "one above 0 at least", found: "all 0")) {
            try model.calibrate(x, more.weighted(by: [Float](repeating: 0, count: 10)), on: workspace)
        }
        #expect(model.configuration.calibration == wanted)
    }

    @Test func errorsThatAreNotFiniteAreNotEnough() throws {
        var model = ContinuousEncoderDecoder(
            .init { ($0.hidden, $0.distribution) = (4, .quantiles([0.1, 0.5, 0.9])) }, seed: 2)
        let x = Examples.sequences([[[1]], [[2]]])
        // In units of 0.01 numbers like these are infinite.
        try model.rememberScales(of: x, .sequences([[[0]], [[0.02]]]))
        let y = Examples.sequences([[[3e38]], [[3e38]]])
        let error = #expect(throws: SequentialError.self) { try model.calibrate(x, y, on: workspace) }
        #expect(error?.description.contains("no error is finite") == true)
        #expect(model.configuration.calibration.isEmpty)
    }
}
