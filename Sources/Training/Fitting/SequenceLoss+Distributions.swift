import Seq2SeqLayers
import Seq2SeqTensors

extension SequenceLoss {
    /// The loss of each row of outputs that are distributions, in units of their own, or decide the end; if they decide
    /// it, with the cross-entropy of that, in nats.
    ///
    /// - Parameter weights: what each is multiplied by; nil for nothing.
    func losses(
        _ outputs: AlignedOutputs, _ end: VectorEnd, weights: [Float]?, on tape: inout Tape
    ) throws(SequentialError) -> [Float] {
        guard case .vectors(let given) = outputs.targets else { throw outputs.mismatch }
        let rows = outputs.batchRows
        guard given.count == rows.count * end.features else { throw outputs.mismatch }
        let values = given.enumerated().map { index, value in
            let (row, feature) = index.quotientAndRemainder(dividingBy: end.features)
            return end.scales.isEmpty ? value : end.scale(ofRow: rows[row], feature).reduced(value)
        }
        let targets = tape.constant(values, rows: rows.count, columns: end.features).value
        let x = outputs.sums.columns(0..<end.columns)
        let losses: [Float]
        switch (self, end.distribution) {
        case (.meanSquaredError, .point): losses = tape.squaredError(x, targets: targets, weights: weights)
        case (.meanAbsoluteError, .point): losses = tape.absoluteError(x, targets: targets, weights: weights)
        case (.huber(let delta), .point):
            losses = tape.huberLoss(x, targets: targets, delta: delta, weights: weights)
        case (.custom(let own), .point):
            losses = tape.rowLoss(x, targets: targets, weights: weights, own.function)
        case (.quantile, .quantiles(let shares)):
            losses = tape.quantileLoss(x, targets: targets, shares: shares.map { Float($0) }, weights: weights)
        case (.gaussian, .gaussian):
            losses = tape.gaussianLoss(
                x, targets: targets, leastDeviation: OutputDistribution.leastDeviation, weights: weights)
        case (.binaryCrossEntropy, _), (.categoricalCrossEntropy, _), (.conditionalRandomField, _):
            throw .lastLayer(loss: rawValue, expected: "one of classes", found: "one of numbers")
        default: throw lacksDistribution(end.distribution)
        }
        guard end.decidesEnd else { return losses }
        var isLast = [Float](repeating: 0, count: rows.count)
        for sequence in outputs.sequences { if let last = sequence.last { isLast[last] = 1 } }
        let ends = tape.binaryCrossEntropy(
            outputs.sums.columns(end.columns..<end.columns + 1),
            targets: tape.constant(isLast, rows: rows.count, columns: 1).value, weights: weights)
        return zip(losses, ends).map { $0 + $1 }
    }

    /// That the loss is of another distribution than the outputs.
    func lacksDistribution(_ found: OutputDistribution) -> SequentialError {
        let expected =
            switch self {
            case .quantile: "quantiles"
            case .gaussian: "gaussian"
            default: "point"
            }
        return .distribution(loss: rawValue, expected: expected, found: "\(found)")
    }
}
