import Seq2SeqTensors

/// A layer with a memory that it carries from step to step (Hochreiter and Schmidhuber 1997).
///
/// It gives the state after each row's last step, `[batch, units]`, or with `returnSequences` that after every step,
/// `[batch, time, units]`. A masked step carries the state on.
///
/// ```swift
/// let model = try Sequential(input: .sequences(1)) {
///     LSTM(16, returnSequences: true)
///     LSTM(16, recurrentDropout: 0.2)
///     Dense(1)
/// }
/// ```
public struct LSTM: RecurrentLayer {
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

extension LSTM: RecurrentSpecification {
    package typealias Weights = LSTMWeights

    package static var kind: String { "lstm" }
}
