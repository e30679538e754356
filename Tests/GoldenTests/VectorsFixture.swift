import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining

/// A model whose source is vectors, a batch and what PyTorch computed: one file of `make_vectors_fixtures.py`.
struct VectorsFixture {
    private let file: FixtureFile
    private let rows: [Row]
    let loss: String

    static let ofVectors = [
        "vectors_attention", "vectors_quantiles", "vectors_gaussian", "vectors_huber", "vectors_each_series",
        "vectors_gru", "tokens_to_vectors",
    ]
    static let ofTokens = ["vectors_to_tokens", "vectors_to_tokens_reversed"]

    private struct Row: Decodable {
        let source: Side
        let target: Side
        let known: [[Float]]?
        let `static`: [Float]?
    }

    private enum Side: Decodable {
        case vectors([[Float]])
        case ids([Int32])

        var vectors: [[Float]] { if case .vectors(let vectors) = self { vectors } else { [] } }
        var ids: [Int32] { if case .ids(let ids) = self { ids } else { [] } }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            do {
                self = .vectors(try container.decode([[Float]].self))
            } catch {
                self = .ids(try container.decode([Int32].self))
            }
        }
    }

    init(named name: String) throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        file = try FixtureFile(at: directory.appending(path: "Golden/\(name).safetensors"))
        rows = try file.decode([Row].self, from: "batch")
        loss = try file.decode(String.self, from: "loss")
    }

    var x: Examples {
        let hasIds = rows.contains { !$0.source.ids.isEmpty }
        let sources =
            hasIds ? Examples.tokens(rows.map(\.source.ids)) : .sequences(rows.map(\.source.vectors))
        var parts = [sources]
        if rows.contains(where: { $0.static != nil }) { parts.append(.vectors(rows.map { $0.static ?? [] })) }
        if rows.contains(where: { $0.known != nil }) { parts.append(.sequences(rows.map { $0.known ?? [] })) }
        return parts.count == 1 ? sources : .several(parts)
    }

    var y: Examples { .sequences(rows.map(\.target.vectors)) }

    var pairs: [EncodedPair] {
        rows.map { EncodedPair(vectors: $0.source.vectors, target: $0.target.ids) }
    }

    /// The model on vectors, which has found its units if it remembers any.
    func ofVectors() throws -> ContinuousEncoderDecoder {
        let stored = try file.decode(StoredSettings.self, from: "configuration")
        var model = ContinuousEncoderDecoder(
            try ContinuousEncoderDecoder.Configuration.settings.restored(from: stored), seed: 1)
        model.parameters = try filled(model.parameters)
        if file.has("remembers") { try model.rememberScales(of: x, y) }
        return model
    }

    /// The model that writes tokens.
    func ofTokens() throws -> EncoderDecoder {
        struct Options: Decodable {
            let embedding, hidden, layers, inputSize: Int
            let attention: Attention.Kind
            let bidirectional, inputFeeding, reverseSource: Bool?
            let bridge: Bridge.Kind?
        }
        let options = try file.decode(Options.self, from: "configuration", keys: .convertFromSnakeCase)
        let configuration = EncoderDecoder.Configuration(
            sourceVocabularySize: 4, targetVocabularySize: 11, sourceFeatures: options.inputSize,
            embedding: options.embedding, hidden: options.hidden, layers: options.layers,
            bidirectional: options.bidirectional ?? false, bridge: options.bridge ?? .copy,
            reverseSource: options.reverseSource ?? false, attention: options.attention,
            inputFeeding: options.inputFeeding ?? false)
        var random = RandomSource(seed: 0)
        var model = EncoderDecoder(configuration, using: &random)
        model.parameters = try filled(model.parameters)
        return model
    }

    private func filled(_ declared: ParameterStore) throws -> ParameterStore {
        var parameters = declared
        for name in parameters.names {
            guard let parameter = parameters.parameter(named: name) else { continue }
            parameters[parameter] = try file.values(of: name, shape: parameters.shape(of: parameter))
        }
        return parameters
    }

    /// What PyTorch computed under the name, in double precision and rounded once.
    func expected(_ name: String) throws -> [Double] {
        try file.values(of: "expected.\(name)", shape: nil).map(Double.init)
    }

    /// The units that PyTorch's side found, as shifts and scales.
    func scales(_ name: String) throws -> [Float] { try file.values(of: "scales.\(name)", shape: nil) }
}
