import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqText

/// Small models with random weights, and sources of unequal lengths.
enum TinyTranslation {
    static let letters = "abcdefgh".map { String($0) }

    /// A model that spells; large random weights make it say something else for every source.
    static func model(
        bidirectional: Bool = false, layers: Int = 1, attention: Attention.Kind = .none, copies: Bool = false,
        coverage: Bool = false, furtherTokens: Int = 0
    ) throws -> TranslationModel {
        let vocabulary = try Vocabulary(
            tokens: Vocabulary.reservedTokens + letters + (0..<furtherTokens).map { "further \($0)" })
        var configuration = EncoderDecoder.Configuration(
            sourceVocabularySize: vocabulary.count, targetVocabularySize: vocabulary.count)
        configuration.embedding = 9
        configuration.hidden = 20
        configuration.layers = layers
        configuration.bidirectional = bidirectional
        configuration.attention = attention
        configuration.copy = copies
        configuration.coverage = coverage
        var random = RandomSource(seed: 3)
        var network = EncoderDecoder(configuration, using: &random)
        for name in network.parameters.names {
            guard let parameter = network.parameters.parameter(named: name) else { continue }
            network.parameters[parameter] = network.parameters[parameter].map { $0 * 5 }
        }
        return TranslationModel(
            network: network, sourceVocabulary: vocabulary, targetVocabulary: vocabulary,
            sourceTokenizer: .characters, targetTokenizer: .characters, lengthRatio: 1)
    }

    /// Texts of 1 to 15 letters.
    static func texts(_ count: Int, seed: UInt64 = 1, letters: [String] = letters) -> [String] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in
            (0..<random.next(in: 1...15)).map { _ in letters[random.next(below: letters.count)] }.joined()
        }
    }
}
