import Foundation
import Tensors
import Text

// The model file: weights, configuration and vocabularies in one safetensors file, with PyTorch's names and shapes.

extension TranslationModel {
    private static let format = "seq2seq"
    private static let formatVersion = "1"

    /// Reads a model file.
    ///
    /// - Throws: what is wrong with a file that is not there, cut short, altered, of another format or of a later
    ///   version. No file makes it trap.
    public init(contentsOf path: String) throws(ModelFileError) {
        do throws(ModelFileError.Problem) {
            try self.init(SafetensorsFile(contentsOf: path))
        } catch {
            throw ModelFileError(path: path, problem: error)
        }
    }

    private init(_ file: SafetensorsFile) throws(ModelFileError.Problem) {
        let format = file.metadata[ModelFileKey.format]
        guard format == Self.format else { throw .foreignFormat(found: format) }
        let version = try file.text(ModelFileKey.formatVersion)
        guard version == Self.formatVersion else { throw .laterVersion(found: version, known: Self.formatVersion) }
        try file.checkSums()
        let stored: StoredConfiguration = try file.decoded(ModelFileKey.configuration) { try .init(json: $0) }
        let sourceVocabulary: Vocabulary = try file.decoded(ModelFileKey.sourceVocabulary) { try .init(json: $0) }
        let targetVocabulary: Vocabulary = try file.decoded(ModelFileKey.targetVocabulary) { try .init(json: $0) }
        let configuration = try stored.network(
            sourceVocabularySize: sourceVocabulary.count, targetVocabularySize: targetVocabulary.count,
            tensorCount: file.tensors.count)
        var network = EncoderDecoder(outlining: configuration)
        try file.fill(&network.parameters)
        self.init(
            network: network, sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary,
            sourceTokenization: stored.sourceTokens, targetTokenization: stored.targetTokens,
            lengthRatio: stored.lengthRatio, trainingRecord: stored.trainingRecord)
    }

    /// Writes a model file. Equal models give equal bytes, and a crash at any moment leaves the old file whole.
    ///
    /// - Throws: `ModelFileError` with the system's reason.
    public func write(to path: String) throws(ModelFileError) {
        do {
            try AtomicFile.write(encoded(), to: path)
        } catch let failure as AtomicFile.Failure {
            throw ModelFileError(path: path, problem: .writeFailed(code: failure.code))
        } catch {
            throw ModelFileError(path: path, problem: .notEncodable(reason: "\(error)"))
        }
    }

    /// The bytes of a model file.
    func encoded() throws -> Data {
        var file = SafetensorsFile()
        file.append(network.parameters)
        return try file.encoded(with: [
            ModelFileKey.format: Self.format,
            ModelFileKey.formatVersion: Self.formatVersion,
            ModelFileKey.configuration: try StoredConfiguration(of: self).json(),
            ModelFileKey.sourceVocabulary: try sourceVocabulary.json(),
            ModelFileKey.targetVocabulary: try targetVocabulary.json(),
        ])
    }
}

extension Vocabulary {
    fileprivate init(json: String) throws {
        self = try Vocabulary(tokens: JSONDecoder().decode([String].self, from: Data(json.utf8)))
    }

    fileprivate func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(tokens), as: UTF8.self)
    }
}

extension SafetensorsFile {
    fileprivate func decoded<Value>(
        _ key: String, _ decode: (String) throws -> Value
    ) throws(ModelFileError.Problem) -> Value {
        let json = try text(key)
        do {
            return try decode(json)
        } catch let error as VocabularyError {
            throw .invalidMetadata(key: key, reason: "is no vocabulary: \(error)")
        } catch {
            throw .invalidMetadata(key: key, reason: "is not the JSON that it should be")
        }
    }
}
