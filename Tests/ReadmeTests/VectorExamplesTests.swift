import Foundation
import Seq2Seq
import Testing

/// The snippets of the pages on forecasting and on vectors to text, and those beside what they tell of.
@Suite("Examples of vectors")
struct VectorExamplesTests {
    /// A season of twelve steps, a trend and a little noise, with the step of the season as a circle.
    private func seasons(_ count: Int) -> (series: [[Float]], calendar: [[Float]]) {
        var random = RandomSource(seed: 6)
        let angles = (0..<count).map { Float($0 % 12) / 12 * 2 * .pi }
        let series = angles.enumerated().map { step, angle in
            [20 + 0.002 * Float(step) + 5 * sin(angle) + 2 * cos(2 * angle) + random.nextUniform(from: -2, to: 2)]
        }
        return (series, angles.map { [sin($0), cos($0)] })
    }

    @Test func aForecastIsBetterThanLastSeason() throws {
        let (series, calendar) = seasons(420)
        let cuts = RollingOrigins(series, known: calendar, window: 24, horizon: 12)
        let (x, y) = cuts.examples(at: Array(cuts.possible.dropLast(48 + 11)))
        var model = ContinuousEncoderDecoder(
            .init {
                ($0.knownSize, $0.hidden, $0.attention) = (calendar[0].count, 32, .dot)
                ($0.firstInput, $0.distribution) = (.last, .quantiles([0.1, 0.5, 0.9]))
            })
        try model.rememberScales(of: x, y)
        try model.fit(x, y, loss: .quantile, optimizer: Optimizer(.adam, learningRate: 0.01), epochs: 40)
        let test = try model.backtest(cuts, at: Array(cuts.possible.suffix(48)))
        print(test.meanAbsoluteError, test.meanAbsoluteErrorByStep, test.coverage)
        print(cuts.seasonalNaive(period: 12, at: test.origins).meanAbsoluteError)
        let earlier = try model.backtest(cuts, at: Array(test.origins[0] - 40..<test.origins[0]))
        print(test.coverage, test.calibrated(after: earlier).coverage)
        let calibrated = test.calibrated(after: earlier)
        for (share, wanted) in zip(calibrated.coverage, calibrated.forecast.shares) {
            #expect(abs(share - wanted) <= 0.05, "\(wanted)")
        }
        #expect(test.meanAbsoluteError < cuts.seasonalNaive(period: 12, at: test.origins).meanAbsoluteError)
    }

    @Test func quantilesAreCalibrated() throws {
        let (all, _) = seasons(420)
        let series = all.map { $0[0] }
        let cuts = RollingOrigins(series, window: 48, horizon: 12)
        let heldBack = Array(cuts.possible.suffix(60))
        var model = ContinuousEncoderDecoder(
            .init { ($0.hidden, $0.distribution) = (4, .quantiles([0.1, 0.5, 0.9])) })
        let newX = cuts.examples(at: [300]).x
        func heldBackExamples() throws {
            let (x, y) = cuts.examples(at: heldBack)
            try model.calibrate(x, y)
            let forecast = try model.forecast(newX, steps: 12)
            #expect(forecast.quantiles[0].count == 12 && !model.configuration.calibration.isEmpty)
        }
        try heldBackExamples()
        let test = try model.backtest(cuts, at: heldBack)
        func whatComesNext() throws {
            let x = Examples.sequences([series.suffix(48).map { [$0] }])
            let next = test.calibrating(try model.forecast(x, steps: 12), at: series.count)
            #expect(next.quantiles[0][11][0].count == 3)
        }
        try whatComesNext()
    }

    @Test func cutsGiveWhatToTrainOnAndWhatToTestWith() throws {
        let (series, calendar) = seasons(320)
        var model = ContinuousEncoderDecoder(.init { ($0.knownSize, $0.hidden) = (2, 4) })
        func snippet() throws {
            let cuts = RollingOrigins(series, known: calendar, window: 48, horizon: 12)
            let (x, y) = cuts.examples(at: Array(cuts.possible.dropLast(24 + 11)))
            try model.fit(x, y, epochs: 20)
            let test = try model.backtest(cuts, at: Array(cuts.possible.suffix(24)))
            print(test.meanAbsoluteError, cuts.seasonalNaive(period: 12, at: test.origins).meanAbsoluteError)
            #expect(test.origins == Array(285...308) && test.actual[0][0] == series[285])
            #expect(cuts.possible == 48...308)
        }
        try snippet()
    }

