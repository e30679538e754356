import Layers
import Tensors
import Text

/// What the decoder carries from one token to the next, one row a hypothesis. Search only ever selects rows of it.
public struct DecoderState: Sendable {
    /// For each layer its hidden and cell state, `[rows, hidden]`.
    private let layers: [(hidden: Rows, cell: Rows)]
    /// With input feeding what attention gave the last step, `[rows, hidden]`.
    fileprivate let fed: Rows?
    /// What attention reads, shared by all rows.
    fileprivate let memory: SourceMemory?
    /// The source of each row.
    fileprivate let sources: [Int]

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
fileprivate struct SourceMemory: Sendable {
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

extension EncoderDecoder {
    /// Reads sources and gives the state from which the decoder starts, one row a source.
    ///
    /// - Parameter sources: ids without begin and end tokens, none empty.
    public func encode(_ sources: [[Int32]], on workspace: Workspace) -> DecoderState {
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let packed = PackedSequences(sources)
        let rows = Array(sources.indices)
        let source = encoded(packed, rows: rows, on: &tape)
        let memory = source.memory.map { memory in
            SourceMemory(
                keys: Rows(copying: memory.keys.value), values: Rows(copying: memory.values.value),
                positions: positions(of: packed))
        }
        return DecoderState(source.states, fed: nil, memory: memory, sources: rows)
    }

    /// What one step of the decoder gives.
    public struct Step: Sendable {
        /// The log probabilities of the next token in nats, `[rows, vocabulary]`.
        public let logProbabilities: Rows
        /// The state to go on from.
        public let state: DecoderState
        /// For each row how much it attended to each token of its source; empty without attention.
        public let attention: [[Float]]
    }

    /// Feeds one token to each row.
    ///
    /// - Parameters:
    ///   - tokens: `[rows]`, the token before the one that is asked for; at first the begin token.
    ///   - state: one row for each token.
    public func step(_ tokens: [Int32], from state: DecoderState, on workspace: Workspace) -> Step {
        precondition(tokens.count == state.rowCount, "\(tokens.count) tokens do not match \(state.rowCount) rows")
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let embedded = targetEmbedding(tokens, on: &tape)
        let result = decoded(
            embedded, layout: PackedLayout(activeRows: [tokens.count]), from: state.states, fed: state.fedVariable,
            memory: state.memory?.variables, spans: state.spans, on: &tape)
        let logits = output(result.outputs, on: &tape).value
        workspace.logSoftmax(logits)
        let fed = configuration.inputFeeding ? Rows(copying: result.outputs.value) : nil
        return Step(
            logProbabilities: Rows(copying: logits),
            state: DecoderState(result.states, fed: fed, memory: state.memory, sources: state.sources),
            attention: result.weights.map { weights in tokens.indices.map { weights.weights(ofQuery: $0) } } ?? [])
    }
}

extension DecoderState {
    fileprivate init(_ states: [LSTMState], fed: Rows?, memory: SourceMemory?, sources: [Int]) {
        self.init(
            layers: states.map { (Rows(copying: $0.hidden.value), Rows(copying: $0.cell.value)) }, fed: fed,
            memory: memory, sources: sources)
    }

    fileprivate var states: [LSTMState] {
        layers.map { layer in
            LSTMState(
                hidden: Variable(value: layer.hidden.matrix, gradient: nil),
                cell: Variable(value: layer.cell.matrix, gradient: nil))
        }
    }

    fileprivate var fedVariable: Variable? { fed.map { Variable(value: $0.matrix, gradient: nil) } }

    fileprivate var spans: AttentionSpans {
        memory.map { AttentionSpans(positions: $0.positions, sources: sources) }
            ?? AttentionSpans(positions: [], sources: [])
    }
}
