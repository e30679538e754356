import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

extension TranslationModel {
    /// Lets the source's embeddings begin with vectors that were learnt elsewhere; tokens without one keep what they have.
    ///
    /// ```swift
    /// let known = plan.data.sourceVocabulary
    /// let vectors = try WordVectors(contentsOf: path) { known.id(of: $0) != Vocabulary.unknown }
    /// var model = plan.model()
    /// let count = model.setSourceEmbeddings(vectors)
    /// ```
    ///
    /// - Parameter vectors: of as many numbers as an embedding has.
    /// - Returns: how many tokens got one.
    @discardableResult
    public mutating func setSourceEmbeddings(_ vectors: WordVectors) -> Int {
        trainingRecord.sourceEmbeddingsChecksum = vectors.checksum
        guard let embedding = network.sourceEmbedding else { fail("A language model has no source") }
        return network.set(embedding.weight, of: sourceVocabulary, to: vectors)
    }

    /// Lets the target's embeddings begin with vectors that were learnt elsewhere; tokens without one keep what they have.
    /// Embeddings that are tied are the output's weights too.
    ///
    /// - Parameter vectors: of as many numbers as an embedding has.
    /// - Returns: how many tokens got one.
    @discardableResult
    public mutating func setTargetEmbeddings(_ vectors: WordVectors) -> Int {
        trainingRecord.targetEmbeddingsChecksum = vectors.checksum
        return network.set(network.targetEmbedding.weight, of: targetVocabulary, to: vectors)
    }
}

extension EncoderDecoder {
    /// Replaces the rows of a table by the vectors of those tokens that have one, and returns how many those are.
    fileprivate mutating func set(_ table: Parameter, of vocabulary: Vocabulary, to vectors: WordVectors) -> Int {
        let width = configuration.embedding
        require(
            vectors.dimension == width,
            "Vectors of \(vectors.dimension) numbers do not fit embeddings of \(width)")
        let offset = parameters.entries[table.index].offset
        let ids = vocabulary.ids(of: vectors.words)
        parameters.update { values in
            for (row, id) in ids.enumerated() where id != Vocabulary.unknown {
                let start = offset + Int(id) * width
                for column in 0..<width { values[start + column] = vectors.values[row * width + column] }
            }
        }
        return ids.count { $0 != Vocabulary.unknown }
    }
}

extension WordVectors {
    /// The CRC-32 of the words and their numbers, in hexadecimal.
    package var checksum: String {
        var check = CRC32()
        for word in words { check.add(word + "\n") }
        values.withUnsafeBytes { check.add($0) }
        return check.hexadecimal
    }
}
