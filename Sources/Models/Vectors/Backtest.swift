import Seq2SeqLayers
import Seq2SeqSettings
import Seq2SeqTensors

/// Forecasts beside what came, at several origins.
public struct Backtest: Sendable, Hashable {
    /// The origins, in the order of what follows.
    public let origins: [Int]
    /// What was said at each.
    public let forecast: Forecast
    /// What came. A number that is not finite is a gap, which no mean and no share counts. `[origins][horizon][output]`
    public let actual: [[[Float]]]

    package init(origins: [Int], forecast: Forecast, actual: [[[Float]]]) {
        self.origins = origins
        self.forecast = forecast
        self.actual = actual
    }

    /// The mean absolute error over origins, steps and features; NaN of none.
    public var meanAbsoluteError: Double { mean(of: errors.joined()) { abs($0) } }

    /// The root of the mean squared error over origins, steps and features; NaN of none.
    public var rootMeanSquaredError: Double { mean(of: errors.joined()) { $0 * $0 }.squareRoot() }

    /// The mean absolute error of each step of the horizon, over origins and features. `[horizon]`
    public var meanAbsoluteErrorByStep: [Double] {
        (0..<(actual.first?.count ?? 0)).map { step in mean(of: errors.map { $0[step] }) { abs($0) } }
    }

    /// The share of what came that was not above each quantile, over origins, steps and features; empty without
    /// quantiles, or where nothing came. Of a model that knows what it says it is near the quantile's own share.
    public var coverage: [Double] {
        let pairs = zip(actual.joined().joined(), forecast.quantiles.joined().joined()).filter { $0.0.isFinite }
        guard let width = pairs.first?.1.count else { return [] }
        return (0..<width).map { index in
            Double(pairs.count { $0 <= $1[index] }) / Double(pairs.count)
        }
    }

    /// By origin and step the errors of its features, of those that came.
    private var errors: [[[Double]]] {
        zip(forecast.values, actual).map { said, came in
            zip(said, came).map { zip($0, $1).filter { $1.isFinite }.map { Double($0) - Double($1) } }
        }
    }

    private func mean(of errors: some Sequence<[Double]>, _ size: (Double) -> Double) -> Double {
        var (sum, count) = (0.0, 0)
        for error in errors.joined() { (sum, count) = (sum + size(error), count + 1) }
        return count == 0 ? .nan : sum / Double(count)
    }
}

extension ContinuousEncoderDecoder {
    /// Tests the model back: what it says at each origin beside what came, without learning from that.
    ///
    /// To learn between origins, call `fit` with ``RollingOrigins/examples(at:)`` of those before, and this with one
    /// origin at a time.
    ///
    /// - Parameters:
    ///   - origins: the series and how it is cut.
    ///   - places: where, see ``RollingOrigins/possible``.
    ///   - batchSize: origins that are computed at once; no bit depends on it.
    ///   - workspace: where to compute.
    /// - Throws: how the series differs from what the model reads and writes, or that no place was given.
    public func backtest(
        _ origins: RollingOrigins, at places: [Int], batchSize: Int = 256, on workspace: Workspace = Workspace()
    ) throws(SequentialError) -> Backtest {
        guard !places.isEmpty else { throw .noExamples }
        require(batchSize > 0, "A batch size must be positive, but is \(batchSize)")
        require(!configuration.decidesEnd, "A model that decides the end says another number of steps than came")
        guard origins.outputSize == outputSize else {
            throw .targets(expected: "sequences of \(outputSize) features", found: "\(origins.outputSize) of a series")
        }
        var forecast = Forecast()
        for start in stride(from: 0, to: places.count, by: batchSize) {
            let part = Array(places[start..<min(start + batchSize, places.count)])
            forecast.append(try self.forecast(origins.examples(at: part).x, steps: origins.horizon, on: workspace))
        }
        return Backtest(origins: places, forecast: forecast, actual: origins.actual(at: places))
    }
}
