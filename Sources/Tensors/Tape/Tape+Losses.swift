import Seq2SeqSettings

/// A loss whose gradient was computed with it.
private struct RowLoss: Operation {
    let input: Variable
    let inputGradient: Matrix

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let gradient = input.gradient else { return }
        for row in 0..<input.rows {
            workspace.kernels.add(gradient.row(row), inputGradient.row(row), count: input.columns)
        }
    }
}

// Losses of rows: one number a row; the tape's gradient is that of their sum. With weights each row's loss is
// multiplied by its own; a row of weight 0 does not count, whatever it is.
extension Tape {
    /// The squared error of each row, the mean over its features.
    package mutating func squaredError(
        _ x: Variable, targets: Matrix, weights: [Float]? = nil
    ) -> [Float] {
        let count = x.columns
        let share = 1 / Float(count)
        return rowLoss(x, targets: targets, weights) { _, x, target, gradient in
            var sum: Float = 0
            for column in 0..<count {
                let difference = x[column] - target[column]
                sum += difference * difference
                gradient[column] = 2 * difference * share
            }
            return sum * share
        }
    }

    /// The absolute error of each row, the mean over its features.
    package mutating func absoluteError(
        _ x: Variable, targets: Matrix, weights: [Float]? = nil
    ) -> [Float] {
        let count = x.columns
        let share = 1 / Float(count)
        return rowLoss(x, targets: targets, weights) { _, x, target, gradient in
            var sum: Float = 0
            for column in 0..<count {
                let difference = x[column] - target[column]
                sum += abs(difference)
                if difference.isNaN {
                    gradient[column] = difference
                } else {
                    gradient[column] = difference == 0 ? 0 : difference > 0 ? share : -share
                }
            }
            return sum * share
        }
    }

    /// The cross-entropy of `sigmoid(x)` with targets between 0 and 1, in nats, the mean over a row's features.
    package mutating func binaryCrossEntropy(
        _ x: Variable, targets: Matrix, weights: [Float]? = nil
    ) -> [Float] {
        let count = x.columns
        let share = 1 / Float(count)
        let workspace = workspace
        let tails = workspace.arena.matrix(rows: 1, columns: count).row(0)
        return rowLoss(x, targets: targets, weights) { _, x, target, gradient in
            workspace.softplusTails(tails, of: x, count: count)
            workspace.kernels.apply(.sigmoid, gradient, x, count: count)
            var sum: Float = 0
            for column in 0..<count {
                sum += max(x[column], 0) - x[column] * target[column] + tails[column]
                gradient[column] = (gradient[column] - target[column]) * share
            }
            return sum * share
        }
    }

    /// The cross-entropy of `softmax(x)` with a distribution for each row, in nats.
    package mutating func crossEntropy(
        _ x: Variable, distributions: Matrix, weights: [Float]? = nil
    ) -> [Float] {
        let logProbabilities = workspace.arena.matrix(rows: x.rows, columns: x.columns)
        logProbabilities.copy(from: x.value)
        workspace.logSoftmax(logProbabilities)
        let (kernels, count) = (workspace.kernels, x.columns)
        return rowLoss(x, targets: distributions, weights) { row, x, target, gradient in
            let logarithms = logProbabilities.row(row)
            var (sum, mass): (Float, Float) = (0, 0)
            for column in 0..<count where target[column] != 0 {
                sum -= target[column] * logarithms[column]
                mass += target[column]
            }
            gradient.update(from: x, count: count)
            kernels.softmax(gradient, count: count)
            for column in 0..<count { gradient[column] = gradient[column] * mass - target[column] }
            return sum
        }
    }

    /// The cross-entropy of `softmax(x)` with a class for each row, in nats.
    package mutating func crossEntropy(_ x: Variable, targets: [Int32], weights: [Float]? = nil) -> [Float] {
        require(targets.count == x.rows, "\(targets.count) targets do not match \(x.rows) rows")
        require(targets.allSatisfy { 0 <= $0 && $0 < x.columns }, "A target is not in 0..<\(x.columns)")
        let gradient = workspace.arena.matrix(rows: x.rows, columns: x.columns)
        gradient.copy(from: x.value)
        let losses = Self.weighted(
            workspace.crossEntropy(gradient, targets: targets, smoothing: 0), gradient, by: weights)
        record(RowLoss(input: x, inputGradient: gradient))
        return losses
    }

    /// A loss whose value and gradient a function gives for each row.
    ///
    /// - Parameter loss: of the outputs and the targets of a row the loss and its gradient with respect to the outputs.
    package mutating func rowLoss(
        _ x: Variable, targets: Matrix, weights: [Float]? = nil,
        _ loss: (_ outputs: [Float], _ targets: [Float]) -> (value: Float, gradient: [Float])
    ) -> [Float] {
        let count = x.columns
        return rowLoss(x, targets: targets, weights) { _, x, target, result in
            let (value, gradient) = loss(
                Array(UnsafeBufferPointer(start: x, count: count)),
                Array(UnsafeBufferPointer(start: target, count: count)))
            require(
                gradient.count == count, "A loss of \(count) outputs gave a gradient of \(gradient.count) numbers")
            for column in 0..<count { result[column] = gradient[column] }
            return value
        }
    }

    mutating func rowLoss(
        _ x: Variable, targets: Matrix, _ weights: [Float]?,
        _ loss: (
            _ row: Int, _ x: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
            _ gradient: UnsafeMutablePointer<Float>
        ) -> Float
    ) -> [Float] {
        require(
            targets.rows == x.rows && targets.columns == x.columns,
            "Targets of \(targets.shape) do not match \(x.value.shape)")
        let gradient = workspace.arena.matrix(rows: x.rows, columns: x.columns)
        let losses = (0..<x.rows).map { row in
            loss(row, x.value.row(row), targets.row(row), gradient.row(row))
        }
        let weighted = Self.weighted(losses, gradient, by: weights)
        record(RowLoss(input: x, inputGradient: gradient))
        return weighted
    }

    /// A loss of rows that have other columns than their targets.
    mutating func distributionLoss(
        _ x: Variable, targets: Matrix, _ weights: [Float]?,
        _ loss: (
            _ x: UnsafePointer<Float>, _ target: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>
        ) -> Float
    ) -> [Float] {
        require(targets.rows == x.rows, "\(targets.rows) targets do not match \(x.rows) rows")
        let gradient = workspace.arena.matrix(rows: x.rows, columns: x.columns)
        let losses = (0..<x.rows).map { loss(x.value.row($0), targets.row($0), gradient.row($0)) }
        let weighted = Self.weighted(losses, gradient, by: weights)
        record(RowLoss(input: x, inputGradient: gradient))
        return weighted
    }

    /// Multiplies each loss and its gradient by its weight.
    private static func weighted(_ losses: [Float], _ gradient: Matrix, by weights: [Float]?) -> [Float] {
        guard let weights else { return losses }
        require(weights.count == losses.count, "\(weights.count) weights do not match \(losses.count) rows")
        return losses.enumerated().map { row, loss in
            let (values, weight) = (gradient.row(row), weights[row])
            if weight == 0 {
                values.update(repeating: 0, count: gradient.columns)
                return 0
            }
            for column in 0..<gradient.columns { values[column] *= weight }
            return loss * weight
        }
    }
}
