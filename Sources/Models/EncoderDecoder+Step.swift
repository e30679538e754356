import Seq2SeqLayers
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

extension EncoderDecoder {
    /// Reads sources and gives the state from which the decoder starts, one row a source.
    ///
    /// - Parameters:
    ///   - sources: ids without begin and end tokens; may be empty. For a model that reads vectors one for each.
    ///   - vectors: for a model that reads vectors those of each source, `[sources][time][features]`; otherwise empty.
    ///   - copies: for a model that copies the target's id of each token of each source, as ``ExtendedVocabulary``
    ///     gives it.
    ///   - tags: for a model that reads tags the ids of those of each source.
    ///   - secondSources: for a model that reads a second source beside each the ids of that, empty for none.
    ///   - lists: for each source the only tokens that are scored, those of it that can be copied among them; empty to
    ///     score all. All have as many of the first ids.
    public func encode(
        _ sources: [[Int32]], vectors: [[[Float]]] = [], copies: [[Int32]] = [], tags: [[Int32]] = [],
        secondSources: [[Int32]] = [],
        lists: [TokenList] = [],
        on workspace: Workspace
    ) -> DecoderState {
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let packed = PackedSequences(sources)
        let rows = Array(sources.indices)
        let source = encoded(packed, vectors: packedVectors(vectors, packed), rows: rows, on: &tape)
        let memory = source.memory.map { memory in
            SourceMemory(
                keys: Rows(copying: memory.keys.value), values: Rows(copying: memory.values.value),
                positions: positions(of: packed), copied: copied(copies, lengths: packed.lengths))
        }
        let further = encodedFurther(tags: tags, PresentSequences(secondSources), of: sources.count, on: &tape)
            .map(FurtherMemory.init)
        require(
            lists.isEmpty || lists.count == sources.count,
            "\(lists.count) lists of tokens do not match \(sources.count) sources")
        let outputs =
            lists.isEmpty
            ? nil : workspace.outputs(on: lists, weight: output.weight, bias: output.bias, of: parameters)
        return DecoderState(
            source.states, fed: nil, seen: [], memory: memory, further: further, outputs: outputs, sources: rows)
    }

    /// What one step of the decoder gives.
    public struct Step: Sendable {
        /// The log probabilities of the next token in nats, `[rows, vocabulary]`. Of a model that copies there are as
        /// many columns more as the sources' tokens need, minus infinity where an id is not the row's own. With lists
        /// of tokens the columns are those of each row's list, and behind it minus infinity.
        public let logProbabilities: Rows
        /// The state to go on from.
        public let state: DecoderState
        /// For each row how much it attended to each token of its source; empty without attention.
        public let attention: [[Float]]
    }

    /// Feeds one token to each row.
    ///
    /// - Parameters:
    ///   - tokens: `[rows]`, the token before the one that is asked for; at first the begin token. One that only the
    ///     source has is read as unknown.
    ///   - state: one row for each token.
    public func step(_ tokens: [Int32], from state: DecoderState, on workspace: Workspace) -> Step {
        step(tokens, from: state, seekingBest: false, on: workspace)
    }

    /// Feeds one token to each row.
    ///
    /// - Parameter seekingBest: whether only the most probable token of each row is asked for, that of those which are
    ///   left when reserved ones are excluded. The log probabilities may be numbers then that have the same greatest.
    package func step(
        _ tokens: [Int32], from state: DecoderState, seekingBest: Bool, on workspace: Workspace
    ) -> Step {
        require(
            tokens.count == state.rowCount, "\(tokens.count) tokens do not match \(state.rowCount) rows")
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let embedded = targetEmbedding(readable(tokens), on: &tape)
        var further: [FurtherReading] = []
        for memory in state.further { further.append(memory.encoded.reading(of: state.sources, on: &tape)) }
        let result = core.decoded(
            embedded, layout: PackedLayout(activeRows: [tokens.count]), from: state.states, fed: state.fedVariable,
            seen: state.seenVariable(on: tape), memory: state.memory?.variables, spans: state.spans,
            further: further, copyGate: copyGate, on: &tape)
        let copying = pointer(result, state.memory?.copied)
        let logProbabilities =
            if let outputs = state.outputs {
                Rows(copying: tape.logProbabilities(result.outputs, outputs, sources: state.sources, copying))
            } else if let copying {
                Rows(copying: tape.logProbabilities(result.outputs, copying))
            } else {
                self.logProbabilities(after: result.outputs, seekingBest: seekingBest, on: &tape)
            }
        let fed = configuration.inputFeeding ? Rows(copying: result.outputs.value) : nil
        return Step(
            logProbabilities: logProbabilities, state: state.following(result, fed: fed),
            attention: result.weights.map { weights in tokens.indices.map { weights.weights(ofQuery: $0) } } ?? [])
    }

    /// The log probabilities of the token after each row, in nats, or numbers that have the same greatest if no more is
    /// asked for.
    private func logProbabilities(after outputs: Variable, seekingBest: Bool, on tape: inout Tape) -> Rows {
        let result = tape.workspace.rows(count: outputs.rows, columns: configuration.targetVocabularySize)
        if seekingBest
            && tape.contenders(
                result.matrix, outputs, weight: output.weight, bias: output.bias,
                reserved: Vocabulary.reservedTokens.count)
        {
            return result
        }
        tape.linear(
            outputs, weight: output.weight, bias: output.bias, into: Variable(value: result.matrix, gradient: nil))
        tape.workspace.logSoftmax(result.matrix)
        return result
    }

    /// The log probabilities of the token after each row, in nats; see `Step`.
    func logProbabilities(
        after decoded: EncoderDecoderCore.Decoded, copied: CopiedTokens?, on tape: inout Tape
    ) -> Matrix {
        if let pointer = pointer(decoded, copied) { return tape.logProbabilities(decoded.outputs, pointer) }
        let logits = output(decoded.outputs, on: &tape).value
        tape.workspace.logSoftmax(logits)
        return logits
    }

    /// The output layer with what it can copy; nil for a model that does not.
    func pointer(_ decoded: EncoderDecoderCore.Decoded, _ copied: CopiedTokens?) -> PointerGenerator? {
        guard let copied, let gate = decoded.gate, let weights = decoded.weights else { return nil }
        return PointerGenerator(
            weight: output.weight, bias: output.bias, gate: gate, weights: weights, copied: copied)
    }
}

extension EncoderDecoder {
    /// The vectors of packed sources, laid out like them, for the encoder; nil for a model that reads tokens.
    fileprivate func packedVectors(_ vectors: [[[Float]]], _ sources: PackedSequences) -> [Float]? {
        guard configuration.readsVectors else {
            require(vectors.allSatisfy(\.isEmpty), "A model that reads tokens was given vectors")
            return nil
        }
        require(
            vectors.count == sources.batch, "\(vectors.count) sources of vectors do not match \(sources.batch) sources")
        return sources.packing(vectors: vectors) ?? []
    }
}
