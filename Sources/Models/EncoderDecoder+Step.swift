import Layers
import Tensors
import Text

/// What the decoder carries from one token to the next, one row a hypothesis. Search only ever selects rows of it.
public struct DecoderState: Sendable {
    /// For each layer its hidden and cell state, `[rows, hidden]`.
    let layers: [(hidden: Rows, cell: Rows)]

    init(_ states: [LSTMState]) {
        layers = states.map { (Rows(copying: $0.hidden.value), Rows(copying: $0.cell.value)) }
    }

    private init(layers: [(hidden: Rows, cell: Rows)]) {
        self.layers = layers
    }

    /// How many rows there are.
    public var rowCount: Int { layers.first?.hidden.count ?? 0 }

    /// The rows of the indices, in any order and as often as wanted.
    public func selecting(rows: [Int]) -> DecoderState {
        DecoderState(layers: layers.map { ($0.hidden.selecting(rows), $0.cell.selecting(rows)) })
    }

    var states: [LSTMState] {
        layers.map { layer in
            LSTMState(
                hidden: Variable(value: layer.hidden.matrix, gradient: nil),
                cell: Variable(value: layer.cell.matrix, gradient: nil))
        }
    }
}

extension EncoderDecoder {
    /// Reads sources and gives the state from which the decoder starts, one row a source.
    ///
    /// - Parameter sources: ids without begin and end tokens, none empty.
    public func encode(_ sources: [[Int32]], on workspace: Workspace) -> DecoderState {
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let packed = PackedSequences(sources)
        return DecoderState(firstDecoderStates(for: packed, rows: Array(sources.indices), on: &tape))
    }

    /// Feeds one token to each row.
    ///
    /// - Parameters:
    ///   - tokens: `[rows]`, the token before the one that is asked for; at first the begin token.
    ///   - state: one row for each token.
    /// - Returns: the log probabilities of the next token in nats, `[rows, vocabulary]`, and the state to go on from.
    public func step(
        _ tokens: [Int32], from state: DecoderState, on workspace: Workspace
    ) -> (logProbabilities: Rows, state: DecoderState) {
        precondition(tokens.count == state.rowCount, "\(tokens.count) tokens do not match \(state.rowCount) rows")
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let embedded = targetEmbedding(tokens, on: &tape)
        let layout = PackedLayout(activeRows: [tokens.count])
        let (hidden, final) = decoder(embedded, layout: layout, initial: state.states, on: &tape)
        let logits = output(hidden, on: &tape).value
        workspace.logSoftmax(logits)
        return (Rows(copying: logits), DecoderState(final))
    }
}
