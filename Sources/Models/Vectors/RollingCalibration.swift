/// Calibration that goes along with a series: at each origin it knows what came of the steps before it, and of nothing
/// after (adaptive conformal inference, Gibbs and Candès 2021, eq. 2).
///
/// For each quantile there is a level, at first its share. A step that came to be above what was said raises the level
/// by `rate` times the share, one that came to be below lowers it by `rate` times the rest, each over the steps of the
/// horizon. So the share of what is below comes near to what it should be whatever the series does, and the nearer the
/// longer it is.
struct RollingCalibration {
    private let rate: Double
    private var errors: QuantileErrors
    /// `[output][quantiles]`
    private var levels: [[Double]]
    private var said: [Said] = []
    /// For each step of the horizon how many of what was said are known to be right or wrong there.
    private var knownCounts: [Int] = []

    /// What was said at an origin, beside what came.
    private struct Said {
        let origin: Int
        /// `[steps][output][quantiles]`
        let raw: [[[Float]]]
        let corrected: [[[Float]]]
        /// `[output]`
        let units: [Float]
        /// `[steps][output]`
        let actual: [[Float]]
    }

    init(shares: [Double], features: Int, rate: Double) {
        self.rate = rate
        errors = QuantileErrors(shares: shares, features: features)
        levels = .init(repeating: shares, count: features)
    }

    /// Corrects what is said at an origin.
    ///
    /// - Parameter quantiles: `[steps][output][quantiles]`
    mutating func corrected(_ quantiles: [[[Float]]], units: [Float], at origin: Int) -> [[[Float]]] {
        learn(until: origin)
        return quantiles.enumerated().map { step, features in
            features.enumerated().map { feature, said in
                said.enumerated().map { index, number in
                    number
                        + errors.offset(step: step, feature: feature, index, level: levels[feature][index])
                        * units[feature]
                }.sorted()
            }
        }
    }

    /// The same of a test, whose truth is learnt from as soon as it is known. Origins come in ascending order.
    mutating func correctedRow(_ row: Int, of test: Backtest) -> [[[Float]]] {
        let quantiles = test.forecast.quantiles[row]
        let units = test.forecast.units(ofRow: row, features: levels.count)
        let result = corrected(quantiles, units: units, at: test.origins[row])
        said.append(
            Said(
                origin: test.origins[row], raw: quantiles, corrected: result, units: units, actual: test.actual[row]))
        return result
    }

    /// Learns from every step before an origin.
    private mutating func learn(until origin: Int) {
        let steps = said.last?.raw.count ?? 0
        while knownCounts.count < steps { knownCounts.append(0) }
        for step in 0..<steps {
            while knownCounts[step] < said.count, said[knownCounts[step]].origin + step < origin {
                learn(from: said[knownCounts[step]], step: step)
                knownCounts[step] += 1
            }
        }
    }

    private mutating func learn(from said: Said, step: Int) {
        // Of a gap nothing is learnt.
        for (feature, number) in said.actual[step].enumerated() where number.isFinite {
            errors.add(
                number, above: said.raw[step][feature], unit: said.units[feature], step: step, feature: feature)
            for (index, share) in errors.shares.enumerated() {
                let isCovered = number <= said.corrected[step][feature][index]
                levels[feature][index] += rate / Double(said.raw.count) * (share - (isCovered ? 1 : 0))
            }
        }
    }
}
