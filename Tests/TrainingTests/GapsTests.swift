import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqTraining
import Testing

/// What is not there, stands still or is no number, and what forecasting makes of it.
@Suite("Training: gaps and numbers that are none")
struct GapsTests {
    private let workspace = Workspace(threads: 1)

    private func series(_ rows: Int, _ length: Int, seed: UInt64) -> [[[Float]]] {
        var random = RandomSource(seed: seed)
        return (0..<rows).map { _ in (0..<length).map { _ in [random.nextUniform(from: -1, to: 1)] } }
    }

    /// A gap is left out, and what follows reads what the model writes there: as it does in prediction.
    @Test(arguments: [OutputDistribution.point, .quantiles([0.1, 0.5, 0.9])])
    func aGapIsReadAsTheModelsOwn(distribution: OutputDistribution) throws {
        let model = ContinuousEncoderDecoder(
            .init { ($0.hidden, $0.attention, $0.distribution) = (8, .dot, distribution) }, seed: 2)
        let loss: SequenceLoss = distribution == .point ? .meanSquaredError : .quantile
        let x = Examples.sequences(series(3, 5, seed: 1))
        let (whole, own) = (series(3, 4, seed: 2), try model.predict(x, steps: 4, on: workspace).sequences)
        // All steps but the last are gaps: the last one reads nothing but the model's own.
        let gaps = whole.map { Array(repeating: [Float.nan], count: 3) + [$0[3]] }
        let weights = whole.map { _ in [0, 0, 0, 1] as [Float] }
        func found(_ targets: [[[Float]]]) throws -> (loss: Loss, gradients: Gradients) {
            try model.lossAndGradients(
                for: x, .sequences(targets).weighted(by: weights), loss: loss, on: workspace)
        }
        let (with, without) = (try found(gaps), try found(zip(own, whole).map { Array($0[..<3]) + [$1[3]] }))
        #expect(with.loss.sum.isFinite && with.loss == without.loss)
        for name in model.parameters.names {
            let parameter = try #require(model.parameters.parameter(named: name))
            #expect(with.gradients[parameter].bits == without.gradients[parameter].bits, "\(name)")
        }
        #expect(try found(whole).loss != with.loss)
        var fitted = model
        let reports = try fitted.fit(
            x, .sequences(gaps).weighted(by: weights), loss: loss, metrics: [.meanAbsoluteError], epochs: 3,
            on: workspace)
        #expect(reports.allSatisfy { $0.skippedSteps == 0 && $0.loss.isFinite && $0.metrics[0].isFinite })
        try fitted.fit(x, .sequences(whole), loss: loss, on: workspace)
    }

