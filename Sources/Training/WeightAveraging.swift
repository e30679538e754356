import Seq2SeqSettings

/// Which average of the weights is judged and kept. Training itself goes on with the weights that were trained.
public enum WeightAveraging: Sendable, Hashable {
    /// The weights as they are.
    case none
    /// The exponential moving average over all steps: it starts as the weights of the first, and after step `t` it
    /// moves by `1 - min(decay, (1 + t) / (10 + t))` of the way to the weights, so that a short training does not
    /// remember its start (as in TensorFlow and Marian). It stands for the weights wherever they are validated, kept or
    /// saved. A skipped step changes nothing.
    case exponential(decay: Double)
    /// The mean of the weights at so many validations. Each validation judges the weights as they are, then the mean;
    /// whichever is the best is kept.
    case mean(of: Selection, count: Int)

    /// Of which validated models a mean is made.
    public enum Selection: String, Sendable, CaseIterable {
        /// Those of the last validations.
        case last
        /// Those that were the best by the metric in use.
        case best
    }

    /// How many models have their weights kept for a mean.
    var snapshotCount: Int {
        switch self {
        case .none, .exponential: 0
        case .mean(_, let count): count
        }
    }

    /// Buffers of the weights' size that it takes: averages, and what they are made of.
    var bufferCount: Int {
        switch self {
        case .none: 0
        case .exponential: 1
        case .mean(_, let count): count + 1
        }
    }
}
