import Seq2SeqLayers
import Seq2SeqSettings
import Seq2SeqTensors

extension EncoderDecoder {
    /// What an encoder-decoder is made of.
    public struct Configuration: Sendable, Hashable, Adjustable {
        /// Ids of the source, the four reserved ones included; 0 for a language model, a decoder that reads no source.
        public var sourceVocabularySize = 0
        /// Ids of the target, the four reserved ones included.
        public var targetVocabularySize = 0
        /// Size of the vectors that a source is made of, instead of tokens; 0 for tokens. The source's ids are then the
        /// reserved ones alone, of which one stands in the place of each vector.
        public var sourceFeatures = 0
        /// Ids of the tags that come with sources, the four reserved ones included; 0 for a model that reads none.
        public var tagVocabularySize = 0
        /// Whether a second source is read beside the source, by an encoder of its own that is made as the source's is.
        public var readsSecondSource = false
        /// What the recurrent layers are.
        public var cell = RecurrentCell.lstm
        /// Size of the embeddings.
        public var embedding = 128
        /// Size of each layer's state; a bidirectional encoder's directions have half of it each.
        public var hidden = 256
        /// Layers of the encoder and of the decoder, where they have no number of their own.
        public var layers = 1
        /// Layers of the encoder; nil for `layers`.
        public var encoderLayers: Int?
        /// Layers of the decoder; nil for `layers`.
        public var decoderLayers: Int?
        /// Whether each layer's input is added to its output, from the second layer on (Wu et al. 2016, section 3.1).
        public var residual = false
        /// Whether the encoder also reads from the end.
        public var bidirectional = false
        /// How the decoder's first state is made.
        public var bridge = Bridge.Kind.copy
        /// Whether the encoder reads each source from its end (Sutskever et al. 2014, section 3.3).
        public var reverseSource = false
        /// How the decoder looks back at the source.
        public var attention = Attention.Kind.none
        /// Whether the decoder's next step also reads what attention gave the last one (Luong et al. 2015, section
        /// 3.3).
        public var inputFeeding = false
        /// Whether source tokens can be copied (See et al. 2017, eq. 8 and 9, "pointer-generator"), those that the
        /// target's vocabulary lacks included. It needs attention.
        public var copy = false
        /// Whether attention knows what was attended to before (See et al. 2017, eq. 10 and 11, "coverage").
        public var coverage = false
        /// Whether the output layer's weights are the target's embeddings (Press and Wolf 2017); they must then be as
        /// large as the state.
        public var tieEmbeddings = false
        /// What the first weights are drawn from.
        public var initialWeights = InitialWeights.glorot

        /// What `seq2seq-train` makes if nothing else is said; without the vocabularies' sizes.
        public init() {}
    }
}

extension EncoderDecoder.Configuration {
    /// What each property has if nothing is said.
    public static let standard = Self()

