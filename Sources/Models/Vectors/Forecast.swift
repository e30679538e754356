import Seq2SeqLayers
import Seq2SeqTensors

/// What a model says of the steps to come, in the units of the data.
public struct Forecast: Sendable, Hashable {
    /// The numbers, or what stands for each: its mean, or what the model says of its quantile of 0.5. It is what the next
    /// step reads, and no calibration moves it. `[batch][steps][output]`
    public internal(set) var values: [[[Float]]] = []
    /// Of a model that gives quantiles each number's, ascending, and calibrated if the model is; otherwise empty. Where
    /// the model says them in another order, or is calibrated, the middle one is not the number in `values`.
    /// `[batch][steps][output][quantiles]`
    public internal(set) var quantiles: [[[[Float]]]] = []
    /// The shares that the quantiles are of, ascending; empty without quantiles. `[quantiles]`
    public internal(set) var shares: [Double] = []
    /// Of a model that gives normal distributions each number's deviation; otherwise empty. `[batch][steps][output]`
    public internal(set) var deviations: [[[Float]]] = []
    /// Of a model that decides the end the probability of each step that it is the last one, which it takes for the last
    /// above a half; otherwise empty. `[batch][steps]`
    public internal(set) var endProbabilities: [[Float]] = []
    /// How much each step looked at each step of what was read, which sums up to 1; empty without attention.
    /// `[batch][steps][time]`
    public internal(set) var attention: [[[Float]]] = []
    /// What 1 of the model's units is in those of the data; empty for 1. `[batch][output]`
    private(set) var units: [[Float]] = []
    /// Whether a test has moved the quantiles, which says nothing of a calibration of the model's own.
    private(set) var isCalibratedByTest = false

    /// - Parameters:
    ///   - shares: those of the quantiles.
    ///   - quantiles: `[batch][steps][output][quantiles]`
    package init(values: [[[Float]]] = [], shares: [Double] = [], quantiles: [[[[Float]]]] = []) {
        (self.values, self.shares, self.quantiles) = (values, shares, quantiles)
    }

    /// Adds a row of the batch.
    ///
    /// - Parameters:
    ///   - columns: for each step what the output layer said.
    ///   - scales: the units of each number; empty for those of the data.
    mutating func add(
        _ columns: [[Float]], scales: [FeatureScale], _ configuration: ContinuousEncoderDecoder.Configuration,
        on workspace: Workspace
    ) {
        let (distribution, size) = (configuration.distribution, configuration.outputSize)
        if configuration.decidesEnd {
            endProbabilities.append(workspace.sigmoid(columns.map { $0[size * distribution.width] }))
        }
        let (width, centre) = (distribution.width, distribution.centre)
        if !scales.isEmpty { units.append(scales.map(\.scale)) }
        func restored(_ value: Float, _ feature: Int) -> Float {
            scales.isEmpty ? value : scales[feature].restored(value)
        }
        func numbers<Value>(
            _ number: (_ said: ArraySlice<Float>, _ step: Int, _ feature: Int) -> Value
        ) -> [[Value]] {
            columns.enumerated().map { step, said in
                (0..<size).map { number(said[$0 * width..<($0 + 1) * width], step, $0) }
            }
        }
        values.append(numbers { said, _, feature in restored(said[said.startIndex + centre], feature) })
        switch distribution {
        case .point: break
        case .gaussian:
            deviations.append(
                numbers { said, _, feature in
                    workspace.deviations([said[said.startIndex + 1]])[0]
                        * (scales.isEmpty ? 1 : scales[feature].scale)
                })
        case .quantiles(let shares):
            self.shares = shares
            // The output layer may say them in another order where they are close together.
            quantiles.append(
                numbers { said, step, feature in
                    configuration.calibration.corrected(said.sorted(), step: step, feature: feature)
                        .map { restored($0, feature) }
                })
        }
    }

    /// Adds the rows of another of the same model.
    mutating func append(_ other: Forecast) {
        values += other.values
        quantiles += other.quantiles
        deviations += other.deviations
        endProbabilities += other.endProbabilities
        attention += other.attention
        units += other.units
        shares = other.shares
    }

    /// What 1 of the model's units is for each number of a row in those of the data. `[output]`
    func units(ofRow row: Int, features: Int) -> [Float] {
        units.isEmpty ? [Float](repeating: 1, count: features) : units[row]
    }

    /// The same with quantiles that a test has moved.
    func calibratedByTest(_ quantiles: [[[[Float]]]]) -> Forecast {
        var forecast = self
        (forecast.quantiles, forecast.isCalibratedByTest) = (quantiles, true)
        return forecast
    }
}

extension Workspace {
    /// The deviations that the output layer's numbers stand for.
    func deviations(_ said: [Float]) -> [Float] {
        var result = said
        softplus(&result, said, count: said.count)
        return result.map { $0 + OutputDistribution.leastDeviation }
    }
}