    @Test func inputsAreSeveral() throws {
        let past: [[[Float]]] = [[[1], [2], [3]], [[4], [5]]]
        let shops: [[Float]] = [[1, 0], [0, 1]]
        let pricesToCome = (0..<2).map { row in (0..<7).map { [Float(row + $0)] } }
        let model = ContinuousEncoderDecoder(
            .init { ($0.staticSize, $0.knownSize, $0.hidden, $0.distribution) = (2, 1, 8, .gaussian) })
        let x = Examples.several([.sequences(past), .vectors(shops), .sequences(pricesToCome)])
        let forecast = try model.forecast(x, steps: 7)
        #expect(forecast.values.map(\.count) == [7, 7])
        let ways = try model.samples(of: x, steps: 7, count: 200, seed: 1)
        let totals = ways[0].map { way in way.map { $0[0] }.reduce(0, +) }.sorted()
        print(totals[20], totals[100], totals[180])
        #expect(totals[20] < totals[180])
    }

    @Test func aConfigurationHasManyParts() throws {
        let x = Examples.sequences((0..<8).map { row in (0..<6).map { [Float(row), Float($0)] } })
        let y = Examples.sequences((0..<8).map { row in (0..<12).map { [Float(row + $0)] } })
        let sizes = ContinuousEncoderDecoder.Configuration {
            $0.inputSize = 2
            $0.hidden = 48
            $0.bidirectional = true
            $0.attention = .dot
            $0.distribution = .quantiles([0.1, 0.5, 0.9])
        }
        var model = ContinuousEncoderDecoder(sizes, seed: 1)
        try model.fit(x, y, loss: .quantile, epochs: 20)
        try whatItSays(model, x.sequences)
    }

    private func whatItSays(_ model: ContinuousEncoderDecoder, _ x: [[[Float]]]) throws {
        let forecast = try model.forecast(.sequences(x), steps: 12)
        print(forecast.quantiles[0][11][0], forecast.attention[0][11])
        #expect(forecast.quantiles[0][11][0].count == 3 && forecast.attention[0][11].count == 6)
    }

    /// The figure of the page.
    @Test func drawnDigitsAreSpelled() throws {
        let pairs = try ToyTask.vectors.pairs(seed: 1).prefix(4400).map { try $0.readingVectors() }
        let data = try TrainingData(training: Array(pairs.prefix(4200)), options: .init(validFraction: 0.05))
        let sizes = EncoderDecoder.Configuration(embedding: 16, hidden: 64, bidirectional: true, attention: .general)
        let options = TrainingOptions {
            ($0.epochs, $0.batchSize, $0.learningRate, $0.dropout) = (14, 16, 0.005, 0.1)
        }
        var trainer = Trainer(data.model(sizes, seed: 1), on: data, options: options)
        trainer.run()
        var translator = Translator(trainer.bestModel)
        translator.search = SearchOptions(beamWidth: 4, lengthPenalty: .average)
        let texts = try translator.translations(ofVectors: pairs.suffix(200).map(\.vectors)).map(\.text)
        for guess in try translator.translations(vectors: pairs[0].vectors, count: 3) {
            print(guess.score, guess.text)
        }
        let exact = zip(texts, pairs.suffix(200)).count { $0 == $1.target }
        print("\(exact) of 200 drawings are spelled exactly")
        #expect(exact >= 196)
    }

    @Test func aPairHasVectors() throws {
        let pair = TextPair(vectors: [[0.1, 0.9], [0.8, 0.2]], target: "la mi")
        #expect(pair.vectors.count == 2 && pair.source.isEmpty)
    }

    @Test func spelledVectorsAreRead() throws {
        let pairs = try ToyTask.vectors.pairs(seed: 1).prefix(64).map { try $0.readingVectors() }
        func snippet() throws {
            let pairs = try ToyTask.vectors.pairs(seed: 1).prefix(64).map { try $0.readingVectors() }
            let data = try TrainingData(training: pairs)
            print(data.sourceFeatures, pairs[0].vectors.count, pairs[0].target)
            #expect(data.sourceFeatures == 5)
        }
        try snippet()
        let data = try TrainingData(training: pairs)
        var trainer = Trainer(data.model(.init(hidden: 64, attention: .dot), seed: 1), on: data)
        trainer.run()
        print(try Translator(trainer.bestModel).translate(vectors: pairs[0].vectors))
    }
}
