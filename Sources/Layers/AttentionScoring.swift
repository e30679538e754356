import Seq2SeqTensors

/// What a kind of attention is trained on, and so how it scores.
package struct AttentionScoring: Sendable {
    private enum Weights: Sendable {
        case dot
        /// The contract of the model file calls this weight the query's, though by its formula it meets the keys.
        case general(Parameter)
        case additive(query: Parameter, key: Parameter, energy: Parameter)
    }

    private let weights: Weights

    /// Declares what the kind needs of `name.query.weight`, `name.key.weight [hidden, hidden]` and `name.energy.weight
    /// [1, hidden]`. Nil for no attention.
    package init?(_ name: String, kind: Attention.Kind, hiddenSize: Int, in parameters: inout ParameterStore) {
        func declare(_ part: String, _ shape: [Int]) -> Parameter {
            parameters.declare("\(name).\(part).weight", shape: shape, initializer: .glorot(gates: 1))
        }
        let square = [hiddenSize, hiddenSize]
        switch kind {
        case .none: return nil
        case .dot: weights = .dot
        case .general: weights = .general(declare("query", square))
        case .additive:
            let (query, key) = (declare("query", square), declare("key", square))
            weights = .additive(query: query, key: key, energy: declare("energy", [1, hiddenSize]))
        }
    }

    /// What is read element by element, not in products.
    package var vectors: [Parameter] {
        if case .additive(_, _, let energy) = weights { [energy] } else { [] }
    }

    /// What attention reads of vectors `[positions, hidden]`. It is the same for every query.
    package func memory(of values: Variable, on tape: inout Tape) -> Attention.Memory {
        switch weights {
        case .dot: Attention.Memory(keys: values, values: values)
        case .general(let weight), .additive(_, let weight, _):
            Attention.Memory(keys: tape.linear(values, weight: weight, bias: nil), values: values)
        }
    }

    /// The context of each of the decoder's states: the mean of the values, weighted by how well keys and state go
    /// together.
    ///
    /// - Parameters:
    ///   - hidden: `[queries, hidden]`.
    ///   - weights: receives how much each query attends to each position.
    ///   - coverage: what was attended to before; nil if it does not count.
    /// - Returns: `[queries, hidden]`.
    package func context(
        of hidden: Variable, memory: Attention.Memory, weights: AttentionWeights, coverage: AttentionCoverage? = nil,
        on tape: inout Tape
    ) -> Variable {
        let (queries, score) = queries(of: hidden, on: &tape)
        let context = tape.variable(rows: hidden.rows, columns: memory.values.columns)
        tape.attention(
            queries, keys: memory.keys, values: memory.values, weights: weights, score: score, coverage: coverage,
            into: context)
        return context
    }

    /// What a decoder's states look for, `[queries, hidden]`, and how it is scored.
    private func queries(of hidden: Variable, on tape: inout Tape) -> (Variable, AttentionScore) {
        switch weights {
        case .dot, .general: (hidden, .dot)
        case .additive(let weight, _, let energy):
            (tape.linear(hidden, weight: weight, bias: nil), .additive(energy: energy))
        }
    }
}
