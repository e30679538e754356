import Seq2SeqLayers
import Seq2SeqTensors

/// The decoder's attention over a run of steps, and what it decides besides: whether to copy, and what is covered.
struct DecoderAttention {
    private let attention: Attention
    private let copyGate: CopyGate?
    private let memory: Attention.Memory
    private let further: [FurtherContexts]
    /// `[tokens, hidden]`
    let outputs: Variable
    private let weights: AttentionWeights
    private let gate: Variable?
    /// With coverage the sums of the weights so far, of the rows of the last step.
    private var seen: Variable?
    private var coverageLoss: Float = 0
    private var tokenWeights: [Float]?
    private var coverageLosses: [Float] = []

    /// - Parameters:
    ///   - spans: the source tokens that each packed row attends to.
    ///   - further: what attends to what is read beside the source.
    ///   - outputs: `[tokens, hidden]`, receives what attention gives.
    init(
        _ attention: Attention, _ copyGate: CopyGate?, memory: Attention.Memory, spans: AttentionSpans,
        further: [FurtherContexts], outputs: Variable, on tape: inout Tape
    ) {
        self.attention = attention
        self.copyGate = copyGate
        self.memory = memory
        self.further = further
        self.outputs = outputs
        weights = tape.attentionWeights(over: spans, areRead: copyGate != nil || attention.hasCoverage)
        gate = copyGate.map { _ in tape.variable(rows: outputs.rows, columns: 1) }
    }

    /// Lets attention know what was attended to before.
    ///
    /// - Parameters:
    ///   - seen: the sums of the weights before the first step; zeros if nil.
    ///   - firstRows: how many rows the first step has.
    ///   - loss: what it costs to attend to that again.
    ///   - weights: what that is multiplied by for each packed row; nil for nothing.
    mutating func cover(_ seen: Variable?, firstRows: Int, loss: Float, weights: [Float]?, on tape: inout Tape) {
        self.seen = seen ?? tape.zeros(rows: 1, columns: self.weights.queries(0..<firstRows).count)
        coverageLoss = loss
        tokenWeights = weights
    }

    /// Attends to the source for the tokens of a range.
    ///
    /// - Parameters:
    ///   - hidden: `[range, hidden]`, the decoder's states.
    ///   - embedded: `[range, read]`, the tokens that it read, with what it read beside them.
    mutating func attend(_ hidden: Variable, embedded: Variable, at range: Range<Int>, on tape: inout Tape) {
        let own = range.count == outputs.rows ? weights : weights.queries(range)
        // Rows that go on are the first of those before.
        let before = seen?.columns(0..<own.count)
        var others: [Variable] = []
        for contexts in further { others.append(contexts.context(of: hidden, at: range, on: &tape)) }
        let joined = attention(
            hidden, memory: memory, weights: own, seen: before, beside: others, into: outputs.rows(range), on: &tape)
        if let copyGate, let gate { copyGate(joined, embedded, into: gate.rows(range), on: &tape) }
        guard let before else { return }
        if coverageLoss > 0 {
            coverageLosses += tape.coverageLoss(
                own, seen: before, weight: coverageLoss, factors: tokenWeights.map { Array($0[range]) })
        }
        seen = tape.sum(before, own.values)
    }

    /// What the steps have given.
    func decoded(_ states: [LSTMState]) -> EncoderDecoderCore.Decoded {
        EncoderDecoderCore.Decoded(
            outputs: outputs, states: states, weights: weights, gate: gate, seen: seen, coverageLosses: coverageLosses)
    }
}
