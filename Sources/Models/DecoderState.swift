import Seq2SeqLayers
import Seq2SeqTensors

/// What the decoder carries from one token to the next, one row for each hypothesis. A search only selects rows of it.
public struct DecoderState: Sendable {
    /// For each layer its hidden and cell state, `[rows, hidden]`; no cell where it is no other than the hidden one.
    private let layers: [(hidden: Rows, cell: Rows?)]
    /// With input feeding what attention gave the last step, `[rows, hidden]`.
    let fed: Rows?
    /// With coverage for each row how much was attended to each token of its source; empty before the first step.
    let seen: [[Float]]
    /// What attention reads, shared by all rows.
    let memory: SourceMemory?
    /// What is read beside the sources, shared by all rows.
    let further: [FurtherMemory]
    /// What is scored, shared by all rows; nil for all tokens.
    let outputs: ListedOutputs?
    /// The source of each row.
    let sources: [Int]

    /// How many rows there are.
    public var rowCount: Int { sources.count }

    /// The rows of the indices, in any order and as often as wanted.
    public func selecting(rows: [Int]) -> DecoderState {
        DecoderState(
            layers: layers.map { ($0.hidden.selecting(rows), $0.cell?.selecting(rows)) }, fed: fed?.selecting(rows),
            seen: seen.isEmpty ? [] : rows.map { seen[$0] }, memory: memory, further: further, outputs: outputs,
            sources: rows.map { sources[$0] })
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
    /// What copying from each source says; nil for a model that does not copy.
    let copied: CopiedTokens?

    var variables: Attention.Memory {
        Attention.Memory(
            keys: Variable(value: keys.matrix, gradient: nil), values: Variable(value: values.matrix, gradient: nil))
    }
}

extension DecoderState {
    init(
        _ states: [LSTMState], fed: Rows?, seen: [[Float]], memory: SourceMemory?, further: [FurtherMemory],
        outputs: ListedOutputs?, sources: [Int]
    ) {
        self.init(
            layers: states.map { state in
                (Rows(copying: state.hidden.value), state.isHiddenAlone ? nil : Rows(copying: state.cell.value))
            },
            fed: fed, seen: seen, memory: memory, further: further, outputs: outputs, sources: sources)
    }

    /// What a step leaves, for the same rows.
    func following(_ decoded: EncoderDecoderCore.Decoded, fed: Rows?) -> DecoderState {
        var seen: [[Float]] = []
        if let sums = decoded.seen, let memory {
            var start = 0
            for source in sources {
                let end = start + memory.positions[source].count
                seen.append(sums.columns(start..<end).value.elements)
                start = end
            }
        }
        return DecoderState(
            decoded.states, fed: fed, seen: seen, memory: memory, further: further, outputs: outputs, sources: sources)
    }

    /// What was attended to before, `[1, weights]`; nil before the first step.
    func seenVariable(on tape: borrowing Tape) -> Variable? {
        guard !seen.isEmpty else { return nil }
        let sums = seen.flatMap { $0 }
        return tape.constant(sums, rows: 1, columns: sums.count)
    }

    var states: [LSTMState] {
        layers.map { layer in
            let hidden = Variable(value: layer.hidden.matrix, gradient: nil)
            return layer.cell.map { LSTMState(hidden: hidden, cell: Variable(value: $0.matrix, gradient: nil)) }
                ?? LSTMState(hiddenAlone: hidden)
        }
    }

    var fedVariable: Variable? { fed.map { Variable(value: $0.matrix, gradient: nil) } }

    var spans: AttentionSpans {
        memory.map { AttentionSpans(positions: $0.positions, sources: sources) }
            ?? AttentionSpans(positions: [], sources: [])
    }
}
