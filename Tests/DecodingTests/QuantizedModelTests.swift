import Seq2SeqDecoding
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing
import Seq2SeqText

@Suite("Models in 8 bits")
struct QuantizedModelTests {
    private static let texts = TinyTranslation.texts(24)
    private static let pairs = zip(texts, TinyTranslation.texts(24, seed: 2)).map(TextPair.init)

    /// Configurations in which embeddings and weights are read in different ways.
    static let changes: [@Sendable (inout EncoderDecoder.Configuration) -> Void] = [
        { _ in },
        {
            $0.layers = 3; $0.residual = true; $0.bidirectional = true; $0.attention = .dot
        },
        {
            $0.attention = .general; $0.inputFeeding = true; $0.bridge = .dense
        },
        {
            $0.attention = .additive; $0.embedding = 20; $0.tieEmbeddings = true; $0.reverseSource = true
        },
        {
            $0.attention = .general; $0.embedding = 20; $0.tieEmbeddings = true; $0.inputFeeding = true
        },
        {
            $0.attention = .additive; $0.copy = true; $0.coverage = true
        },
        {
            $0.attention = .dot; $0.copy = true; $0.embedding = 20; $0.tieEmbeddings = true
        },
    ]

    private static func model(_ change: (inout EncoderDecoder.Configuration) -> Void) throws -> TranslationModel {
        let model = try TinyTranslation.model()
        var configuration = model.network.configuration
        change(&configuration)
        var random = RandomSource(seed: 5)
        var network = EncoderDecoder(configuration, using: &random)
        for name in network.parameters.names {
            guard let parameter = network.parameters.parameter(named: name) else { continue }
            network.parameters[parameter] = network.parameters[parameter].map { $0 * 4 }
        }
        return TranslationModel(
            network: network, sourceVocabulary: model.sourceVocabulary, targetVocabulary: model.targetVocabulary,
            sourceTokenizer: .characters, targetTokenizer: .characters, lengthRatio: 1)
    }

    /// All that two translators say: the best outputs of a beam with their scores, and the scores of given targets.
    private static func answers(_ translator: Translator) -> ([[Translation]], [Double]) {
        var translator = translator
        translator.search.beamWidth = 3
        translator.search.hypothesisCount = 3
        return (translator.hypotheses(of: texts.map { SourceText($0) }), translator.logProbabilities(of: pairs))
    }

    @Test(arguments: changes.indices)
    func theyGiveTheBitsThatTheFloatsGiveInEightBits(index: Int) throws {
        let model = try Self.model(Self.changes[index])
        let expected = Self.answers(Translator(model, threads: 1, precision: .int8))
        let quantized = model.quantized(threads: 2)
        #expect(Self.answers(Translator(quantized, threads: 3)) == expected)
        let floats = Self.answers(Translator(quantized, threads: 1, precision: .float32))
        #expect(floats != expected)
        var restored = model
        restored.network.parameters = quantized.network.parameters.inFloats
        #expect(Self.answers(Translator(restored, threads: 1)) == floats)
        #expect(Self.answers(Translator(restored, threads: 1, precision: .int8)) == expected)
    }

    @Test func ensemblesTakeEachInItsPrecision() throws {
        let models = try [0, 1, 3].map { try Self.model(Self.changes[$0]) }
        let quantized = models.map { $0.quantized(threads: 1) }
        #expect(
            try Self.answers(Translator(quantized, threads: 2))
                == Self.answers(Translator(models, threads: 1, precision: .int8)))
        let mixed = try Translator([models[0], quantized[1]], threads: 1)
        let other = try Translator([models[0], quantized[1]], threads: 2)
        #expect(Self.answers(mixed) == Self.answers(other))
        #expect(try Self.answers(mixed) != Self.answers(Translator(Array(quantized[..<2]), threads: 1)))
    }
}

private func == (first: ([[Translation]], [Double]), second: ([[Translation]], [Double])) -> Bool {
    first.0 == second.0 && first.1 == second.1
}

private func != (first: ([[Translation]], [Double]), second: ([[Translation]], [Double])) -> Bool {
    !(first == second)
}
