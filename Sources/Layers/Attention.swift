import Seq2SeqTensors

/// Attention of a decoder over its source, and the layer that joins what it finds with the decoder's state (Luong et
/// al. 2015, "global attention").
public struct Attention: Sendable {
    /// How well a decoder state `h` and a source state `s` go together.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// No attention.
        case none
        /// `h * s` (Luong et al. 2015, eq. 7, "dot").
        case dot
        /// `h * (W s)` (Luong et al. 2015, eq. 7, "general").
        case general
        /// `v * tanh(W_q h + W_k s)` (Bahdanau et al. 2015, appendix A.1.2).
        case additive
    }

    /// Whether it knows what was attended to before.
    package var hasCoverage: Bool { coverage != nil }

    /// Source states as attention reads them, `[source tokens, hidden]` each.
    package struct Memory {
        package let keys: Variable
        package let values: Variable

        package init(keys: Variable, values: Variable) {
            self.keys = keys
            self.values = values
        }
    }

    private let scoring: AttentionScoring
    private let combine: Parameter
    /// What a token's coverage is multiplied by before it is added to its key; nil without coverage.
    private let coverage: Parameter?

    /// What is read element by element, not in products.
    package var vectors: [Parameter] { scoring.vectors + [coverage].compactMap(\.self) }

    /// Declares what ``AttentionScoring`` needs, and `name.combine.weight [hidden, (contexts + 1) hidden]`; with coverage
    /// `name.coverage.weight [hidden, 1]` too. Nil for no attention.
    ///
    /// - Parameter contextCount: how many contexts are joined with the decoder's state: its own, and others'.
    package init?(
        _ name: String, kind: Kind, hiddenSize: Int, contextCount: Int = 1, hasCoverage: Bool = false,
        in parameters: inout ParameterStore
    ) {
        guard let scoring = AttentionScoring(name, kind: kind, hiddenSize: hiddenSize, in: &parameters) else {
            return nil
        }
        func declare(_ part: String, _ shape: [Int]) -> Parameter {
            parameters.declare("\(name).\(part).weight", shape: shape, initializer: .glorot(gates: 1))
        }
        self.scoring = scoring
        combine = declare("combine", [hiddenSize, (contextCount + 1) * hiddenSize])
        coverage = hasCoverage ? declare("coverage", [hiddenSize, 1]) : nil
    }

    /// What attention reads of the encoder's outputs `[source tokens, hidden]`. It is the same for every query.
    package func memory(of outputs: Variable, on tape: inout Tape) -> Memory { scoring.memory(of: outputs, on: &tape) }

    /// `tanh(W_c [c; h])`, `c` the context of `h` (Luong et al. 2015, eq. 5).
    ///
    /// - Parameters:
    ///   - hidden: `[queries, hidden]`.
    ///   - weights: receives how much each query attends to each token of its source.
    ///   - seen: with coverage the sums of the weights of the steps before, `[1, weights]`: each token's key becomes
    ///     `k + c w` (See et al. 2017, eq. 10 and 11).
    ///   - others: contexts of other attention, `[queries, hidden]` each, which are joined to the rest.
    ///   - output: `[queries, hidden]`, receives the result.
    /// - Returns: `[c; h]` and the other contexts, `[queries, (contexts + 1) hidden]`.
    package func callAsFunction(
        _ hidden: Variable, memory: Memory, weights: AttentionWeights, seen: Variable? = nil,
        beside others: [Variable] = [], into output: Variable, on tape: inout Tape
    ) -> Variable {
        var covered: AttentionCoverage?
        if let coverage, let seen { covered = AttentionCoverage(weight: coverage, seen: seen) }
        let context = scoring.context(of: hidden, memory: memory, weights: weights, coverage: covered, on: &tape)
        let joined = tape.concatenate([context, hidden] + others)
        tape.tanh(tape.linear(joined, weight: combine, bias: nil), into: output)
        return joined
    }
}
