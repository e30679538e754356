import Seq2SeqLayers
import Seq2SeqSettings
import Seq2SeqTensors

extension ContinuousEncoderDecoder {
    /// Corrects the quantiles by examples that the model has not been trained on, so that of such ones they cover what
    /// they say (Romano, Patterson and Candès 2019): to each quantile of each step is added that quantile of what came
    /// above it. Steps that have too few examples for that take all steps together. The correction stays with the model
    /// and its file; one that was there is replaced, and `fit` takes it away.
    ///
    /// ```swift
    /// let (x, y) = cuts.examples(at: heldBack)
    /// try model.calibrate(x, y)
    /// let forecast = try model.forecast(newX, steps: 12)
    /// ```
    ///
    /// It holds as far as what comes is like those examples; ``Backtest/calibrated(after:rate:)`` follows a series that
    /// changes.
    ///
    /// - Parameters:
    ///   - x: inputs, as `predict` takes them.
    ///   - y: what came, `[batch, steps, output]`; steps of weight 0 are left out.
    ///   - workspace: where to compute.
    /// - Throws: how they differ from what the model reads and writes, that there is no step of them, or none that
    ///   counts, or that of a quantile no error is finite.
    public mutating func calibrate(
        _ x: Examples, _ y: Examples, on workspace: Workspace = Workspace()
    ) throws(SequentialError) {
        guard case .quantiles(let shares) = configuration.distribution else {
            fail("Quantiles are calibrated, but the model's distribution is \(configuration.distribution)")
        }
        require(!configuration.decidesEnd, "A model that decides the end says another number of steps than came")
        try y.check()
        try y.checkFinite("the targets")
        guard let targets = y.padded, targets.batch == x.count, targets.features == outputSize else {
            throw .targets(expected: "sequences of \(outputSize) features", found: y.shape)
        }
        let steps = targets.lengths.max() ?? 0
        guard steps > 0 else { throw .noExamples }
        guard !y.stepsThatCount.isEmpty else {
            throw .targetWeights(expected: "one above 0 at least", found: "all 0")
        }
        var raw = self
        raw.configuration.calibration = QuantileCalibration()
        let forecast = try raw.forecast(x, steps: steps, on: workspace)
        let errors = errors(of: forecast, shares: shares, y)
        guard errors.areOfAll else {
            throw .construction(of: "calibration", problem: "of a quantile no error is finite")
        }
        configuration.calibration = QuantileCalibration(
            (0..<errors.stepCount).map { step in
                (0..<outputSize).map { feature in
                    shares.enumerated().map { index, share in
                        errors.offset(step: step, feature: feature, index, level: share)
                    }
                }
            })
    }

    /// By how much what came is above what a model that is not calibrated says.
    private func errors(of forecast: Forecast, shares: [Double], _ y: Examples) -> QuantileErrors {
        var errors = QuantileErrors(shares: shares, features: outputSize)
        for (row, step, numbers) in y.stepsThatCount {
            let units = forecast.units(ofRow: row, features: outputSize)
            for (feature, number) in numbers.enumerated() {
                errors.add(
                    number, above: forecast.quantiles[row][step][feature], unit: units[feature], step: step,
                    feature: feature, inOrder: false)
            }
        }
        errors.sort()
        return errors
    }
}
