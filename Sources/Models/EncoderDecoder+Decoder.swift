import Seq2SeqLayers
import Seq2SeqTensors

extension EncoderDecoder {
    /// What the decoder gives for a run of steps.
    struct Decoded {
        /// `[tokens, hidden]`, packed: what the output layer reads.
        let outputs: Variable
        /// Each layer's state after the last step.
        let states: [LSTMState]
        /// The attention of the last step, or of all steps if nothing is fed back.
        let weights: AttentionWeights?
    }

    /// Runs the decoder over a packed batch of embedded target tokens. Search calls it with a single step, teacher
    /// forcing with all steps at once.
    ///
    /// - Parameters:
    ///   - embedded: `[tokens, embedding]`, packed.
    ///   - states: each layer's state before the first step, `[rows, hidden]`.
    ///   - fed: `[rows, hidden]`, what attention gave the step before the first; zeros if nil. Read with input feeding
    ///     alone.
    ///   - spans: the source tokens that each packed row attends to.
    ///   - dropout: what is dropped between the layers and within them.
    func decoded(
        _ embedded: Variable, layout: PackedLayout, from states: [LSTMState], fed: Variable?,
        memory: Attention.Memory?, spans: AttentionSpans, dropout: StackDropout? = nil, on tape: inout Tape
    ) -> Decoded {
        guard let attention, let memory else {
            let (outputs, final) = decoder(embedded, layout: layout, initial: states, dropout: dropout, on: &tape)
            return Decoded(outputs: outputs, states: final, weights: nil)
        }
        let outputs = tape.variable(rows: embedded.rows, columns: configuration.hidden)
        if !configuration.inputFeeding {
            let (hidden, final) = decoder(embedded, layout: layout, initial: states, dropout: dropout, on: &tape)
            let weights = attention(hidden, memory: memory, spans: spans, into: outputs, on: &tape)
            return Decoded(outputs: outputs, states: final, weights: weights)
        }
        // What one step found is the next one's input, so the steps go one by one.
        var states = states
        var fed = fed ?? tape.zeros(rows: layout.batch, columns: configuration.hidden)
        var weights: AttentionWeights?
        for step in 0..<layout.time {
            let rows = 0..<layout.activeRows[step]
            let range = layout.range(at: step)
            let input = tape.concatenate([embedded.rows(range), fed.rows(rows)])
            let (hidden, next) = decoder(
                input, layout: PackedLayout(activeRows: [rows.count]), initial: states.map { $0.rows(rows) },
                dropout: dropout?.step(range), on: &tape)
            fed = outputs.rows(range)
            weights = attention(hidden, memory: memory, spans: spans.queries(range), into: fed, on: &tape)
            states = next
        }
        return Decoded(outputs: outputs, states: states, weights: weights)
    }
}
