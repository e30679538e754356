import Foundation
import Seq2SeqModels
import Seq2SeqRandomness
import Testing
import Seq2SeqText

/// Small models and the files they are written to.
enum TinyModels {
    /// A model with random weights over a few tokens, some of them awkward.
    static func make(
        seed: UInt64 = 1, layers: Int = 1, bidirectional: Bool = false, bridge: Bridge.Kind = .copy,
        sourceTokenizer: Tokenizer = .characters, targetTokenizer: Tokenizer = .words,
        _ change: (inout EncoderDecoder.Configuration) -> Void = { _ in }
    ) throws -> TranslationModel {
        let source = try Vocabulary(
            tokens: Vocabulary.reservedTokens + ["a", "b", "\"", "\\", "/", "é", "👩‍👩‍👧", "\u{2028}"])
        let target = try Vocabulary(tokens: Vocabulary.reservedTokens + ["x", "y", " "])
        var configuration = EncoderDecoder.Configuration(
            sourceVocabularySize: source.count, targetVocabularySize: target.count)
        configuration.embedding = 3
        configuration.hidden = 4
        configuration.layers = layers
        configuration.bidirectional = bidirectional
        configuration.bridge = bridge
        configuration.reverseSource = bidirectional
        change(&configuration)
        var record = TrainingRecord()
        (record.steps, record.learningRate, record.seed) = (7, 0.001, seed)
        var random = RandomSource(seed: seed)
        return TranslationModel(
            network: EncoderDecoder(configuration, using: &random), sourceVocabulary: source, targetVocabulary: target,
            sourceTokenizer: sourceTokenizer, targetTokenizer: targetTokenizer, lengthRatio: 1.5,
            trainingRecord: record)
    }

    /// Runs `body` with the path of a directory that is removed afterwards.
    static func withDirectory<Value>(_ body: (String) throws -> Value) throws -> Value {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: directory) } }
        return try body(directory.path)
    }

    /// Every weight by its name.
    static func weights(_ model: TranslationModel) -> [String: [UInt32]] {
        let parameters = model.network.parameters
        var weights: [String: [UInt32]] = [:]
        for name in parameters.names {
            if let parameter = parameters.parameter(named: name) {
                weights[name] = parameters[parameter].map(\.bitPattern)
            }
        }
        return weights
    }
}
