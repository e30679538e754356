import Seq2SeqLayers
import Seq2SeqTensors

extension EncoderDecoderCore {
    /// What the decoder gives for a run of steps.
    struct Decoded {
        /// `[tokens, hidden]`, packed: what the output layer reads.
        var outputs: Variable
        /// Each layer's state after the last step.
        let states: [LSTMState]
        /// How much each token attends to its source; nil without attention.
        var weights: AttentionWeights?
        /// The logit of each token's probability of being generated, `[tokens, 1]`; nil for a model that does not copy.
        var gate: Variable?
        /// With coverage the sums of all weights of the rows of the last step, `[1, weights]`.
        var seen: Variable?
        /// What each token costs for what it attended to again, if that was asked for; packed.
        var coverageLosses: [Float] = []
    }

    /// Runs the decoder over a packed batch of vectors, such as embedded target tokens. Search calls it with a single
    /// step, teacher forcing with all steps at once.
    ///
    /// - Parameters:
    ///   - embedded: `[tokens, read]`, packed; without what is read beside the source.
    ///   - states: each layer's state before the first step, `[rows, hidden]`.
    ///   - fed: `[rows, hidden]`, what attention gave the step before the first; zeros if nil. Read with input feeding
    ///     alone.
    ///   - seen: `[1, weights]`, what the rows of the first step have attended to before; zeros if nil. Read with
    ///     coverage alone.
    ///   - spans: the source tokens that each packed row attends to.
    ///   - further: what each packed row reads beside its source.
    ///   - coverageLoss: what it costs to attend to what was attended to before; nothing without coverage.
    ///   - tokenWeights: what that is multiplied by for each token; nil for nothing.
    ///   - dropout: what is dropped between the layers and within them.
    ///   - copyGate: decides whether to copy; nil for a model that does not.
    func decoded(
        _ embedded: Variable, layout: PackedLayout, from states: [LSTMState], fed: Variable?, seen: Variable? = nil,
        memory: Attention.Memory?, spans: AttentionSpans, further: [FurtherReading], coverageLoss: Float = 0,
        tokenWeights: [Float]? = nil, dropout: StackDropout? = nil, copyGate: CopyGate? = nil, on tape: inout Tape
    ) -> Decoded {
        var embedded = embedded
        if !further.isEmpty { embedded = tape.concatenate([embedded] + further.map(\.summaries)) }
        guard let attention, let memory else {
            let (outputs, final) = decoder(embedded, layout: layout, initial: states, dropout: dropout, on: &tape)
            return Decoded(outputs: outputs, states: final)
        }
        var contexts: [FurtherContexts] = []
        for reading in further {
            if let context = FurtherContexts(reading, on: tape) { contexts.append(context) }
        }
        var attending = DecoderAttention(
            attention, copyGate, memory: memory, spans: spans, further: contexts,
            outputs: tape.variable(rows: embedded.rows, columns: shape.hidden), on: &tape)
        if shape.coverage {
            attending.cover(
                seen, firstRows: layout.activeRows.first ?? 0, loss: coverageLoss, weights: tokenWeights, on: &tape)
        }
        if !shape.inputFeeding {
            let (hidden, final) = decoder(embedded, layout: layout, initial: states, dropout: dropout, on: &tape)
            // With coverage a step reads what those before it attended to, so they go one by one.
            let ranges = shape.coverage ? (0..<layout.time).map(layout.range) : [0..<hidden.rows]
            for range in ranges {
                attending.attend(hidden.rows(range), embedded: embedded.rows(range), at: range, on: &tape)
            }
            return attending.decoded(final)
        }
        // What one step found is the next one's input, so the steps go one by one.
        var states = states
        var fed = fed ?? tape.zeros(rows: layout.batch, columns: shape.hidden)
        for step in 0..<layout.time {
            let rows = 0..<layout.activeRows[step]
            let range = layout.range(at: step)
            let token = embedded.rows(range)
            let (hidden, next) = decoder(
                tape.concatenate([token, fed.rows(rows)]), layout: PackedLayout(activeRows: [rows.count]),
                initial: states.map { $0.rows(rows) }, dropout: dropout?.step(range), on: &tape)
            attending.attend(hidden, embedded: token, at: range, on: &tape)
            (fed, states) = (attending.outputs.rows(range), next)
        }
        return attending.decoded(states)
    }
}
