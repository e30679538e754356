import Foundation
import Seq2SeqFiles

/// A model file or checkpoint as it lies there, for those who look into it. Unlike a model that computes it may hold
/// NaN and infinities.
package struct ModelFileContents: Sendable {
    /// A tensor of the file.
    package struct Tensor: Sendable {
        package let name: String
        package let shape: [Int]
        package let statistics: TensorStatistics
        fileprivate let range: Range<Int>
    }

    /// The file as it was named.
    package let path: String
    /// What it calls itself: a model, or a checkpoint.
    package let kind: ModelFileKind
    package let byteCount: Int
    package let formatVersion: String
    /// The CRC-32 that the file tells of its data, in hexadecimal, and that the data has; nil if it tells none.
    package let checksum: String?
    /// The model in it.
    package let model: TranslationModel
    /// Every tensor, those included that only a checkpoint has, in the order of their data.
    package let tensors: [Tensor]
    /// Where the training stood, as a checkpoint tells it; nil in a model file.
    package let addition: String?

    private let data: Data

    /// Reads a file and checks it as decoding or going on with a training does.
    ///
    /// - Throws: what is wrong with a file that is not there, cut short, altered, of another format or of a later
    ///   version.
    package init(contentsOf path: String) throws(ModelFileError) {
        do throws(ModelFileError.Problem) {
            var file = try SafetensorsFile(contentsOf: path)
            let isCheckpoint = file.metadata[ModelFileKey.format] == ModelFileAddition.format
            try file.check(
                format: isCheckpoint ? ModelFileAddition.format : TranslationModel.format,
                version: TranslationModel.formatVersion)
            self.path = path
            kind = isCheckpoint ? .checkpoint : .translationModel
            byteCount = FileStatus(path)?.byteCount ?? file.data.count
            formatVersion = TranslationModel.formatVersion
            checksum = file.metadata[ModelFileKey.checksum]
            addition = isCheckpoint ? file.metadata[ModelFileKey.addition] : nil
            data = file.data
            tensors = file.tensors.map { [data] tensor in
                Tensor(
                    name: tensor.name, shape: tensor.shape,
                    statistics: Self.elements(data, tensor.range) { TensorStatistics(of: $0) }, range: tensor.range)
            }
            if isCheckpoint { file.tensors.removeAll { $0.name.hasPrefix(ModelFileAddition.prefix) } }
            model = try TranslationModel(file, refusesNonFinite: false)
        } catch {
            throw ModelFileError(path: path, problem: error)
        }
    }

    /// Whether only a checkpoint has a tensor.
    package static func isAddition(_ tensor: Tensor) -> Bool { tensor.name.hasPrefix(ModelFileAddition.prefix) }

    /// How a tensor differs from one of the same shape in another file.
    package func difference(of tensor: Tensor, from other: Tensor, in file: ModelFileContents) -> TensorDifference {
        precondition(tensor.shape == other.shape, "\(tensor.shape) cannot be compared with \(other.shape)")
        return Self.elements(data, tensor.range) { first in
            Self.elements(file.data, other.range) { TensorDifference(of: first, from: $0, shape: tensor.shape) }
        }
    }

    private static func elements<Result>(
        _ data: Data, _ range: Range<Int>, _ body: (UnsafeBufferPointer<Float>) -> Result
    ) -> Result {
        data.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range]).bindMemory(to: Float.self)) }
    }
}
