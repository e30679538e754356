import Layers
import Randomness
import Tensors
import Text

/// An encoder LSTM whose final state seeds a decoder LSTM (Sutskever et al. 2014): the model for sequences that map to
/// sequences of another length.
///
/// It is a value: a copy is a snapshot of the weights.
public struct EncoderDecoder: Sendable {
    /// Sizes and options.
    public let configuration: Configuration
    /// Every weight.
    public var parameters: ParameterStore

    package let sourceEmbedding: Embedding
    package let targetEmbedding: Embedding
    package let encoder: LSTM
    package let decoder: LSTM
    package let bridge: Bridge
    package let output: Dense

    /// What an encoder-decoder is made of.
    public struct Configuration: Sendable, Hashable {
        /// Ids of the source, the four reserved ones included.
        public var sourceVocabularySize: Int
        /// Ids of the target, the four reserved ones included.
        public var targetVocabularySize: Int
        /// Size of the embeddings.
        public var embedding: Int
        /// Size of each layer's state; a bidirectional encoder's directions have half of it each.
        public var hidden: Int
        /// LSTM layers of the encoder and of the decoder.
        public var layers: Int
        /// Whether the encoder also reads from the end.
        public var bidirectional: Bool
        /// How the decoder's first state is made.
        public var bridge: Bridge.Kind
        /// Whether the encoder reads each source from its end (Sutskever et al. 2014, section 3.3).
        public var reverseSource: Bool

        /// A configuration. The vocabularies' sizes may be left to those who know the vocabularies.
        public init(
            sourceVocabularySize: Int = 0, targetVocabularySize: Int = 0, embedding: Int = 128, hidden: Int = 256,
            layers: Int = 1, bidirectional: Bool = false, bridge: Bridge.Kind = .copy, reverseSource: Bool = false
        ) {
            self.sourceVocabularySize = sourceVocabularySize
            self.targetVocabularySize = targetVocabularySize
            self.embedding = embedding
            self.hidden = hidden
            self.layers = layers
            self.bidirectional = bidirectional
            self.bridge = bridge
            self.reverseSource = reverseSource
        }
    }

    /// A model with random weights.
    public init(_ configuration: Configuration, using random: inout RandomSource) {
        self.init(configuration, parameters: ParameterStore(), using: &random)
    }

    /// A model that has the shapes of its weights but neither values nor memory for them.
    package init(outlining configuration: Configuration) {
        var unused = RandomSource(seed: 0)
        self.init(configuration, parameters: .outline, using: &unused)
    }

    private init(_ configuration: Configuration, parameters: ParameterStore, using random: inout RandomSource) {
        var parameters = parameters
        sourceEmbedding = Embedding(
            "source_embedding", vocabularySize: configuration.sourceVocabularySize,
            embeddingSize: configuration.embedding, in: &parameters, using: &random)
        targetEmbedding = Embedding(
            "target_embedding", vocabularySize: configuration.targetVocabularySize,
            embeddingSize: configuration.embedding, in: &parameters, using: &random)
        encoder = LSTM(
            "encoder", inputSize: configuration.embedding, hiddenSize: configuration.hidden,
            layerCount: configuration.layers, isBidirectional: configuration.bidirectional, in: &parameters,
            using: &random)
        bridge = Bridge(
            configuration.bridge, hiddenSize: configuration.hidden, layerCount: configuration.layers, in: &parameters,
            using: &random)
        decoder = LSTM(
            "decoder", inputSize: configuration.embedding, hiddenSize: configuration.hidden,
            layerCount: configuration.layers, in: &parameters, using: &random)
        output = Dense(
            "output", inputSize: configuration.hidden, outputSize: configuration.targetVocabularySize, in: &parameters,
            using: &random)
        self.configuration = configuration
        self.parameters = parameters
    }

    /// Runs the encoder over a packed batch of sources.
    ///
    /// - Returns: for each layer the decoder's first state, its rows in the order of `rows`: `[rows, hidden]`.
    func firstDecoderStates(for source: PackedSequences, rows: [Int], on tape: inout Tape) -> [LSTMState] {
        let ids = configuration.reverseSource ? source.reversedIds : source.ids
        let layout = PackedLayout(activeRows: source.activeRows)
        let embedded = sourceEmbedding(ids, on: &tape)
        let final = encoder(embedded, layout: layout, initial: nil, on: &tape).final
        var selected: [LSTMState] = []
        let packedRows = rows.map { source.packedRows[$0] }
        for state in final {
            selected.append(
                LSTMState(
                    hidden: tape.select(packedRows, of: state.hidden), cell: tape.select(packedRows, of: state.cell)))
        }
        return bridge(selected, on: &tape)
    }
}
