import Seq2SeqLayers
import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// An encoder LSTM whose final state seeds a decoder LSTM (Sutskever et al. 2014): the model for sequences that map to
/// sequences of another length.
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

    /// Nil for a language model, which reads no source.
    package let sourceEmbedding: EmbeddingTable?
    package let targetEmbedding: EmbeddingTable
    /// `[tag vocabulary, hidden]`; nil for a model that reads no tags.
    package let tagEmbedding: EmbeddingTable?
    /// Nil for a language model.
    package let encoder: LSTMStack?
    /// Reads second sources; nil for a model that reads none.
    package let secondEncoder: LSTMStack?
    package let decoder: LSTMStack
    package let bridge: Bridge
    package let attention: Attention?
    /// How the decoder attends to tags; nil without attention or tags.
    package let tagAttention: AttentionScoring?
    /// The same of second sources.
    package let secondAttention: AttentionScoring?
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
            configuration.readsSource
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
        encoder = configuration.readsSource ? LSTMStack("encoder", of: configuration, in: &parameters) : nil
        secondEncoder =
            configuration.readsSecondSource ? LSTMStack("second_encoder", of: configuration, in: &parameters) : nil
        bridge = Bridge(
            configuration.bridge, hiddenSize: configuration.hidden, layerCount: configuration.decoderDepth,
            in: &parameters)
        decoder = LSTMStack(
            "decoder", inputSize: configuration.readSize + (configuration.inputFeeding ? configuration.hidden : 0),
            hiddenSize: configuration.hidden, layerCount: configuration.decoderDepth,
            isResidual: configuration.residual, in: &parameters)
        attention = Attention(
            "attention", kind: configuration.attention, hiddenSize: configuration.hidden,
            contextCount: 1 + configuration.furtherSourceCount, hasCoverage: configuration.coverage, in: &parameters)
        tagAttention =
            configuration.readsTags
            ? AttentionScoring(
                "tag_attention", kind: configuration.attention, hiddenSize: configuration.hidden, in: &parameters)
            : nil
        secondAttention =
            configuration.readsSecondSource
            ? AttentionScoring(
                "second_attention", kind: configuration.attention, hiddenSize: configuration.hidden, in: &parameters)
            : nil
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

    /// What the decoder starts from and looks back at.
    struct EncodedSource {
        /// For each layer the decoder's first state, `[rows, hidden]`.
        let states: [LSTMState]
        /// What attention reads; nil without attention.
        let memory: Attention.Memory?
    }

    /// Runs the encoder over a packed batch of sources. Without an encoder, or without tokens, the decoder starts from
    /// zeros, the state before anything is read.
    ///
    /// - Parameter rows: the sources of the decoder's rows, in their order.
    func encoded(
        _ source: PackedSequences, rows: [Int], dropout: ModelDropout? = nil, on tape: inout Tape
    ) -> EncodedSource {
        guard let encoder else {
            let zeros = tape.zeros(rows: rows.count, columns: configuration.hidden)
            let state = LSTMState(hidden: zeros, cell: zeros)
            return EncodedSource(states: [LSTMState](repeating: state, count: configuration.decoderDepth), memory: nil)
        }
        let (outputs, final) = run(encoder, over: source, dropout: dropout?.source, on: &tape)
        var selected: [LSTMState] = []
        // Empty sources come last, and have no state.
        let packedRows = rows.map { source.lengths[$0] > 0 ? source.packedRows[$0] : nil }
        for layer in configuration.seedingLayers {
            let state = final[layer]
            selected.append(
                LSTMState(
                    hidden: tape.select(packedRows, of: state.hidden), cell: tape.select(packedRows, of: state.cell)))
        }
        let states = bridge(selected, on: &tape)
        return EncodedSource(states: states, memory: attention?.memory(of: outputs, on: &tape))
    }

    /// Runs an encoder over a packed batch of texts, which have the source's embeddings.
    ///
    /// - Returns: the outputs of its highest layer, `[tokens, hidden]`, and each layer's last state, both packed.
    func run(
        _ encoder: LSTMStack, over texts: PackedSequences, dropout: EncoderDropout? = nil, on tape: inout Tape
    ) -> (outputs: Variable, final: [LSTMState]) {
        guard let sourceEmbedding else { fail("A language model has no encoder") }
        let ids = configuration.reverseSource ? texts.reversedIds : texts.ids
        let embedded = tape.dropout(sourceEmbedding(ids, on: &tape), dropout?.embedding)
        return encoder(
            embedded, layout: texts.packing.layout, initial: nil, dropout: dropout?.stack, on: &tape)
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

extension LSTMStack {
    /// Declares an encoder of texts.
    fileprivate init(
        _ name: String, of configuration: EncoderDecoder.Configuration, in parameters: inout ParameterStore
    ) {
        self.init(
            name, inputSize: configuration.embedding, hiddenSize: configuration.hidden,
            layerCount: configuration.encoderDepth, isBidirectional: configuration.bidirectional,
            isResidual: configuration.residual, in: &parameters)
    }
}
