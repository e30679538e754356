import Seq2SeqLayers
import Seq2SeqTensors

/// The decoder's attention over a run of steps to what is read beside sources.
struct FurtherContexts {
    private let scoring: AttentionScoring
    private let memory: Attention.Memory
    private let weights: AttentionWeights

    /// Nil without attention.
    init?(_ reading: FurtherReading, on tape: borrowing Tape) {
        guard let attended = reading.attended else { return nil }
        (scoring, memory) = attended
        weights = tape.attentionWeights(over: reading.spans, areRead: false)
    }

    /// What the tokens of a range attend to; zeros for one with nothing to attend to.
    ///
    /// - Parameter hidden: `[range, hidden]`, the decoder's states.
    /// - Returns: `[range, hidden]`.
    func context(of hidden: Variable, at range: Range<Int>, on tape: inout Tape) -> Variable {
        let isWhole = range == 0..<weights.spans.sources.count
        return scoring.context(
            of: hidden, memory: memory, weights: isWhole ? weights : weights.queries(range), on: &tape)
    }
}
