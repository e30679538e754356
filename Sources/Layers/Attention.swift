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

    /// What a kind is trained on, and so how it scores.
    private enum Scoring: Sendable {
        case dot
        /// The contract of the model file calls this weight the query's, though by its formula it meets the keys.
        case general(Parameter)
        case additive(query: Parameter, key: Parameter, energy: Parameter)
    }

    private let scoring: Scoring
    private let combine: Parameter
    /// What a token's coverage is multiplied by before it is added to its key; nil without coverage.
    private let coverage: Parameter?

    /// What is read element by element, not in products.
    package var vectors: [Parameter] {
        let energy: Parameter? = if case .additive(_, _, let energy) = scoring { energy } else { nil }
        return [energy, coverage].compactMap(\.self)
    }

    /// Declares what the kind needs of `name.query.weight`, `name.key.weight [hidden, hidden]` and `name.energy.weight
    /// [1, hidden]`, and `name.combine.weight [hidden, 2 hidden]`; with coverage `name.coverage.weight [hidden, 1]` too.
    /// Nil for no attention.
    package init?(
        _ name: String, kind: Kind, hiddenSize: Int, hasCoverage: Bool = false, in parameters: inout ParameterStore
    ) {
        func declare(_ part: String, _ shape: [Int]) -> Parameter {
            parameters.declare("\(name).\(part).weight", shape: shape, initializer: .glorot(gates: 1))
        }
        let square = [hiddenSize, hiddenSize]
        switch kind {
        case .none: return nil
        case .dot: scoring = .dot
        case .general: scoring = .general(declare("query", square))
        case .additive:
            let (query, key) = (declare("query", square), declare("key", square))
            scoring = .additive(query: query, key: key, energy: declare("energy", [1, hiddenSize]))
        }
        combine = declare("combine", [hiddenSize, 2 * hiddenSize])
        coverage = hasCoverage ? declare("coverage", [hiddenSize, 1]) : nil
    }

    /// What attention reads of the encoder's outputs `[source tokens, hidden]`. It is the same for every query.
    package func memory(of outputs: Variable, on tape: inout Tape) -> Memory {
        switch scoring {
        case .dot: Memory(keys: outputs, values: outputs)
        case .general(let weight), .additive(_, let weight, _):
            Memory(keys: tape.linear(outputs, weight: weight, bias: nil), values: outputs)
        }
    }

    /// What a decoder's states look for, `[queries, hidden]`, and how it is scored.
    private func queries(of hidden: Variable, on tape: inout Tape) -> (Variable, AttentionScore) {
        switch scoring {
        case .dot, .general: (hidden, .dot)
        case .additive(let weight, _, let energy):
            (tape.linear(hidden, weight: weight, bias: nil), .additive(energy: energy))
        }
    }

    /// `tanh(W_c [c; h])`, `c` the context of `h` (Luong et al. 2015, eq. 5).
    ///
    /// - Parameters:
    ///   - hidden: `[queries, hidden]`.
    ///   - weights: receives how much each query attends to each token of its source.
    ///   - seen: with coverage the sums of the weights of the steps before, `[1, weights]`: each token's key becomes
    ///     `k + c w` (See et al. 2017, eq. 10 and 11).
    ///   - output: `[queries, hidden]`, receives the result.
    /// - Returns: `[c; h]`, `[queries, 2 hidden]`.
    package func callAsFunction(
        _ hidden: Variable, memory: Memory, weights: AttentionWeights, seen: Variable? = nil, into output: Variable,
        on tape: inout Tape
    ) -> Variable {
        let (queries, score) = queries(of: hidden, on: &tape)
        let context = tape.variable(rows: hidden.rows, columns: memory.values.columns)
        var covered: AttentionCoverage?
        if let coverage, let seen { covered = AttentionCoverage(weight: coverage, seen: seen) }
        tape.attention(
            queries, keys: memory.keys, values: memory.values, weights: weights, score: score, coverage: covered,
            into: context)
        let joined = tape.concatenate([context, hidden])
        tape.tanh(tape.linear(joined, weight: combine, bias: nil), into: output)
        return joined
    }
}
