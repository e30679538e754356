import Foundation
import Seq2SeqFiles
import Seq2SeqTensors

/// The file of where a training of a model without vocabularies stood: text and vectors in one safetensors file.
package enum FitFile {
    private static let format = "seq2seq-fit"
    private static let formatVersion = "1"

    /// Reads a file. All numbers of its vectors must be finite.
    package static func read(_ path: String) throws(ModelFileError) -> ModelFileAddition {
        do throws(ModelFileError.Problem) {
            let file = try SafetensorsFile(contentsOf: path)
            try file.check(format: format, version: formatVersion)
            var addition = ModelFileAddition(text: try file.text(ModelFileKey.addition), vectors: [])
            for tensor in file.tensors {
                guard tensor.type == .float32 else { throw .elementType(tensor: tensor.name, found: "8-bit integers") }
                let values = FloatStorage(count: tensor.range.count / MemoryLayout<Float>.size)
                file.copy(tensor, to: values.elements)
                guard UnsafeBufferPointer(values.elements).areFinite else { throw .notFinite(tensor: tensor.name) }
                addition.vectors.append((tensor.name, values))
            }
            return addition
        } catch {
            throw ModelFileError(path: path, problem: error)
        }
    }

    /// Refuses a path that no file can be written to; what is there stays as it is.
    package static func checkWritable(_ path: String) throws(ModelFileError) {
        do throws(SystemError) {
            _ = try AtomicFile(replacing: path)
        } catch {
            throw ModelFileError(path: path, problem: .init(error))
        }
    }

    /// Writes a file; a crash at any moment leaves the old one whole.
    package static func write(_ addition: ModelFileAddition, to path: String) throws(ModelFileError) {
        do {
            var file = SafetensorsOutput()
            for vector in addition.vectors { file.append(vector.name, vector.values) }
            try file.write(
                to: path,
                with: [
                    ModelFileKey.format: format, ModelFileKey.formatVersion: formatVersion,
                    ModelFileKey.addition: addition.text,
                ], checksTensors: true)
        } catch let error as SystemError {
            throw ModelFileError(path: path, problem: .init(error))
        } catch {
            throw ModelFileError(path: path, problem: .notEncodable(reason: "\(error)"))
        }
    }
}
