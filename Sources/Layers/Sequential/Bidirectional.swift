/// Two LSTMs of the same size, of which one reads every row from its own end (Schuster and Paliwal 1997).
///
/// Without sequences it gives the state of the forward one after a row's last step with that of the backward one after
/// its first.
public struct Bidirectional: Sendable, Hashable, Codable {
    /// How the outputs of the two directions become one.
    public enum MergeMode: String, Sendable, Hashable, Codable, CaseIterable {
        /// Side by side, forward first.
        case concat
        /// Their sum.
        case sum
    }

    /// What each direction is.
    public var layer: LSTM
    /// How the outputs become one.
    public var mergeMode: MergeMode

    /// A layer in both directions.
    public init(_ layer: LSTM, mergeMode: MergeMode = .concat) {
        self.layer = layer
        self.mergeMode = mergeMode
    }
}
