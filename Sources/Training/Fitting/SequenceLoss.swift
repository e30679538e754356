import Seq2SeqLayers
import Seq2SeqTensors

/// What `fit` minimises: the mean over vectors, or over the steps that are there, of one number for each.
public enum SequenceLoss: String, Sendable, Hashable, Codable, CaseIterable {
    /// The mean of the squared differences of a vector's features.
    case meanSquaredError
    /// The mean of the absolute differences of a vector's features, also called L1.
    case meanAbsoluteError
    /// `-t log p - (1 - t) log(1 - p)` in nats, the mean over a vector's features; the last layer is a sigmoid.
    case binaryCrossEntropy
    /// `-log p` of the target in nats; the last layer is a softmax. Targets are classes, ids or distributions.
    case categoricalCrossEntropy

    /// The last layer's activation, if the loss starts from the sums before it.
    private var activation: Activation? {
        switch self {
        case .meanSquaredError, .meanAbsoluteError: nil
        case .binaryCrossEntropy: .sigmoid
        case .categoricalCrossEntropy: .softmax
        }
    }

    /// The loss of each row of the outputs that has a target; the tape's gradient is that of their sum.
    package func losses(_ outputs: AlignedOutputs, on tape: inout Tape) throws(SequentialError) -> [Float] {
        if let activation, outputs.activation != activation {
            throw .activation(loss: rawValue, expected: activation, found: outputs.activation)
        }
        switch (self, outputs.targets) {
        case (.categoricalCrossEntropy, .ids(let ids)):
            if let id = ids.first(where: { !(0..<outputs.sums.columns).contains(Int($0)) }) {
                throw .outsideRange(id: Int(id), count: outputs.sums.columns)
            }
            return tape.crossEntropy(outputs.sums, targets: ids)
        case (_, .ids): throw outputs.mismatch
        case (_, .vectors(let values)):
            guard values.count == outputs.sums.rows * outputs.sums.columns else { throw outputs.mismatch }
            let targets = tape.constant(values, rows: outputs.sums.rows, columns: outputs.sums.columns).value
            switch self {
            case .meanSquaredError: return tape.squaredError(outputs.value(on: &tape), targets: targets)
            case .meanAbsoluteError: return tape.absoluteError(outputs.value(on: &tape), targets: targets)
            case .binaryCrossEntropy: return tape.binaryCrossEntropy(outputs.sums, targets: targets)
            case .categoricalCrossEntropy: return tape.crossEntropy(outputs.sums, distributions: targets)
            }
        }
    }
}
