import Seq2SeqFiles
import Seq2SeqTensors

/// What a file holds besides a model: what it takes to go on with its training.
package struct ModelFileAddition {
    /// Text of the writer's own.
    package var text: String
    /// Vectors of the writer's own.
    package var vectors: [(name: String, values: FloatStorage)]

    package init(text: String, vectors: [(name: String, values: FloatStorage)]) {
        self.text = text
        self.vectors = vectors
    }

    /// What the names of the vectors begin with in a file.
    static let prefix = "checkpoint."
    /// The format that such a file calls itself.
    static let format = "seq2seq-checkpoint"
}

extension TranslationModel {
    /// Writes a file that holds more than the model.
    package func write(to path: String, adding addition: ModelFileAddition) throws(ModelFileError) {
        try write(to: path, format: ModelFileAddition.format, adding: addition)
    }

    /// Reads a file that holds more than a model. All numbers of it must be finite.
    package static func withAddition(
        contentsOf path: String
    ) throws(ModelFileError) -> (model: TranslationModel, addition: ModelFileAddition) {
        do throws(ModelFileError.Problem) {
            var file = try SafetensorsFile(contentsOf: path)
            try file.check(format: ModelFileAddition.format, version: formatVersion)
            var addition = ModelFileAddition(text: file.metadata[ModelFileKey.addition] ?? "", vectors: [])
            for tensor in file.tensors where tensor.name.hasPrefix(ModelFileAddition.prefix) {
                let values = FloatStorage(count: tensor.range.count / MemoryLayout<Float>.size)
                file.copy(tensor, to: values.elements)
                guard UnsafeBufferPointer(values.elements).areFinite else { throw .notFinite(tensor: tensor.name) }
                addition.vectors.append((String(tensor.name.dropFirst(ModelFileAddition.prefix.count)), values))
            }
            file.tensors.removeAll { $0.name.hasPrefix(ModelFileAddition.prefix) }
            return (try TranslationModel(file), addition)
        } catch {
            throw ModelFileError(path: path, problem: error)
        }
    }
}

/// What a file calls itself, told by its beginning.
package enum ModelFileKind: Sendable {
    /// A model that leads from text to text.
    case translationModel
    /// Such a model and what it takes to go on with its training.
    case checkpoint
    /// Anything else.
    case another

    /// Looks at a file.
    ///
    /// - Throws: `ModelFileError` if it is not there or may not be read.
    package init(at path: String) throws(ModelFileError) {
        do throws(ModelFileError.Problem) {
            let header = try SafetensorsFile.header(of: try ByteReader.opening(path)).header
            self =
                switch header.metadata[ModelFileKey.format] {
                case TranslationModel.format: .translationModel
                case ModelFileAddition.format: .checkpoint
                default: .another
                }
        } catch .notSafetensors, .cutShort {
            self = .another
        } catch {
            throw ModelFileError(path: path, problem: error)
        }
    }
}

/// The keys of a model file's metadata.
enum ModelFileKey {
    static let format = "format"
    static let formatVersion = "format_version"
    static let configuration = "configuration"
    /// Every setting of the training as it was asked for: a JSON array of objects with `name`, `value` as the command
    /// line would give it (absent for none), `origin` (`given`, `chosen` or `default`) and, if it was chosen, `because`.
    static let settings = "settings"
    static let sourceVocabulary = "source_vocabulary"
    static let targetVocabulary = "target_vocabulary"
    /// There if a text's own tokens are spelled like reserved names: in the vocabularies a backslash is in front of
    /// them, and of those that are spelled like reserved names after backslashes.
    static let vocabularyEscapes = "vocabulary_escapes"
    /// The value of that entry.
    static let backslash = "backslash"
    /// What a file holds besides its model, as text.
    static let addition = "checkpoint"
    /// Merges of byte-pair encoding: a JSON array of strings, in each two symbols with a blank between them. There if
    /// the side's tokens are subwords.
    static let sourceMerges = "source_merges"
    static let targetMerges = "target_merges"
    /// CRC-32 of the tensors' data.
    static let checksum = "checksum"
    /// CRC-32 of every other entry of the metadata, the keys sorted: key, a NUL, value, a NUL.
    static let metadataChecksum = "metadata_checksum"
    /// CRC-32 of the tensors' names, shapes and places, in the order of their data: the name, a NUL, then each size and
    /// both ends of the place in decimal, each with a NUL. Files with more than a model have it. A model file needs
    /// none: every weight of its configuration must be there, and no other.
    static let tensorsChecksum = "tensors_checksum"
}