    @Test func unitsLeaveGapsOut() throws {
        var (model, other) = (
            ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 4),
            ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 4)
        )
        let x = Examples.sequences([[[1], [2]], [[3], [4]]])
        let gap = Examples.sequences([[[5], [.nan]], [[7], [8]]]).weighted(by: [[1, 0], [1, 1]])
        try model.rememberScales(of: x, gap)
        try other.rememberScales(of: x, .sequences([[[5]], [[7], [8]]]))
        #expect(model.configuration.scales == other.configuration.scales)
        // So is a number that does not count.
        let uncounted = Examples.sequences([[[5], [1000]], [[7], [8]]]).weighted(by: [[1, 0], [1, 1]])
        try model.rememberScales(of: x, uncounted)
        #expect(model.configuration.scales == other.configuration.scales)
        #expect(throws: SequentialError.notFinite(of: "the targets", example: 0, step: 1)) {
            try other.rememberScales(of: x, .sequences([[[5], [.nan]], [[7], [8]]]))
        }
    }

    @Test(arguments: [Float.nan, .infinity])
    func whatIsNoNumberIsNotForecastFrom(_ number: Float) throws {
        let model = ContinuousEncoderDecoder(
            .init { ($0.hidden, $0.knownSize, $0.distribution) = (4, 1, .gaussian) }, seed: 1)
        func x(_ past: Float, _ known: Float) -> Examples {
            .several([.sequences([[[1]], [[1], [past]]]), .sequences([[[1], [1]], [[known], [1]]])])
        }
        #expect(throws: SequentialError.notFinite(of: "the inputs", example: 1, step: 1)) {
            try model.predict(x(number, 1), steps: 2, on: workspace)
        }
        #expect(throws: SequentialError.notFinite(of: "the inputs", example: 1, step: 0)) {
            try model.samples(of: x(1, number), steps: 2, count: 3, seed: 1, on: workspace)
        }
        _ = try model.forecast(x(1, 1), steps: 2, on: workspace)
    }

    /// Rows are written in slices; an error has the number of the row in all of them.
    @Test func whatIsNotKnownOfARowFarDownIsToldWithItsNumber() throws {
        let model = ContinuousEncoderDecoder(
            .init { ($0.hidden, $0.knownSize, $0.distribution) = (2, 1, .gaussian) }, seed: 1)
        let x = Examples.several([
            .sequences([[[Float]]](repeating: [[1]], count: 301)),
            .sequences((0..<301).map { $0 == 300 ? [[1]] : [[1], [1]] }),
        ])
        let expected = SequentialError.data(
            expected: "what is known of 2 steps to come of example 300", found: "1 steps")
        #expect(throws: expected) { try model.predict(x, steps: 2, on: workspace) }
        #expect(throws: expected) { try model.samples(of: x, steps: 2, count: 1, seed: 1, on: workspace) }
    }

    /// A window that stands still has the units that are usual, if those are remembered.
    @Test func aWindowThatStandsStillHasUsualUnits() throws {
        func configuration() -> ContinuousEncoderDecoder.Configuration {
            .init { ($0.hidden, $0.scalesEachSeries, $0.firstInput) = (4, true, .last) }
        }
        var model = ContinuousEncoderDecoder(configuration(), seed: 1)
        let moving: [[[Float]]] = [[[0], [2000]], [[0], [4000]]]
        let still: [[[Float]]] = [[[5000], [5000]]]
        let y: [[[Float]]] = [[[1000]], [[1000]], [[7000]]]
        let (x, targets) = (Examples.sequences(moving + still), Examples.sequences(y))
        let before = try model.evaluate(x.selecting([2]), targets.selecting([2]), on: workspace).loss
        let own = try model.predict(x.selecting([0]), steps: 2, on: workspace)
        try model.rememberScales(of: x, targets)
        // Deviations are 1000 and 2000.
        #expect(model.configuration.scales.inputs == [FeatureScale(scale: 1500)])
        let after = try model.evaluate(x.selecting([2]), targets.selecting([2]), on: workspace).loss
        #expect(before > 1e6 && after < 10)
        // Others have their own as before.
        #expect(try model.predict(x.selecting([0]), steps: 2, on: workspace) == own)
        let read = try ContinuousEncoderDecoder(data: model.data())
        #expect(try read.predict(x, steps: 2, on: workspace) == model.predict(x, steps: 2, on: workspace))
    }

    @Test func unitsAreNotFoundAfterTraining() throws {
        let x = Examples.sequences([[[1], [2]]])
        var model = ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 4)
        try model.rememberScales(of: x, x)
        try model.rememberScales(of: x, x)
        try model.fit(x, x, on: workspace)
        let before = model.configuration
        for var trained in [model, try ContinuousEncoderDecoder(data: model.data())] {
            let error = #expect(throws: SequentialError.self) { try trained.rememberScales(of: x, x) }
            #expect(error?.description.contains("before a model is trained") == true)
            #expect(trained.configuration == before)
        }
    }

    /// Rows are written in parts, of which no bit tells.
    @Test func manyWaysAreThoseOfFew() throws {
        let model = ContinuousEncoderDecoder(
            .init { ($0.hidden, $0.attention, $0.distribution, $0.inputFeeding) = (6, .general, .gaussian, true) },
            seed: 1)
        let x = Examples.sequences(series(3, 4, seed: 1))
        let many = try model.samples(of: x, steps: 3, count: 300, seed: 1, on: workspace)
        let few = try model.samples(of: x, steps: 3, count: 5, seed: 1, on: workspace)
        #expect(many.map { Array($0.prefix(5)) } == few)
        let rows = Examples.sequences(series(600, 4, seed: 3))
        let all = try model.forecast(rows, steps: 2, on: workspace)
        let last = try model.forecast(rows.selecting([599]), steps: 2, on: workspace)
        #expect(all.values[599] == last.values[0] && all.attention[599] == last.attention[0])
        #expect(all.values.count == 600)
        // Memory does not grow with the number of ways.
        let small = Workspace(threads: 1)
        _ = try model.samples(of: x, steps: 3, count: 300, seed: 1, on: small)
        let peak = small.arena.peakCount
        _ = try model.samples(of: x, steps: 3, count: 3000, seed: 1, on: small)
        #expect(small.arena.peakCount < 3 * peak)
    }

    @Test func classesAreNotOfNumbers() throws {
        var model = try Sequential(input: .vectors(1)) { Dense(1) }
        let (x, y) = (Examples.vectors([[1], [2]]), Examples.vectors([[1.5], [0]]))
        for metric in [SequenceMetric.accuracy, .precision, .recall, .f1] {
            #expect(throws: SequentialError.notOfClasses("The metric \(metric.name)")) {
                try model.fit(x, y, metrics: [metric], on: workspace)
            }
        }
        let options = FitOptions { $0.classWeights = [1, 2] }
        #expect(throws: SequentialError.notOfClasses("A weight for each class")) {
            try model.fit(x, y, options: options, on: workspace)
        }
        let weights = model.kerasWeights
        // Whichever batch they are in: before the first step.
        let rows = (Examples.vectors((0..<40).map { [Float($0)] }), (0..<40).map { [Float($0 % 2)] })
        for place in [0, 17, 39] {
            var targets = rows.1
            targets[place] = [0.5]
            let options = FitOptions { ($0.batchSize, $0.epochs) = (2, 2) }
            #expect(throws: SequentialError.notOfClasses("The metric accuracy")) {
                try model.fit(rows.0, .vectors(targets), metrics: [.accuracy], options: options, on: workspace)
            }
            #expect(model.kerasWeights == weights)
            // Unless they do not count.
            var present = [Float](repeating: 1, count: 40)
            present[place] = 0
            for number in [Float.nan, 0.5] {
                targets[place] = [number]
                let options = FitOptions { ($0.classWeights, $0.epochs) = ([1, 2], 1) }
                var other = model
                let reports = try other.fit(
                    rows.0, Examples.vectors(targets).weighted(by: present), metrics: [.accuracy, .f1],
                    options: options, on: workspace)
                #expect(reports[0].loss.isFinite && reports[0].metrics.allSatisfy { (0...1).contains($0) })
            }
        }
        // Of 0 and 1 they are.
        _ = try model.evaluate(x, .vectors([[1], [0]]), metrics: [.accuracy], on: workspace)
        let writer = ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 4)
        let pair = Examples.sequences([[[1], [0]]])
        let error = #expect(throws: SequentialError.self) {
            try writer.evaluate(pair, pair.weighted(by: [0]), on: workspace)
        }
        #expect(error == .targetWeights(expected: "one above 0 at least", found: "all 0"))
    }
}
