import Seq2SeqSettings

// Losses of rows whose outputs are distributions, or that forgive a large error more than its square.
extension Tape {
    /// Huber's loss of each row, the mean over its features: half the squared error up to `delta`, beyond it `delta`
    /// times the error less half of `delta` (Huber 1964).
    package mutating func huberLoss(
        _ x: Variable, targets: Matrix, delta: Float, weights: [Float]? = nil
    ) -> [Float] {
        require(delta > 0 && delta.isFinite, "Huber's delta must be a positive number, but is \(delta)")
        let count = x.columns
        let share = 1 / Float(count)
        return rowLoss(x, targets: targets, weights) { _, x, target, gradient in
            var sum: Float = 0
            for column in 0..<count {
                let difference = x[column] - target[column]
                let size = abs(difference)
                // What is no number is in neither part.
                if size > delta {
                    sum += delta * (size - 0.5 * delta)
                    gradient[column] = (difference > 0 ? delta : -delta) * share
                } else {
                    sum += 0.5 * difference * difference
                    gradient[column] = difference * share
                }
            }
            return sum * share
        }
    }

    /// The pinball loss of each row, the mean over its features and shares: of a target `y` above a quantile `x` it is
    /// `p (y - x)`, below it `(1 - p) (x - y)` (Koenker and Bassett 1978, eq. 3.1).
    ///
    /// - Parameters:
    ///   - x: for each feature its quantiles side by side, `[rows, features * shares]`.
    ///   - targets: `[rows, features]`.
    ///   - shares: the probability that the target is below each quantile.
    package mutating func quantileLoss(
        _ x: Variable, targets: Matrix, shares: [Float], weights: [Float]? = nil
    ) -> [Float] {
        let (features, width) = (targets.columns, shares.count)
        let part = 1 / Float(features * width)
        return distributionLoss(x, targets: targets, weights) { x, target, gradient in
            var sum: Float = 0
            for feature in 0..<features {
                for (index, share) in shares.enumerated() {
                    let column = feature * width + index
                    let difference = target[feature] - x[column]
                    sum += difference > 0 ? share * difference : (share - 1) * difference
                    if difference.isNaN {
                        gradient[column] = difference
                    } else {
                        gradient[column] = difference == 0 ? 0 : (difference > 0 ? -share : 1 - share) * part
                    }
                }
            }
            return sum * part
        }
    }

    /// `-log p` of each row in nats under normal distributions, the mean over its features.
    ///
    /// - Parameters:
    ///   - x: for each feature its mean and `s`, side by side, the deviation being `softplus(s)` and the least one;
    ///     `[rows, 2 features]`.
    ///   - targets: `[rows, features]`.
    ///   - leastDeviation: what is added to each deviation.
    package mutating func gaussianLoss(
        _ x: Variable, targets: Matrix, leastDeviation: Float, weights: [Float]? = nil
    ) -> [Float] {
        let features = targets.columns
        let share = 1 / Float(features)
        let workspace = workspace
        let scratch = workspace.arena.matrix(rows: 3, columns: features)
        // log(2 pi) / 2
        let constant: Float = 0.918_938_53
        return distributionLoss(x, targets: targets, weights) { x, target, gradient in
            let (deviations, slopes, logarithms) = (scratch.row(0), scratch.row(1), scratch.row(2))
            for feature in 0..<features { slopes[feature] = x[2 * feature + 1] }
            workspace.softplus(deviations, slopes, count: features)
            workspace.kernels.apply(.sigmoid, slopes, slopes, count: features)
            for feature in 0..<features { deviations[feature] += leastDeviation }
            workspace.kernels.apply(.log, logarithms, deviations, count: features)
            var sum: Float = 0
            for feature in 0..<features {
                let deviation = deviations[feature]
                let error = (x[2 * feature] - target[feature]) / deviation
                sum += logarithms[feature] + 0.5 * error * error + constant
                gradient[2 * feature] = error / deviation * share
                gradient[2 * feature + 1] = (1 - error * error) / deviation * slopes[feature] * share
            }
            return sum * share
        }
    }
}

extension Workspace {
    /// `1 / (1 + exp(-x))` of each number.
    package func sigmoid(_ x: [Float]) -> [Float] {
        var y = x
        kernels.apply(.sigmoid, &y, x, count: x.count)
        return y
    }

    /// `log(1 + exp(x))`, exact also where one of the two is next to nothing.
    package func softplus(_ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
        softplusTails(y, of: x, count: count)
        for index in 0..<count { y[index] += max(x[index], 0) }
    }

    /// `log(1 + exp(-|x|))`, what softplus has beyond the positive part.
    func softplusTails(_ y: UnsafeMutablePointer<Float>, of x: UnsafePointer<Float>, count: Int) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { powers in
            guard let powers = powers.baseAddress else { return }
            for index in 0..<count { powers[index] = -abs(x[index]) }
            kernels.apply(.exp, powers, powers, count: count)
            for index in 0..<count { y[index] = 1 + powers[index] }
            kernels.apply(.log, y, y, count: count)
            // 1 + power has rounded away the digits of a small one.
            for index in 0..<count where powers[index] < 0x1p-10 {
                y[index] = powers[index] - powers[index] * powers[index] / 2
            }
        }
    }
}
