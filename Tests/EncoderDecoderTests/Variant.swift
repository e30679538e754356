import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqText

/// A small model of each kind that a configuration can ask for.
struct Variant: Sendable, CustomStringConvertible {
    var layers = 1
    var encoderLayers: Int?
    var decoderLayers: Int?
    var isResidual = false
    var isBidirectional = false
    var bridge = Bridge.Kind.copy
    var reversesSource = false
    var attention = Attention.Kind.none
    var feedsInput = false
    var tiesEmbeddings = false
    var copies = false
    var covers = false
    var readsTags = false
    var readsSecond = false
    var readsSource = true
    var cell = RecurrentCell.lstm

    static let all = plain + attentive + deep + pointing + gated

    /// Those of GRUs.
    private static let gated: [Variant] = [
        Variant(cell: .gru), Variant(layers: 2, isBidirectional: true, bridge: .dense, cell: .gru),
        Variant(
            layers: 2, reversesSource: true, attention: .additive, feedsInput: true, copies: true, covers: true,
            cell: .gru),
        Variant(
            encoderLayers: 1, decoderLayers: 3, isResidual: true, isBidirectional: true, attention: .general,
            tiesEmbeddings: true, cell: .gru),
    ]

    /// Those that copy or know what was attended to.
    static let pointing: [Variant] = [Attention.Kind.dot, .general, .additive].flatMap { attention in
        [
            Variant(isBidirectional: true, attention: attention, copies: true),
            Variant(
                layers: 2, reversesSource: true, attention: attention, feedsInput: true, copies: true, covers: true),
            Variant(attention: attention, tiesEmbeddings: true, copies: true, covers: true),
            Variant(isBidirectional: true, bridge: .dense, attention: attention, covers: true),
        ]
    }

    /// Those that read tags.
    static let tagging: [Variant] = [
        Variant(readsTags: true),
        Variant(layers: 2, isBidirectional: true, bridge: .dense, attention: .dot, readsTags: true),
        Variant(isBidirectional: true, attention: .general, copies: true, readsTags: true),
        Variant(attention: .general, tiesEmbeddings: true, readsTags: true),
        Variant(isBidirectional: true, bridge: .dense, attention: .dot, readsTags: true, cell: .gru),
        Variant(
            layers: 2, reversesSource: true, attention: .additive, feedsInput: true, copies: true, covers: true,
            readsTags: true),
    ]

    /// Those that read a second source, some of them tags too.
    static let twofold: [Variant] = [
        Variant(isBidirectional: true, readsSecond: true),
        Variant(layers: 2, isBidirectional: true, attention: .general, copies: true, readsSecond: true, cell: .gru),
        Variant(layers: 2, isBidirectional: true, bridge: .dense, attention: .dot, readsSecond: true),
        Variant(isBidirectional: true, attention: .general, copies: true, readsTags: true, readsSecond: true),
        Variant(
            encoderLayers: 3, decoderLayers: 2, isResidual: true, attention: .general, tiesEmbeddings: true,
            readsSecond: true),
        Variant(
            layers: 2, reversesSource: true, attention: .additive, feedsInput: true, copies: true, covers: true,
            readsSecond: true),
    ]

    /// Language models, which read no source.
    static let sourceless: [Variant] = [
        Variant(readsSource: false), Variant(layers: 3, isResidual: true, readsSource: false),
        Variant(layers: 2, tiesEmbeddings: true, readsSource: false),
        Variant(layers: 2, readsSource: false, cell: .gru),
    ]

    private static let plain: [Variant] = [1, 2].flatMap { layers in
        [false, true].flatMap { isBidirectional in
            Bridge.Kind.allCases.flatMap { bridge in
                [false, true].map { reversesSource in
                    Variant(
                        layers: layers, isBidirectional: isBidirectional, bridge: bridge,
                        reversesSource: reversesSource)
                }
            }
        }
    }

    private static let attentive: [Variant] = [Attention.Kind.dot, .general, .additive].flatMap { attention in
        [
            Variant(attention: attention),
            Variant(layers: 2, isBidirectional: true, attention: attention),
            Variant(reversesSource: true, attention: attention, feedsInput: true, tiesEmbeddings: true),
            Variant(layers: 2, isBidirectional: true, bridge: .dense, attention: attention, feedsInput: true),
        ]
    }

