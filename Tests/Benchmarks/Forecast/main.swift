import Foundation
import Seq2Seq

// Trains a forecasting model on each of the series that `forecast.py` prepares, from five seeds, and tests it back.
// Usage: Forecast FOLDER. It writes the first weights, for PyTorch to start from, and what came of them.

struct Series: Decodable {
    let name: String
    let series: [[Float]]
    let known: [[Float]]
    let window: Int
    let horizon: Int
    let period: Int
    let hidden: Int
    /// Whether each window has units of its own.
    let scalesEach: Bool
    let learningRate: Double
    let training: [Int]
    let test: [Int]
    /// For each seed its batches, as places in `training`, over all epochs.
    let batches: [[[Int]]]
}

struct Result: Encodable {
    let seasonalNaive: Double
    let errors: [Double]
    let coverage: [[Double]]
    /// With calibration that rolls along, begun at the origins before the test.
    let calibratedCoverage: [[Double]]
    /// The pinball loss of calibrated quantiles by that of the model's own, over the test.
    let calibratedLoss: [Double]
    let secondsOfTraining: Double
}

let folder = URL(fileURLWithPath: CommandLine.arguments[1])
let decoder = JSONDecoder()
decoder.keyDecodingStrategy = .convertFromSnakeCase
let encoder = JSONEncoder()
encoder.keyEncodingStrategy = .convertToSnakeCase
let workspace = Workspace(threads: 1)

/// Origins before a test that its calibration begins with.
let earlierCount = 40

extension Backtest {
    /// The mean pinball loss over everything.
    var pinballLoss: Double {
        let shares = forecast.shares
        let losses = zip(forecast.quantiles.joined().joined(), actual.joined().joined()).flatMap { said, came in
            zip(shares, said).map { share, quantile in
                let above = Double(came - quantile)
                return max(share * above, (share - 1) * above)
            }
        }
        return losses.reduce(0, +) / Double(losses.count)
    }
}

for series in try decoder.decode(
    [Series].self, from: Data(contentsOf: folder.appendingPathComponent("series.json")))
{
    let cuts = RollingOrigins(series.series, known: series.known, window: series.window, horizon: series.horizon)
    let (x, y) = cuts.examples(at: series.training)
    var (errors, losses): ([Double], [Double]) = ([], [])
    var (coverage, calibratedCoverage): ([[Double]], [[Double]]) = ([], [])
    let clock = ContinuousClock()
    var seconds = 0.0
    for (seed, batches) in series.batches.enumerated() {
        var model = ContinuousEncoderDecoder(
            .init {
                ($0.knownSize, $0.hidden, $0.attention) = (series.known.first?.count ?? 0, series.hidden, .general)
                ($0.firstInput, $0.distribution) = (.last, .quantiles([0.1, 0.5, 0.9]))
                $0.scalesEachSeries = series.scalesEach
            }, seed: UInt64(seed + 1))
        if !series.scalesEach { try model.rememberScales(of: x, y) }
        try model.write(to: folder.appendingPathComponent("\(series.name)_\(seed).safetensors"))
        var optimizer = Optimizer(.adam, learningRate: series.learningRate)
        let begin = clock.now
        for rows in batches {
            let (_, gradients) = try model.lossAndGradients(
                for: x.selecting(rows), y.selecting(rows), loss: .quantile, on: workspace)
            optimizer.update(&model.parameters, along: gradients, on: workspace)
        }
        seconds += (clock.now - begin) / .seconds(1)
        let test = try model.backtest(cuts, at: series.test, on: workspace)
        errors.append(test.meanAbsoluteError)
        coverage.append(test.coverage)
        let before = Array(series.test[0] - earlierCount..<series.test[0])
        let calibrated = test.calibrated(after: try model.backtest(cuts, at: before, on: workspace))
        calibratedCoverage.append(calibrated.coverage)
        losses.append(calibrated.pinballLoss / test.pinballLoss)
    }
    let naive = cuts.seasonalNaive(period: series.period, at: series.test).meanAbsoluteError
    let result = Result(
        seasonalNaive: naive, errors: errors, coverage: coverage, calibratedCoverage: calibratedCoverage,
        calibratedLoss: losses, secondsOfTraining: seconds)
    try encoder.encode(result).write(to: folder.appendingPathComponent("\(series.name)_swift.json"))
}
