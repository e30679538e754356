/// A layer with a memory that it carries from step to step (Hochreiter and Schmidhuber 1997).
///
/// It gives the state after each row's last step, or with `returnSequences` that after every step. A masked step carries
/// the state on.
public struct LSTM: Sendable, Hashable, Codable {
    /// Size of the state.
    public var units: Int
    /// Whether the output is a sequence.
    public var returnSequences: Bool
    /// Whether rows are read from their last step to their first; a sequence then comes out in the order of reading.
    public var goBackwards: Bool
    /// In training, the share of an input's features that is dropped, the same ones at every step.
    public var dropout: Double

    /// A layer of so many units.
    public init(_ units: Int, returnSequences: Bool = false, goBackwards: Bool = false, dropout: Double = 0) {
        self.units = units
        self.returnSequences = returnSequences
        self.goBackwards = goBackwards
        self.dropout = dropout
    }
}
