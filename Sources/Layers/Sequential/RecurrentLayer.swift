/// What `LSTM`, `GRU` and `SimpleRNN` share: a state that is carried from step to step.
///
/// Each gives the state after every row's last step, `[batch, units]`, or with `returnSequences` that after every step,
/// `[batch, time, units]`. A masked step carries the state on.
public protocol RecurrentLayer: Sendable, Hashable, Codable {
    /// Size of the state.
    var units: Int { get set }
    /// Whether the output is a sequence.
    var returnSequences: Bool { get set }
    /// Whether rows are read from their last step to their first; a sequence then comes out in the order of reading.
    var goBackwards: Bool { get set }
    /// In training, the share of an input's features that is dropped, the same ones at every step.
    var dropout: Double { get set }
}
