import Seq2SeqLayers
import Seq2SeqTensors

/// What the decoder carries from one token to the next, one row for each hypothesis. A search only selects rows of it.
public struct DecoderState: Sendable {
    /// For each layer its hidden and cell state, `[rows, hidden]`.
    private let layers: [(hidden: Rows, cell: Rows)]
    /// With input feeding what attention gave the last step, `[rows, hidden]`.
    let fed: Rows?
    /// What attention reads, shared by all rows.
    let memory: SourceMemory?
    /// The source of each row.
    let sources: [Int]

    /// How many rows there are.
    public var rowCount: Int { sources.count }

    /// The rows of the indices, in any order and as often as wanted.
    public func selecting(rows: [Int]) -> DecoderState {
        DecoderState(
            layers: layers.map { ($0.hidden.selecting(rows), $0.cell.selecting(rows)) }, fed: fed?.selecting(rows),
            memory: memory, sources: rows.map { sources[$0] })
    }
}

/// The encoder's outputs as attention reads them, kept from step to step.
struct SourceMemory: Sendable {
    /// `[source tokens, hidden]`
    let keys: Rows
    /// `[source tokens, hidden]`
    let values: Rows
    /// For each source the rows of its tokens.
    let positions: [[Int32]]

    var variables: Attention.Memory {
        Attention.Memory(
            keys: Variable(value: keys.matrix, gradient: nil), values: Variable(value: values.matrix, gradient: nil))
    }
}

extension DecoderState {
    init(_ states: [LSTMState], fed: Rows?, memory: SourceMemory?, sources: [Int]) {
        self.init(
            layers: states.map { (Rows(copying: $0.hidden.value), Rows(copying: $0.cell.value)) }, fed: fed,
            memory: memory, sources: sources)
    }

    var states: [LSTMState] {
        layers.map { layer in
            LSTMState(
                hidden: Variable(value: layer.hidden.matrix, gradient: nil),
                cell: Variable(value: layer.cell.matrix, gradient: nil))
        }
    }

    var fedVariable: Variable? { fed.map { Variable(value: $0.matrix, gradient: nil) } }

    var spans: AttentionSpans {
        memory.map { AttentionSpans(positions: $0.positions, sources: sources) }
            ?? AttentionSpans(positions: [], sources: [])
    }
}