    private static let deep = [
        Variant(encoderLayers: 3, isBidirectional: true),
        Variant(encoderLayers: 1, decoderLayers: 3, reversesSource: true),
        Variant(layers: 2, encoderLayers: 3, isBidirectional: true, bridge: .dense, attention: .general),
        Variant(decoderLayers: 3, bridge: .dense, attention: .dot, feedsInput: true),
        Variant(layers: 3, isResidual: true),
        Variant(layers: 2, decoderLayers: 3, isResidual: true, isBidirectional: true, attention: .additive),
    ]

    /// One of each extreme, for tests that take longer.
    static let few = [
        Variant(), Variant(layers: 2, isBidirectional: true, bridge: .dense, reversesSource: true),
        Variant(isBidirectional: true, attention: .general),
        Variant(layers: 2, attention: .additive, feedsInput: true, tiesEmbeddings: true),
        Variant(
            encoderLayers: 3, decoderLayers: 2, isResidual: true, isBidirectional: true, bridge: .dense,
            attention: .dot, feedsInput: true),
        Variant(isBidirectional: true, attention: .general, copies: true),
        Variant(attention: .additive, feedsInput: true, copies: true, covers: true),
        Variant(layers: 2, isBidirectional: true, bridge: .dense, attention: .general, feedsInput: true, cell: .gru),
    ]

    var description: String {
        "\(encoderLayers ?? layers) and \(decoderLayers ?? layers) layers" + (isResidual ? ", residual" : "")
            + (isBidirectional ? ", bidirectional" : "") + ", \(bridge.rawValue) bridge"
            + (reversesSource ? ", reversed source" : "") + (attention == .none ? "" : ", \(attention) attention")
            + (feedsInput ? ", input feeding" : "") + (tiesEmbeddings ? ", tied" : "") + (copies ? ", copying" : "")
            + (covers ? ", coverage" : "") + (readsTags ? ", tags" : "") + (readsSecond ? ", second source" : "")
            + (readsSource ? "" : ", no source") + (cell == .lstm ? "" : ", \(cell.rawValue)")
    }

    func configuration(vocabulary: Int, embedding: Int, hidden: Int) -> EncoderDecoder.Configuration {
        EncoderDecoder.Configuration(
            sourceVocabularySize: readsSource ? vocabulary : 0, targetVocabularySize: vocabulary + 1,
            tagVocabularySize: readsTags ? EncodedPair.tagCount : 0, readsSecondSource: readsSecond,
            cell: cell, embedding: tiesEmbeddings ? hidden : embedding, hidden: hidden, layers: layers,
            encoderLayers: encoderLayers, decoderLayers: decoderLayers, residual: isResidual,
            bidirectional: isBidirectional, bridge: bridge, reverseSource: reversesSource, attention: attention,
            inputFeeding: feedsInput, copy: copies, coverage: covers, tieEmbeddings: tiesEmbeddings)
    }

    /// A model whose weights are all random, biases included, so that none can be left out unseen.
    func model(vocabulary: Int = 9, embedding: Int = 4, hidden: Int = 6, bound: Float = 0.8) -> EncoderDecoder {
        var random = RandomSource(seed: 1)
        var model = EncoderDecoder(
            configuration(vocabulary: vocabulary, embedding: embedding, hidden: hidden), using: &random)
        for name in model.parameters.names {
            guard let parameter = model.parameters.parameter(named: name) else { continue }
            let count = model.parameters[parameter].count
            model.parameters[parameter] = random.floats(count, from: -bound, to: bound)
        }
        return model
    }

    /// How near a gradient in single precision comes to that in double precision, relative to its largest element. That
    /// of the coverage's weight is what is left of scores' gradients that nearly cancel: they add up to 0.
    func tolerance(of parameter: String) -> Double { parameter == "attention.coverage.weight" ? 1e-4 : 1e-5 }

    var oracleOptions: ReferenceEncoderDecoder.Options {
        var options = ReferenceEncoderDecoder.Options()
        options.encoderLayers = encoderLayers ?? layers
        options.decoderLayers = decoderLayers ?? layers
        options.isResidual = isResidual
        options.isGRU = cell == .gru
        options.isBidirectional = isBidirectional
        options.hasDenseBridge = bridge == .dense
        options.reversesSource = reversesSource
        options.attention = attention.rawValue
        options.feedsInput = feedsInput
        options.copies = copies
        options.covers = covers
        options.readsTags = readsTags
        options.readsSecondSource = readsSecond
        options.readsSource = readsSource
        return options
    }
}
