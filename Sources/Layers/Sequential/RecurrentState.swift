/// The state of a recurrent layer for each row of a batch; of a bidirectional layer both directions side by side,
/// forward first.
public struct RecurrentState: Sendable, Hashable {
    /// What the layer gives as output. `[batch, units]`
    public var hidden: [[Float]]
    /// The memory of an LSTM, `[batch, units]`; of other layers empty.
    public var cell: [[Float]]

    /// A state; only an LSTM's has a cell.
    public init(hidden: [[Float]], cell: [[Float]] = []) {
        self.hidden = hidden
        self.cell = cell
    }

    package init(vectors: [[[Float]]]) {
        self.init(hidden: vectors[0], cell: vectors.count > 1 ? vectors[1] : [])
    }

    /// The states of some of the rows.
    func selecting(_ rows: [Int]) -> RecurrentState {
        RecurrentState(vectors: vectors.map { vectors in rows.map { vectors[$0] } })
    }

    /// The hidden state and, if there is one, the cell.
    package var vectors: [[[Float]]] { cell.isEmpty ? [hidden] : [hidden, cell] }
}
