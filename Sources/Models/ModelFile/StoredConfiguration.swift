import Foundation
import Seq2SeqLayers
import Seq2SeqText

/// The JSON object that a model file keeps under `configuration`: the training options under their names in snake_case.
struct StoredConfiguration {
    var sourceTokens: Tokenization
    var targetTokens: Tokenization
    var lowercase: Bool
    /// One of `Normalization`, or what a later version calls its own; left out in the usual form.
    var normalization: String
    var embedding: Int
    var hidden: Int
    var layers: Int
    /// Nil for `layers`.
    var encoderLayers: Int?
    /// Nil for `layers`.
    var decoderLayers: Int?
    /// Nil for no.
    var residual: Bool?
    var bidirectional: Bool
    /// One of `Attention.Kind`, or what a later version calls its own.
    var attention: String
    var inputFeeding: Bool
    var tieEmbeddings: Bool
    var bridge: Bridge.Kind
    var reverseSource: Bool
    var lengthRatio: Double
    var trainingRecord: TrainingRecord

    init(of model: TranslationModel) {
        let network = model.network.configuration
        sourceTokens = model.sourceTokenizer.tokenization
        targetTokens = model.targetTokenizer.tokenization
        lowercase = model.sourceTokenizer.makesLowercase
        normalization = model.sourceTokenizer.normalization.rawValue
        embedding = network.embedding
        hidden = network.hidden
        layers = network.layers
        encoderLayers = network.encoderDepth == layers ? nil : network.encoderDepth
        decoderLayers = network.decoderDepth == layers ? nil : network.decoderDepth
        residual = network.residual ? true : nil
        bidirectional = network.bidirectional
        attention = network.attention.rawValue
        inputFeeding = network.inputFeeding
        tieEmbeddings = network.tieEmbeddings
        bridge = network.bridge
        reverseSource = network.reverseSource
        lengthRatio = model.lengthRatio
        trainingRecord = model.trainingRecord
    }

    /// The options of a network with these vocabularies.
    ///
    /// - Parameter tensorCount: how many tensors the file has, which bounds the layers.
    func network(
        sourceVocabularySize: Int, targetVocabularySize: Int, tensorCount: Int
    ) throws(ModelFileError.Problem) -> EncoderDecoder.Configuration {
        guard let attention = Attention.Kind(rawValue: attention) else {
            throw .unknownPart(option: "attention", value: attention)
        }
        // Larger sizes could not be multiplied safely; the tensors are compared with them before memory is taken.
        let sizes = 1...(1 << 20)
        let depths = [layers, encoderLayers ?? layers, decoderLayers ?? layers]
        guard sizes.contains(embedding), sizes.contains(hidden),
            depths.allSatisfy((1...max(1, tensorCount)).contains), !bidirectional || hidden % 2 == 0,
            !tieEmbeddings || embedding == hidden
        else {
            throw .invalidMetadata(
                key: ModelFileKey.configuration,
                reason: "has impossible sizes: embedding \(embedding), hidden \(hidden), layers"
                    + " \(Set(depths).sorted().map(String.init).joined(separator: " and "))")
        }
        guard !inputFeeding || attention != .none else {
            throw .invalidMetadata(key: ModelFileKey.configuration, reason: "has input_feeding without attention")
        }
        guard lengthRatio.isFinite, (0...Double(1 << 32)).contains(lengthRatio) else {
            throw .invalidMetadata(key: ModelFileKey.configuration, reason: "has the length_ratio \(lengthRatio)")
        }
        return EncoderDecoder.Configuration(
            sourceVocabularySize: sourceVocabularySize, targetVocabularySize: targetVocabularySize,
            embedding: embedding, hidden: hidden, layers: layers, encoderLayers: encoderLayers,
            decoderLayers: decoderLayers, residual: residual ?? false, bidirectional: bidirectional, bridge: bridge,
            reverseSource: reverseSource, attention: attention, inputFeeding: inputFeeding, tieEmbeddings: tieEmbeddings
        )
    }
}

extension StoredConfiguration: Codable {
    // Keys are written in snake_case by the coder.
    private enum CodingKeys: String, CodingKey {
        case sourceTokens, targetTokens, lowercase, embedding, hidden, layers, bidirectional, attention, bridge,
            reverseSource
        case inputFeeding, tieEmbeddings, lengthRatio, normalization, encoderLayers, decoderLayers, residual
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        sourceTokens = try container.decode(Tokenization.self, forKey: .sourceTokens)
        targetTokens = try container.decode(Tokenization.self, forKey: .targetTokens)
        embedding = try container.decode(Int.self, forKey: .embedding)
        hidden = try container.decode(Int.self, forKey: .hidden)
        layers = try container.decode(Int.self, forKey: .layers)
        bidirectional = try container.decode(Bool.self, forKey: .bidirectional)
        attention = try container.decode(String.self, forKey: .attention)
        bridge = try container.decode(Bridge.Kind.self, forKey: .bridge)
        reverseSource = try container.decode(Bool.self, forKey: .reverseSource)
        // These are absent in files of before there were such models, and of programs that have none.
        lowercase = try container.decodeIfPresent(Bool.self, forKey: .lowercase) ?? false
        normalization =
            try container.decodeIfPresent(String.self, forKey: .normalization) ?? Normalization.nfc.rawValue
        inputFeeding = try container.decodeIfPresent(Bool.self, forKey: .inputFeeding) ?? false
        tieEmbeddings = try container.decodeIfPresent(Bool.self, forKey: .tieEmbeddings) ?? false
        encoderLayers = try container.decodeIfPresent(Int.self, forKey: .encoderLayers)
        decoderLayers = try container.decodeIfPresent(Int.self, forKey: .decoderLayers)
        residual = try container.decodeIfPresent(Bool.self, forKey: .residual)
        lengthRatio = try container.decode(Double.self, forKey: .lengthRatio)
        trainingRecord = try TrainingRecord(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(sourceTokens, forKey: .sourceTokens)
        try container.encode(targetTokens, forKey: .targetTokens)
        try container.encode(lowercase, forKey: .lowercase)
        if normalization != Normalization.nfc.rawValue { try container.encode(normalization, forKey: .normalization) }
        try container.encode(embedding, forKey: .embedding)
        try container.encode(hidden, forKey: .hidden)
        try container.encode(layers, forKey: .layers)
        try container.encodeIfPresent(encoderLayers, forKey: .encoderLayers)
        try container.encodeIfPresent(decoderLayers, forKey: .decoderLayers)
        try container.encodeIfPresent(residual, forKey: .residual)
        try container.encode(bidirectional, forKey: .bidirectional)
        try container.encode(attention, forKey: .attention)
        try container.encode(bridge, forKey: .bridge)
        try container.encode(reverseSource, forKey: .reverseSource)
        try container.encode(inputFeeding, forKey: .inputFeeding)
        try container.encode(tieEmbeddings, forKey: .tieEmbeddings)
        try container.encode(lengthRatio, forKey: .lengthRatio)
        try trainingRecord.encode(to: encoder)
    }

    /// The object as JSON text, its keys sorted.
    func json() throws -> String {
        String(decoding: try JSONEncoder.ofConfiguration.encode(self), as: UTF8.self)
    }

    init(json: String) throws {
        self = try JSONDecoder.ofConfiguration.decode(StoredConfiguration.self, from: Data(json.utf8))
    }
}

extension JSONEncoder {
    /// Writes the configuration of a model file: keys in snake_case and sorted, so that equal ones give equal text.
    static var ofConfiguration: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return encoder
    }
}

extension JSONDecoder {
    /// Reads the configuration of a model file.
    static var ofConfiguration: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}
