import Seq2SeqLayers
import Seq2SeqTensors

/// The decoder's attention to tags over a run of steps.
struct TagContexts {
    private let attention: AttentionScoring
    private let memory: Attention.Memory
    private let weights: AttentionWeights

    /// Nil without attention.
    init?(_ attention: AttentionScoring?, _ reading: TagReading, on tape: borrowing Tape) {
        guard let attention, let memory = reading.memory else { return nil }
        self.attention = attention
        self.memory = memory
        weights = tape.attentionWeights(over: reading.spans, areRead: false)
    }

    /// What the tokens of a range attend to; zeros for one without tags.
    ///
    /// - Parameter hidden: `[range, hidden]`, the decoder's states.
    /// - Returns: `[range, hidden]`.
    func context(of hidden: Variable, at range: Range<Int>, on tape: inout Tape) -> Variable {
        let isWhole = range == 0..<weights.spans.sources.count
        return attention.context(
            of: hidden, memory: memory, weights: isWhole ? weights : weights.queries(range), on: &tape)
    }
}
