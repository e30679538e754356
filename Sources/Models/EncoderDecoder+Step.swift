import Seq2SeqLayers
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

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
        require(
            tokens.count == state.rowCount, "\(tokens.count) tokens do not match \(state.rowCount) rows")
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
