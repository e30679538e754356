import Seq2SeqTensors

/// A layer whose state is `tanh(W x + U h + b)` of the input and the state before it (Elman 1990).
///
/// It gives the state after each row's last step, `[batch, units]`, or with `returnSequences` that after every step,
/// `[batch, time, units]`. A masked step carries the state on.
///
/// ```swift
/// let model = try Sequential(input: .sequences(1)) {
///     SimpleRNN(16, goBackwards: true)
///     Dense(1)
/// }
/// ```
public struct SimpleRNN: RecurrentLayer {
    /// Size of the state.
    public var units: Int
    /// Whether the output is a sequence.
    public var returnSequences: Bool
    /// Whether rows are read from their last step to their first; a sequence then comes out in the order of reading.
    public var goBackwards: Bool
    /// In training, the share of an input's features that is dropped, the same ones at every step.
    public var dropout: Double
    /// In training, the share of the state that is dropped where it meets the recurrent weights, the same units at
    /// every step.
    public var recurrentDropout: Double

    /// A layer with this number of units.
    public init(
        _ units: Int, returnSequences: Bool = false, goBackwards: Bool = false, dropout: Double = 0,
        recurrentDropout: Double = 0
    ) {
        self.units = units
        self.returnSequences = returnSequences
        self.goBackwards = goBackwards
        self.dropout = dropout
        self.recurrentDropout = recurrentDropout
    }
}

extension SimpleRNN: RecurrentSpecification {
    package typealias Weights = SimpleRNNWeights

    package static var kind: String { "simple_rnn" }
}
