import Foundation
import Seq2SeqFiles
import Seq2SeqLayers
import Seq2SeqTensors

/// How models of a type stand in files: weights and a configuration. The reading and writing is the package's own.
public struct SequenceStorage<Model: SequenceModel>: Sendable {
    private static var version: String { "1" }

    private let format: String
    /// The JSON of a model's configuration.
    private let encode: @Sendable (Model) throws -> Data
    /// Makes the model that such JSON describes, without values.
    private let declare: @Sendable (JSONDecoder, Data) throws -> Model

    /// - Parameters:
    ///   - format: what a file of such a model calls itself.
    ///   - configuration: what there is to know of a model besides its weights.
    ///   - declare: makes the model of a configuration, without values.
    init<Configuration: Codable & SendableMetatype>(
        format: String, configuration: @escaping @Sendable (Model) -> Configuration,
        declare: @escaping @Sendable (Configuration) throws(SequentialError) -> Model
    ) {
        self.format = format
        encode = { try JSONEncoder.ofConfiguration.encode(configuration($0)) }
        self.declare = { try declare($0.decode(Configuration.self, from: $1)) }
    }

    /// Reads a file.
    ///
    /// - Parameter customLayers: the types of layers of one's own.
    func read(_ source: ModelFileSource, _ customLayers: [any CustomLayer.Type]) throws(ModelFileError) -> Model {
        do throws(ModelFileError.Problem) {
            let file = try source.file()
            try file.check(format: format, version: Self.version)
            var model = try declared(by: try file.text(ModelFileKey.configuration), customLayers)
            try file.fill(&model.parameters)
            return model
        } catch {
            throw ModelFileError(path: source.name, problem: error)
        }
    }

    private func declared(
        by json: String, _ customLayers: [any CustomLayer.Type]
    ) throws(ModelFileError.Problem) -> Model {
        let decoder = JSONDecoder.ofConfiguration
        if let key = AnyCustomLayer.typesKey { decoder.userInfo[key] = customLayers }
        func invalid(_ reason: String) -> ModelFileError.Problem {
            .invalidMetadata(key: ModelFileKey.configuration, reason: reason)
        }
        do {
            return try declare(decoder, Data(json.utf8))
        } catch let error as SequentialError {
            throw invalid("describes an impossible model. \(error)")
        } catch DecodingError.dataCorrupted(let context) {
            throw invalid("is wrong: \(context.debugDescription)")
        } catch {
            throw invalid("is not the JSON that it should be")
        }
    }

    func write(_ model: Model, to path: String) throws(ModelFileError) {
        do {
            try output(of: model).write(to: path, with: metadata(of: model))
        } catch let error as SystemError {
            throw ModelFileError(path: path, problem: .init(error))
        } catch {
            throw ModelFileError(path: path, problem: .notEncodable(reason: "\(error)"))
        }
    }

    func data(of model: Model) throws(ModelFileError) -> Data {
        do {
            return try output(of: model).bytes(with: metadata(of: model))
        } catch {
            throw ModelFileError(path: ModelFileSource.data(Data()).name, problem: .notEncodable(reason: "\(error)"))
        }
    }

    private func output(of model: Model) -> SafetensorsOutput {
        var file = SafetensorsOutput()
        file.append(model.parameters)
        return file
    }

    private func metadata(of model: Model) throws -> [String: String] {
        [
            ModelFileKey.format: format, ModelFileKey.formatVersion: Self.version,
            ModelFileKey.configuration: String(decoding: try encode(model), as: UTF8.self),
        ]
    }
}
