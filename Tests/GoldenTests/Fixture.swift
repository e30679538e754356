import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText

/// A model, a batch and what PyTorch computed from them: one file of `make_pytorch_fixtures.py`.
struct Fixture {
    let model: EncoderDecoder
    let pairs: [EncodedPair]
    let labelSmoothing: Float
    let coverageLoss: Float
    let outputSampling: OutputSampling?
    private let file: FixtureFile

    static let names = [
        "one_layer", "two_layers", "one_layer_bidirectional", "two_layers_bidirectional", "dense_bridge",
        "reverse_source", "dot_attention", "general_attention", "additive_attention", "input_feeding",
        "additive_input_feeding", "tied_embeddings", "label_smoothing", "deeper_encoder", "deeper_decoder",
        "residual", "residual_attention", "copy", "copy_input_feeding", "copy_tied", "coverage",
        "coverage_input_feeding", "coverage_dot", "tags", "tags_copy", "tags_input_feeding", "tags_dot",
        "language_model", "language_model_tied", "language_model_smoothed", "weights", "weights_copy",
        "sampled_gradient", "sampled_gradient_tied", "sampled_gradient_copy",
        "blank", "blank_copy",
        "second_source", "second_source_copy", "second_source_input_feeding", "second_source_tags",
        "gru", "gru_attention", "gru_input_feeding", "gru_residual", "gru_tied", "gru_language_model",
    ]

    init(named name: String) throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        file = try FixtureFile(at: directory.appending(path: "Golden/\(name).safetensors"))
        let options = try file.decode(Options.self, from: "configuration")
        let configuration = EncoderDecoder.Configuration(
            sourceVocabularySize: options.targetOnly == true
                ? 0 : try file.decode([String].self, from: "source_vocabulary").count,
            targetVocabularySize: try file.decode([String].self, from: "target_vocabulary").count,
            tagVocabularySize: file.has("tag_vocabulary")
                ? try file.decode([String].self, from: "tag_vocabulary").count : 0,
            readsSecondSource: options.readsSecondSource ?? false, cell: options.cell ?? .lstm,
            embedding: options.embedding, hidden: options.hidden, layers: options.layers,
            encoderLayers: options.encoderLayers, decoderLayers: options.decoderLayers,
            residual: options.residual ?? false, bidirectional: options.bidirectional, bridge: options.bridge,
            reverseSource: options.reverseSource,
            attention: options.attention, inputFeeding: options.inputFeeding ?? false,
            copy: options.copy ?? false, coverage: options.coverage ?? false,
            tieEmbeddings: options.tieEmbeddings ?? false)
        labelSmoothing = options.labelSmoothing ?? 0
        coverageLoss = options.coverageLoss ?? 0
        outputSampling =
            file.has("output_sampling") ? try file.decode(Sampling.self, from: "output_sampling").sampling : nil
        var random = RandomSource(seed: 0)
        var model = EncoderDecoder(configuration, using: &random)
        for name in model.parameters.names {
            guard let parameter = model.parameters.parameter(named: name) else { continue }
            model.parameters[parameter] = try file.values(of: name, shape: model.parameters.shape(of: parameter))
        }
        self.model = model
        pairs = try file.decode([Pair].self, from: "batch").map {
            EncodedPair(
                source: $0.source, target: $0.target, copies: $0.copies ?? [], tags: $0.tags ?? [],
                secondSource: $0.second ?? [], weight: $0.weight ?? 1)
        }
    }

    /// What the losses were computed with.
    var regularization: Regularization {
        Regularization(labelSmoothing: labelSmoothing, coverageLoss: coverageLoss, outputSampling: outputSampling)
    }

    /// What PyTorch computed under the name, in double precision and rounded once.
    func expected(_ name: String) throws -> [Double] {
        try file.values(of: "expected.\(name)", shape: nil).map(Double.init)
    }

    private struct Sampling: Decodable {
        let count: Int
        let seed: UInt64
        let step: Int

        var sampling: OutputSampling { OutputSampling(count: count, seed: seed, step: step) }
    }

    private struct Pair: Decodable {
        let source: [Int32]
        let target: [Int32]
        let copies: [Int32]?
        let tags: [Int32]?
        let second: [Int32]?
        let weight: Float?
    }

    private struct Options: Decodable {
        let cell: RecurrentCell?
        let embedding: Int
        let hidden: Int
        let layers: Int
        let encoderLayers: Int?
        let decoderLayers: Int?
        let residual: Bool?
        let bidirectional: Bool
        let bridge: Bridge.Kind
        let reverseSource: Bool
        let attention: Attention.Kind
        let inputFeeding: Bool?
        let copy: Bool?
        let coverage: Bool?
        let coverageLoss: Float?
        let tieEmbeddings: Bool?
        let labelSmoothing: Float?
        let targetOnly: Bool?
        let readsSecondSource: Bool?

        private enum CodingKeys: String, CodingKey {
            case cell, embedding, hidden, layers, residual, bidirectional, bridge, attention, copy, coverage
            case coverageLoss = "coverage_loss"
            case encoderLayers = "encoder_layers"
            case decoderLayers = "decoder_layers"
            case reverseSource = "reverse_source"
            case inputFeeding = "input_feeding"
            case tieEmbeddings = "tie_embeddings"
            case labelSmoothing = "label_smoothing"
            case targetOnly = "target_only"
            case readsSecondSource = "reads_second_source"
        }
    }
}
