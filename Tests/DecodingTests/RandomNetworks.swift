import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqText

/// Tiny models with large random weights, each of which prefers other targets.
enum RandomNetworks {
    /// A model that knows the four reserved tokens and some letters. Every third has no attention.
    ///
    /// - Parameters:
    ///   - copies: whether it copies, so that all have attention and every other one coverage.
    ///   - readsSecond: whether it reads second sources.
    static func network(
        _ seed: Int, letters: Int = 2, bound: Float = 3, copies: Bool = false, readsSecond: Bool = false
    ) -> EncoderDecoder {
        let kinds: [Attention.Kind] = [copies ? .dot : .none, .general, .additive, .dot]
        let kind = kinds[seed % kinds.count]
        var random = RandomSource(seed: UInt64(seed))
        var network = EncoderDecoder(
            EncoderDecoder.Configuration(
                sourceVocabularySize: 4 + letters, targetVocabularySize: 4 + letters,
                readsSecondSource: readsSecond, embedding: 3, hidden: 4, bidirectional: seed % 2 == 0,
                attention: kind, inputFeeding: kind != .none && seed % 5 == 0, copy: copies,
                coverage: copies && seed % 2 == 1),
            using: &random)
        for name in network.parameters.names {
            guard let parameter = network.parameters.parameter(named: name) else { continue }
            network.parameters[parameter] = network.parameters[parameter].map { _ in
                random.nextUniform(from: -bound, to: bound)
            }
        }
        return network
    }

    /// A language model of some letters, with large random weights.
    static func languageModel(_ seed: Int, letters: Int = 2, bound: Float = 3) -> EncoderDecoder {
        var random = RandomSource(seed: UInt64(seed) + 10_000)
        var network = EncoderDecoder(
            EncoderDecoder.Configuration(
                sourceVocabularySize: 0, targetVocabularySize: 4 + letters, embedding: 3, hidden: 4,
                layers: 1 + seed % 2),
            using: &random)
        for name in network.parameters.names {
            guard let parameter = network.parameters.parameter(named: name) else { continue }
            network.parameters[parameter] = network.parameters[parameter].map { _ in
                random.nextUniform(from: -bound, to: bound)
            }
        }
        return network
    }

    /// Sources of 1 to 6 letters.
    static func sources(_ count: Int, letters: Int = 2, seed: UInt64 = 1) -> [[Int32]] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in
            (0..<random.next(in: 1...6)).map { _ in Int32(random.next(in: 3...3 + letters)) }
        }
    }
}
