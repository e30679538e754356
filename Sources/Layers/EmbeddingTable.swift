import Seq2SeqTensors

/// A table of vectors, one for each id of a vocabulary.
package struct EmbeddingTable: Sendable {
    /// `[vocabulary, embedding]`
    package let weight: Parameter

    /// Declares the table `name.weight`, uniform in plus or minus 0.1.
    package init(
        _ name: String, vocabularySize: Int, embeddingSize: Int, in parameters: inout ParameterStore
    ) {
        weight = parameters.declare(
            "\(name).weight", shape: [vocabularySize, embeddingSize], initializer: .uniform(0.1))
    }

    /// The vectors of the ids, `[ids, embedding]`.
    package func callAsFunction(_ ids: [Int32], on tape: inout Tape) -> Variable {
        tape.embedding(weight, ids: ids)
    }
}
