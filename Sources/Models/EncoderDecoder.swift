import Seq2SeqLayers
import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// An encoder LSTM whose final state seeds a decoder LSTM (Sutskever et al. 2014), or two of GRUs (Cho et al. 2014): the
/// model for sequences that map to sequences of another length.
///
/// It is a value: a copy is a snapshot of the weights.
///
/// ```swift
/// var random = RandomSource(seed: 1)
/// let sizes = EncoderDecoder.Configuration(sourceVocabularySize: 40, targetVocabularySize: 50, hidden: 64)
/// let network = EncoderDecoder(sizes, using: &random)
/// print(network.parameters.count)
/// ```
public struct EncoderDecoder: Sendable {
    /// Sizes and options.
    public let configuration: Configuration
    /// Every weight.
    public var parameters: ParameterStore

    /// Nil for a language model, which reads no source, and for a model that reads vectors.
    package let sourceEmbedding: EmbeddingTable?
    package let targetEmbedding: EmbeddingTable
    /// `[tag vocabulary, hidden]`; nil for a model that reads no tags.
    package let tagEmbedding: EmbeddingTable?
    /// What is between the ends.
    package let core: EncoderDecoderCore
    package let output: Linear
    package let copyGate: CopyGate?

    /// A model with random weights.
    public init(_ configuration: Configuration, using random: inout RandomSource) {
        self.init(declaring: configuration)
        parameters.start(as: configuration.initialWeights, using: &random)
    }

    /// A model that has the shapes of its weights but neither values nor memory for them.
    package init(declaring configuration: Configuration) {
        Configuration.settings.check(configuration)
        var parameters = ParameterStore()
        configuration.checkSource()
        sourceEmbedding =
            configuration.readsSource && !configuration.readsVectors
            ? EmbeddingTable(
                "source_embedding", vocabularySize: configuration.sourceVocabularySize,
                embeddingSize: configuration.embedding, in: &parameters) : nil
        targetEmbedding = EmbeddingTable(
            "target_embedding", vocabularySize: configuration.targetVocabularySize,
            embeddingSize: configuration.embedding, in: &parameters)
        tagEmbedding =
            configuration.readsTags
            ? EmbeddingTable(
                "tag_embedding", vocabularySize: configuration.tagVocabularySize, embeddingSize: configuration.hidden,
                in: &parameters) : nil
        core = EncoderDecoderCore(configuration.coreShape, in: &parameters)
        output = Linear(
            "output", inputSize: configuration.hidden, outputSize: configuration.targetVocabularySize,
            tiedTo: configuration.tieEmbeddings ? targetEmbedding.weight : nil, in: &parameters)
        copyGate =
            configuration.copy
            ? CopyGate(
                "copy", joinedSize: configuration.joinedSize, readSize: configuration.readSize, in: &parameters)
            : nil
        self.configuration = configuration
        self.parameters = parameters
    }

    /// Runs the encoder over a packed batch of sources. Without an encoder, or without tokens, the decoder starts from
    /// zeros, the state before anything is read.
    ///
    /// - Parameter rows: the sources of the decoder's rows, in their order.
    func encoded(
        _ source: PackedSequences, vectors: [Float]? = nil, rows: [Int], dropout: ModelDropout? = nil,
        on tape: inout Tape
    ) -> EncoderDecoderCore.Encoded {
        guard let encoder = core.encoder else { return core.start(rows: rows.count, on: tape) }
        let (outputs, final) = run(encoder, over: source, vectors: vectors, dropout: dropout?.source, on: &tape)
        // Empty sources come last, and have no state.
        let packedRows = rows.map { source.lengths[$0] > 0 ? source.packedRows[$0] : nil }
        return core.start(from: outputs, final, packedRows: packedRows, on: &tape)
    }

    /// Runs an encoder over a packed batch of sources: texts, which have the source's embeddings, or vectors.
    ///
    /// - Parameter vectors: for a model that reads vectors those of the sources, packed.
    /// - Returns: the outputs of its highest layer, `[tokens, hidden]`, and each layer's last state, both packed.
    func run(
        _ encoder: CellStack, over sources: PackedSequences, vectors: [Float]? = nil, dropout: EncoderDropout? = nil,
        on tape: inout Tape
    ) -> (outputs: Variable, final: [LSTMState]) {
        let read: Variable
        if let sourceEmbedding {
            require(vectors == nil, "A model that reads tokens was given vectors")
            read = sourceEmbedding(configuration.reverseSource ? sources.reversedIds : sources.ids, on: &tape)
        } else {
            let (size, count) = (configuration.sourceFeatures, sources.ids.count)
            let vectors = vectors ?? []
            guard vectors.count == count * size else {
                fail("A model that reads vectors needs \(size) numbers for each of \(count) steps of its sources")
            }
            let ordered = configuration.reverseSource ? sources.reversed(vectors, size: size) : vectors
            read = tape.constant(ordered, rows: count, columns: size)
        }
        let embedded = tape.dropout(read, dropout?.embedding)
        return encoder(embedded, layout: sources.packing.layout, initial: nil, dropout: dropout?.stack, on: &tape)
    }

    /// What the decoder reads beside the sources of a batch.
    func encodedFurther(of batch: Batch, dropout: ModelDropout?, on tape: inout Tape) -> [EncodedFurtherSource] {
        encodedFurther(
            tags: batch.tags, batch.secondSources, of: batch.pairCount, dropout: dropout?.second, on: &tape)
    }

    /// The ids that the decoder reads for tokens: what only a source has it reads as unknown.
    func readable(_ tokens: [Int32]) -> [Int32] {
        guard configuration.copy else { return tokens }
        return tokens.map { Int($0) < configuration.targetVocabularySize ? $0 : Vocabulary.unknown }
    }

    /// What copying says of sources; nil for a model that does not copy.
    ///
    /// - Parameters:
    ///   - copies: for each source the target's id of each of its tokens.
    ///   - lengths: how many tokens each source has.
    func copied(_ copies: [[Int32]], lengths: [Int]) -> CopiedTokens? {
        guard configuration.copy else { return nil }
        require(
            copies.map(\.count) == lengths,
            "A model that copies needs an id of the target for each source token, as ExtendedVocabulary gives them")
        for ids in copies {
            // Each source adds to the vocabulary as many ids as it has tokens, at most.
            let end = Int32(configuration.targetVocabularySize + ids.count)
            for id in ids { require(id >= 0 && id < end, "Ids of source tokens are in 0..<\(end), but one is \(id)") }
        }
        return CopiedTokens(copies)
    }

    /// For each source the packed rows of its tokens, in the order of the text.
    func positions(of source: PackedSequences) -> [[Int32]] {
        source.lengths.indices.map { pair in
            let rows = (0..<source.lengths[pair]).map { time in
                Int32(source.index(time: time, row: source.packedRows[pair]))
            }
            return configuration.reverseSource ? rows.reversed() : rows
        }
    }
}
