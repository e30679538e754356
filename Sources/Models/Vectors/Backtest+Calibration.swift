import Seq2SeqSettings

extension Backtest {
    /// How fast a rolling calibration follows a series if nothing else is said.
    public static let standardRate = 0.05

    /// The same test, with quantiles that are corrected as the origins go on: at each from what came before it, by
    /// adaptive conformal inference (Gibbs and Candès 2021). In the long run they cover what they say, also where a series
    /// is no more what it was in training.
    ///
    /// ```swift
    /// let earlier = try model.backtest(cuts, at: Array(test.origins[0] - 40..<test.origins[0]))
    /// print(test.coverage, test.calibrated(after: earlier).coverage)
    /// ```
    ///
    /// - Parameters:
    ///   - earlier: a test at origins before these, with the same horizon, so that there is something to learn from at
    ///     the first of them. Best are origins that the model has not been trained on.
    ///   - rate: how fast it follows what was covered: 0 for errors alone, whose shares stay as they are said. The faster,
    ///     the nearer are the shares to what they should be, and the more do quantiles move.
    /// - Precondition: neither test is calibrated already.
    public func calibrated(after earlier: Backtest? = nil, rate: Double = standardRate) -> Backtest {
        var rolling = rollingCalibration(after: earlier, rate: rate)
        var quantiles = forecast.quantiles
        for row in ascendingRows { quantiles[row] = rolling.correctedRow(row, of: self) }
        return Backtest(origins: origins, forecast: forecast.calibratedByTest(quantiles), actual: actual)
    }

    /// A forecast that was made at an origin after those of the test, with quantiles corrected by what the test knows
    /// then.
    ///
    /// ```swift
    /// let x = Examples.sequences([series.suffix(48).map { [$0] }])
    /// let next = test.calibrating(try model.forecast(x, steps: 12), at: series.count)
    /// ```
    ///
    /// - Parameters:
    ///   - forecast: by the model of the test; each of its rows is taken to be made there.
    ///   - origin: the first step that it is of.
    ///   - earlier: as `calibrated` has it.
    ///   - rate: as `calibrated` has it.
    /// - Precondition: neither the tests nor the forecast are calibrated already.
    public func calibrating(
        _ forecast: Forecast, at origin: Int, after earlier: Backtest? = nil, rate: Double = standardRate
    ) -> Forecast {
        require(
            forecast.shares == self.forecast.shares,
            "Quantiles of \(forecast.shares) are not calibrated by those of \(self.forecast.shares)")
        require(!forecast.isCalibratedByTest, "A forecast is calibrated once, but this one is already")
        require(
            forecast.values.joined().allSatisfy { $0.count == outputSize },
            "A forecast of \(forecast.values.first?.first?.count ?? 0) outputs is not calibrated by a test of "
                + "\(outputSize)")
        var rolling = rollingCalibration(after: earlier, rate: rate)
        for row in ascendingRows {
            require(origins[row] <= origin, "A forecast at \(origin) is not after the test's origin \(origins[row])")
            _ = rolling.correctedRow(row, of: self)
        }
        return forecast.calibratedByTest(
            forecast.quantiles.enumerated().map { row, said in
                rolling.corrected(said, units: forecast.units(ofRow: row, features: outputSize), at: origin)
            })
    }

    private var horizon: Int { actual.first?.count ?? 0 }

    private var outputSize: Int { actual.first?.first?.count ?? 0 }

    private var ascendingRows: [Int] { origins.indices.sorted { origins[$0] < origins[$1] } }

    private func rollingCalibration(after earlier: Backtest?, rate: Double) -> RollingCalibration {
        require(rate >= 0 && rate.isFinite, "The rate of a calibration must not be negative, but is \(rate)")
        require(!forecast.shares.isEmpty, "Quantiles are calibrated, but the model gives none")
        require(!forecast.isCalibratedByTest, "A test is calibrated once, but this one is already")
        var rolling = RollingCalibration(shares: forecast.shares, features: outputSize, rate: rate)
        guard let earlier else { return rolling }
        require(!earlier.forecast.isCalibratedByTest, "An earlier test is not calibrated yet, but this one is already")
        require(
            earlier.forecast.shares == forecast.shares,
            "Quantiles of \(forecast.shares) are not calibrated by those of \(earlier.forecast.shares)")
        require(
            earlier.horizon == horizon && earlier.outputSize == outputSize,
            "An earlier test has as many steps and outputs as this one, \(horizon) and \(outputSize), but has "
                + "\(earlier.horizon) and \(earlier.outputSize)")
        if let last = earlier.origins.max(), let first = origins.min() {
            require(last < first, "The origin \(last) of the earlier test is not before \(first)")
        }
        for row in earlier.ascendingRows { _ = rolling.correctedRow(row, of: earlier) }
        return rolling
    }
}