    /// The settings, in the order of the help.
    package static let settings = SettingTable<Self>(
        [
            SettingGroup(
                "Model",
                [
                    Setting(
                        "embedding", \.embedding, .integer(in: 1...65_536), stored: .required,
                        "Numbers that stand for a token."),
                    Setting("cell", \.cell, .choice(), "What the recurrent layers are."),
                    Setting(
                        "hidden", \.hidden, .integer(in: 1...65_536), stored: .required, "Size of a layer's state."),
                    Setting(
                        "layers", \.layers, .integer(in: 1...64), stored: .required,
                        "Recurrent layers of encoder and decoder each."),
                    Setting(
                        "encoder_layers", \.encoderLayers, .integer(in: 1...64),
                        stored: .when { $0.encoderDepth != $0.layers }, "The same for the encoder alone."),
                    Setting(
                        "decoder_layers", \.decoderLayers, .integer(in: 1...64),
                        stored: .when { $0.decoderDepth != $0.layers }, "The same for the decoder alone."),
                    Setting(
                        "residual", \.residual,
                        "Add each layer's input to its output, from the second layer on; helps deep stacks."),
                    Setting(
                        "bidirectional", \.bidirectional, stored: .required,
                        "Read the source in both directions, each with half of --hidden; --no-bidirectional for one."),
                    Setting(
                        "attention", \.attention, .choice(), stored: .required,
                        "How the decoder looks back at the source."),
                    Setting(
                        "input_feeding", \.inputFeeding, stored: .always,
                        "Let each step also read what attention gave the step before."),
                    Setting(
                        "copy", \.copy,
                        "Let outputs also copy tokens of the source, those that the target's vocabulary lacks included;"
                            + " --no-copy for not."
                    ),
                    Setting(
                        "coverage", \.coverage,
                        "Tell attention how much of each source token was attended to before."),
                    Setting(
                        "bridge", \.bridge, .choice(), stored: .required,
                        "How the encoder's last state becomes the decoder's first."),
                    Setting(
                        "tie_embeddings", \.tieEmbeddings, stored: .always,
                        "Use the target's embeddings as the output layer's weights; --embedding must equal --hidden;"
                            + " --no-tie-embeddings for weights of its own."),
                    Setting(
                        "reverse_source", \.reverseSource, stored: .required, "Read the source from its end."),
                    Setting(
                        "initializer", \.initialWeights, property: "initialWeights", .choice(),
                        "What the first weights are drawn from."),
                ])
        ],
        rules: { name in
            [
                .needsAttention(\.inputFeeding, \.attention, name),
                .needsAttention(\.copy, \.attention, name),
                .needsAttention(\.coverage, \.attention, name),
                .isShared(\.hidden, by: \.bidirectional, name),
                .impossible { model in
                    guard model.tieEmbeddings && model.embedding != model.hidden else { return nil }
                    return """
                        \(name[\.embedding]) is \(model.embedding) and \(name[\.hidden]) is \(model.hidden), but they \
                        must be equal with \(name[\.tieEmbeddings])
                        """
                },
                .idle { model in
                    guard model.residual && max(model.encoderDepth, model.decoderDepth) < 2 else { return nil }
                    return "\(name[\.residual]) also needs \(name[\.layers], "2")"
                },
            ]
        })

    /// A configuration. The vocabularies' sizes may be left to those who know the vocabularies.
    public init(
        sourceVocabularySize: Int = standard.sourceVocabularySize,
        targetVocabularySize: Int = standard.targetVocabularySize, sourceFeatures: Int = standard.sourceFeatures,
        tagVocabularySize: Int = standard.tagVocabularySize,
        readsSecondSource: Bool = standard.readsSecondSource, cell: RecurrentCell = standard.cell,
        embedding: Int = standard.embedding,
        hidden: Int = standard.hidden, layers: Int = standard.layers, encoderLayers: Int? = standard.encoderLayers,
        decoderLayers: Int? = standard.decoderLayers, residual: Bool = standard.residual,
        bidirectional: Bool = standard.bidirectional, bridge: Bridge.Kind = standard.bridge,
        reverseSource: Bool = standard.reverseSource, attention: Attention.Kind = standard.attention,
        inputFeeding: Bool = standard.inputFeeding, copy: Bool = standard.copy, coverage: Bool = standard.coverage,
        tieEmbeddings: Bool = standard.tieEmbeddings, initialWeights: InitialWeights = standard.initialWeights
    ) {
        self.sourceVocabularySize = sourceVocabularySize
        self.targetVocabularySize = targetVocabularySize
        self.sourceFeatures = sourceFeatures
        self.tagVocabularySize = tagVocabularySize
        self.readsSecondSource = readsSecondSource
        self.cell = cell
        self.embedding = embedding
        self.hidden = hidden
        self.layers = layers
        self.encoderLayers = encoderLayers
        self.decoderLayers = decoderLayers
        self.residual = residual
        self.bidirectional = bidirectional
        self.bridge = bridge
        self.reverseSource = reverseSource
        self.attention = attention
        self.inputFeeding = inputFeeding
        self.copy = copy
        self.coverage = coverage
        self.tieEmbeddings = tieEmbeddings
        self.initialWeights = initialWeights
    }

