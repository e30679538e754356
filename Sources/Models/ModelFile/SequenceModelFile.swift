import Foundation
import Seq2SeqFiles
import Seq2SeqLayers
import Seq2SeqTensors

/// A file of a model without vocabularies: weights and a configuration, in the format of every model file.
enum SequenceModelFile {
    private static let formatVersion = "1"

    /// Reads a file of a format.
    ///
    /// - Parameters:
    ///   - customLayers: the types of layers of one's own.
    ///   - declare: makes the model of a configuration, without values.
    static func read<Model: SequenceModel, Configuration: Decodable>(
        _ source: ModelFileSource, format: String, _ type: Configuration.Type,
        customLayers: [any CustomLayer.Type] = [],
        declare: (Configuration) throws(ModelFileError.Problem) -> Model
    ) throws(ModelFileError) -> Model {
        do throws(ModelFileError.Problem) {
            let file = try source.file()
            try file.check(format: format, version: formatVersion)
            let json = try file.text(ModelFileKey.configuration)
            var model = try declare(try decoded(json, customLayers))
            try file.fill(&model.parameters)
            return model
        } catch {
            throw ModelFileError(path: source.name, problem: error)
        }
    }

    private static func decoded<Configuration: Decodable>(
        _ json: String, _ customLayers: [any CustomLayer.Type]
    ) throws(ModelFileError.Problem) -> Configuration {
        let decoder = JSONDecoder.ofConfiguration
        if let key = AnyCustomLayer.typesKey { decoder.userInfo[key] = customLayers }
        do {
            return try decoder.decode(Configuration.self, from: Data(json.utf8))
        } catch DecodingError.dataCorrupted(let context) {
            throw .invalidMetadata(key: ModelFileKey.configuration, reason: "is wrong: \(context.debugDescription)")
        } catch {
            throw .invalidMetadata(key: ModelFileKey.configuration, reason: "is not the JSON that it should be")
        }
    }

    /// Writes a file. Equal models give equal bytes, and a crash at any moment leaves the old file whole.
    static func write(
        _ parameters: ParameterStore, configuration: some Encodable, format: String, to path: String
    ) throws(ModelFileError) {
        do {
            let (file, metadata) = try output(parameters, configuration: configuration, format: format)
            try file.write(to: path, with: metadata)
        } catch let error as SystemError {
            throw ModelFileError(path: path, problem: .init(error))
        } catch {
            throw ModelFileError(path: path, problem: .notEncodable(reason: "\(error)"))
        }
    }

    /// The bytes of a file. Equal models give equal ones.
    static func data(
        _ parameters: ParameterStore, configuration: some Encodable, format: String
    ) throws(ModelFileError) -> Data {
        do {
            let (file, metadata) = try output(parameters, configuration: configuration, format: format)
            return try file.bytes(with: metadata)
        } catch {
            throw ModelFileError(path: ModelFileSource.data(Data()).name, problem: .notEncodable(reason: "\(error)"))
        }
    }

    private static func output(
        _ parameters: ParameterStore, configuration: some Encodable, format: String
    ) throws -> (file: SafetensorsOutput, metadata: [String: String]) {
        let json = String(decoding: try JSONEncoder.ofConfiguration.encode(configuration), as: UTF8.self)
        var file = SafetensorsOutput()
        file.append(parameters)
        return (
            file,
            [ModelFileKey.format: format, ModelFileKey.formatVersion: formatVersion, ModelFileKey.configuration: json]
        )
    }
}
