import Seq2SeqFiles
import Seq2SeqTensors

/// What a file holds besides a model: what it takes to go on with its training.
package struct ModelFileAddition {
    /// Text of the writer's own.
    package var text: String
    /// Vectors that are not in memory as a whole, which are written before the others; there are none in what is read.
    package var parts: [(name: String, values: any FloatParts)]
    /// Vectors of the writer's own.
    package var vectors: [(name: String, values: FloatStorage)]

    package init(
        text: String, parts: [(name: String, values: any FloatParts)] = [],
        vectors: [(name: String, values: FloatStorage)]
    ) {
        self.text = text
        self.parts = parts
        self.vectors = vectors
    }

    /// What the names of the vectors begin with in a file.
    static let prefix = "checkpoint."
    /// The format that such a file calls itself.
    static let format = "seq2seq-checkpoint"
}

extension TranslationModel {
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
            let model = try TranslationModel(file) { parameters, _ throws(ModelFileError.Problem) in
                try file.fill(&parameters)
            }
            return (model, addition)
        } catch {
            throw ModelFileError(path: path, problem: error)
        }
    }
}