    /// Whether there is an encoder that reads sources. A model without one is a language model of its targets.
    package var readsSource: Bool { sourceVocabularySize > 0 }

    /// What a language model cannot have, since it has no source, as names of settings.
    package var needingSource: [SettingName] {
        let names = Self.settings
        let flags: [(SettingName, Bool)] = [
            (names[\.encoderLayers], encoderLayers != nil), (names[\.bidirectional], bidirectional),
            (names[\.attention], attention != .none), (names[\.inputFeeding], inputFeeding), (names[\.copy], copy),
            (names[\.coverage], coverage), (names[\.bridge], bridge != .copy),
            (names[\.reverseSource], reverseSource),
        ]
        return flags.filter(\.1).map(\.0)
    }

    /// Sizes that the vectors of a source can have; 0 is that of a text.
    static let possibleSourceFeatures = 0...65_536

    /// A programmer error is told: a part that reads a source in a model without one, or tokens in one of vectors.
    func checkSource() {
        require(
            Self.possibleSourceFeatures.contains(sourceFeatures),
            "The size of a source's vectors must be in \(Self.possibleSourceFeatures), but is \(sourceFeatures)")
        if readsVectors {
            let parts = [("copy", copy), ("a second source", readsSecondSource)].filter(\.1).map(\.0)
            require(
                parts.isEmpty, "A model that reads vectors has no source tokens for \(parts.joined(separator: " and "))"
            )
            require(readsSource, "A model that reads vectors has the reserved ids in its source's vocabulary")
        }
        guard !readsSource else { return }
        let parts =
            needingSource.map(\.stored) + (readsTags ? ["tags"] : []) + (readsSecondSource ? ["a second source"] : [])
        require(
            parts.isEmpty,
            "A model without a source, whose vocabulary has 0 ids, is a bare decoder, but it has"
                + " \(parts.joined(separator: ", "))")
    }

    /// Whether sources are vectors.
    package var readsVectors: Bool { sourceFeatures > 0 }

    /// Whether tags are read beside sources.
    package var readsTags: Bool { tagVocabularySize > 0 }

    /// How many kinds of what stands beside sources are read: tags, a second source.
    package var furtherSourceCount: Int { (readsTags ? 1 : 0) + (readsSecondSource ? 1 : 0) }

    /// Size of what the decoder reads with a token: its embedding, and summaries of what is beside the source.
    package var readSize: Int { embedding + furtherSourceCount * hidden }

    /// Size of what attention joins: contexts, of the source and of what is beside it, and the decoder's state.
    package var joinedSize: Int { (2 + furtherSourceCount) * hidden }

    /// Layers of the encoder.
    package var encoderDepth: Int { encoderLayers ?? layers }

    /// Layers of the decoder.
    package var decoderDepth: Int { decoderLayers ?? layers }

    /// For each layer of the decoder, the lowest first, the encoder's layer whose final state it starts from.
    package var seedingLayers: [Int] { coreShape.seedingLayers }

    /// What is between the ends.
    var coreShape: EncoderDecoderCore.Shape {
        EncoderDecoderCore.Shape(
            inputSize: readsVectors ? sourceFeatures : embedding, readSize: readSize, cell: cell, hidden: hidden,
            encoderDepth: encoderDepth, decoderDepth: decoderDepth, hasEncoder: readsSource, isResidual: residual,
            isBidirectional: bidirectional, bridge: bridge, attention: attention, inputFeeding: inputFeeding,
            coverage: coverage, readsTags: readsTags, readsSecondSource: readsSecondSource)
    }
}
