/// What `LSTM`, `GRU` and `SimpleRNN` share: a state that is carried from step to step.
///
/// Each gives the state after every row's last step, `[batch, units]`, or with `returnSequences` that after every step,
/// `[batch, time, units]`. A masked step carries the state on.
///
/// ## Topics
///
/// ### In a model file
///
/// - ``init(from:)``
/// - ``encode(to:)``
public protocol RecurrentLayer: Sendable, Hashable, Codable {
    /// Size of the state.
    var units: Int { get set }
    /// Whether the output is a sequence.
    var returnSequences: Bool { get set }
    /// Whether rows are read from their last step to their first; a sequence then comes out in the order of reading.
    var goBackwards: Bool { get set }
    /// In training, the share of an input's features that is dropped, the same ones at every step.
    var dropout: Double { get set }
    /// In training, the share of the state that is dropped where it meets the recurrent weights, the same units at
    /// every step (Gal and Ghahramani 2016, section 4.1); what the layer gives and carries on stays whole.
    var recurrentDropout: Double { get set }

    /// A layer with this number of units.
    init(_ units: Int, returnSequences: Bool, goBackwards: Bool, dropout: Double, recurrentDropout: Double)
}

private enum RecurrentKey: String, CodingKey {
    case units, returnSequences, goBackwards, dropout, recurrentDropout
}

extension RecurrentLayer {
    /// Reads `{"units": …, "return_sequences": …, "go_backwards": …, "dropout": …, "recurrent_dropout": …}`, the last
    /// of which may be absent.
    ///
    /// - Throws: `DecodingError` if a field is missing or has another type.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: RecurrentKey.self)
        self.init(
            try container.decode(Int.self, forKey: .units),
            returnSequences: try container.decode(Bool.self, forKey: .returnSequences),
            goBackwards: try container.decode(Bool.self, forKey: .goBackwards),
            dropout: try container.decode(Double.self, forKey: .dropout),
            recurrentDropout: try container.decodeIfPresent(Double.self, forKey: .recurrentDropout) ?? 0)
    }

    /// Writes what `init(from:)` reads, a recurrent dropout only if there is one.
    ///
    /// - Throws: what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: RecurrentKey.self)
        try container.encode(units, forKey: .units)
        try container.encode(returnSequences, forKey: .returnSequences)
        try container.encode(goBackwards, forKey: .goBackwards)
        try container.encode(dropout, forKey: .dropout)
        if recurrentDropout != 0 { try container.encode(recurrentDropout, forKey: .recurrentDropout) }
    }
}

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
