import Seq2SeqLayers
import Seq2SeqTensors

/// What `fit` minimises: the mean over vectors, or over the steps that are there, of one number for each.
public enum SequenceLoss: Sendable {
    /// The mean of the squared differences of a vector's features.
    case meanSquaredError
    /// The mean of the absolute differences of a vector's features, also called L1.
    case meanAbsoluteError
    /// Half the squared difference up to `delta`, beyond it `delta` times the difference less half of `delta`; the mean
    /// over a vector's features.
    case huber(delta: Float)
    /// The pinball loss of a model whose distribution is quantiles, the mean over features and quantiles; see
    /// ``OutputDistribution``.
    case quantile
    /// `-log p` in nats of a model whose distribution is gaussian, the mean over features.
    case gaussian
    /// `-t log p - (1 - t) log(1 - p)` in nats, the mean over a vector's features; the last layer is a sigmoid.
    case binaryCrossEntropy
    /// `-log p` of the target in nats; the last layer is a softmax. Targets are classes, ids or distributions.
    case categoricalCrossEntropy
    /// `-log p` of each row's whole path of tags in nats, over the number of steps; the last layer is a ``CRF``. Targets
    /// are ids.
    case conditionalRandomField
    /// A loss of one's own; `SequenceLoss(_:_:)` makes it.
    case custom(CustomLoss)
    /// The losses of several outputs; `several(_:weights:)` makes it.
    case heads([HeadLoss])

    /// The last layer's activation, if the loss starts from the sums before it.
    private var activation: Activation? {
        switch self {
        case .meanSquaredError, .meanAbsoluteError, .huber, .quantile, .gaussian, .conditionalRandomField, .custom,
            .heads:
            nil
        case .binaryCrossEntropy: .sigmoid
        case .categoricalCrossEntropy: .softmax
        }
    }

    /// The loss of each row of the outputs that has a target; the tape's gradient is that of their sum.
    ///
    /// - Parameter weights: what each is multiplied by; nil for nothing.
    package func losses(
        _ outputs: AlignedOutputs, weights: [Float]? = nil, on tape: inout Tape
    ) throws(SequentialError) -> [Float] {
        if let end = outputs.end { return try losses(outputs, end, weights: weights, on: &tape) }
        if let activation, outputs.activation != activation {
            throw .activation(loss: rawValue, expected: activation, found: outputs.activation)
        }
        guard (outputs.chain != nil) == (self == .conditionalRandomField) else {
            throw .lastLayer(
                loss: rawValue, expected: outputs.chain == nil ? "a CRF" : "another layer than a CRF",
                found: outputs.chain == nil ? "another" : "one")
        }
        if case .heads(let heads) = self { throw outputs.mismatch(of: heads.count) }
        if case .custom(let own) = self { return try own.losses(outputs, weights: weights, on: &tape) }
        switch (self, outputs.targets) {
        case (.categoricalCrossEntropy, .ids(let ids)):
            try Self.check(ids, count: outputs.sums.columns)
            return tape.crossEntropy(outputs.sums, targets: ids, weights: weights)
        case (.conditionalRandomField, .ids(let ids)):
            try Self.check(ids, count: outputs.sums.columns)
            return try pathLosses(outputs, ids, weights, on: &tape)
        case (_, .ids), (.conditionalRandomField, .vectors): throw outputs.mismatch
        case (_, .vectors(let values)):
            guard values.count == outputs.sums.rows * outputs.sums.columns else { throw outputs.mismatch }
            let targets = tape.constant(values, rows: outputs.sums.rows, columns: outputs.sums.columns).value
            switch self {
            case .meanSquaredError:
                return tape.squaredError(outputs.value(on: &tape), targets: targets, weights: weights)
            case .meanAbsoluteError:
                return tape.absoluteError(outputs.value(on: &tape), targets: targets, weights: weights)
            case .huber(let delta):
                return tape.huberLoss(outputs.value(on: &tape), targets: targets, delta: delta, weights: weights)
            case .binaryCrossEntropy:
                return tape.binaryCrossEntropy(outputs.sums, targets: targets, weights: weights)
            case .categoricalCrossEntropy:
                return tape.crossEntropy(outputs.sums, distributions: targets, weights: weights)
            case .quantile, .gaussian: throw lacksDistribution(.point)
            case .conditionalRandomField, .custom, .heads: throw outputs.mismatch
            }
        }
    }

    static func check(_ ids: [Int32], count: Int) throws(SequentialError) {
        if let id = ids.first(where: { !(0..<count).contains(Int($0)) }) {
            throw .outsideRange(id: Int(id), count: count)
        }
    }

    /// The loss of each sequence, at its first step; the others have none.
    private func pathLosses(
        _ outputs: AlignedOutputs, _ ids: [Int32], _ weights: [Float]?, on tape: inout Tape
    ) throws(SequentialError) -> [Float] {
        var losses = [Float](repeating: 0, count: ids.count)
        guard let chain = outputs.chain else { return losses }
        var factors: [Float]?
        if let weights {
            factors = outputs.sequences.map { $0.first.map { weights[$0] } ?? 0 }
            for rows in outputs.sequences where !rows.allSatisfy({ weights[$0] == weights[rows[0]] }) {
                throw .targetWeights(
                    expected: "the same at all steps of an example, for a path has one loss", found: "of several sizes")
            }
        }
        let ofSequences = tape.linearChainLosses(
            outputs.sums, sequences: outputs.sequences, weights: chain, targets: ids, factors: factors)
        for (rows, loss) in zip(outputs.sequences, ofSequences) {
            if let first = rows.first { losses[first] = loss }
        }
        return losses
    }
}
