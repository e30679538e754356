import Foundation
import Seq2SeqFiles
import Seq2SeqLayers
import Seq2SeqTensors

/// A file of a model without vocabularies: weights and a configuration, in the format of every model file.
enum SequenceModelFile {
    private static let formatVersion = "1"

    /// Reads a file of a format.
    ///
    /// - Parameter declare: makes the model of a configuration, without values.
    static func read<Model: SequenceModel, Configuration: Decodable>(
        _ path: String, format: String, _ type: Configuration.Type,
        declare: (Configuration) throws(ModelFileError.Problem) -> Model
    ) throws(ModelFileError) -> Model {
        do throws(ModelFileError.Problem) {
            let file = try SafetensorsFile(contentsOf: path)
            try file.check(format: format, version: formatVersion)
            let json = try file.text(ModelFileKey.configuration)
            var model = try declare(try decoded(json))
            try file.fill(&model.parameters)
            return model
        } catch {
            throw ModelFileError(path: path, problem: error)
        }
    }

    private static func decoded<Configuration: Decodable>(
        _ json: String
    ) throws(ModelFileError.Problem) -> Configuration {
        do {
            return try JSONDecoder.ofConfiguration.decode(Configuration.self, from: Data(json.utf8))
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
            let json = String(decoding: try JSONEncoder.ofConfiguration.encode(configuration), as: UTF8.self)
            var file = SafetensorsOutput()
            file.append(parameters)
            try file.write(
                to: path,
                with: [
                    ModelFileKey.format: format, ModelFileKey.formatVersion: formatVersion,
                    ModelFileKey.configuration: json,
                ])
        } catch let error as SystemError {
            throw ModelFileError(path: path, problem: .init(error))
        } catch {
            throw ModelFileError(path: path, problem: .notEncodable(reason: "\(error)"))
        }
    }
}
