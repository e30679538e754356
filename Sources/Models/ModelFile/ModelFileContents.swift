import Foundation
import Seq2SeqFiles
import Seq2SeqTensors

/// A model file or checkpoint as it lies there, for those who look into it. Unlike a model that computes it may hold
/// NaN and infinities.
package struct ModelFileContents: Sendable {
    /// A tensor of the file.
    package struct Tensor: Sendable {
        package let name: String
        package let shape: [Int]
        /// Of what is in 8 bits those of the floats that the integers stand for.
        package let statistics: TensorStatistics
        /// Whether its elements are 8-bit integers.
        package let isInt8: Bool
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
            let all = file.tensors
            if isCheckpoint { file.tensors.removeAll { $0.name.hasPrefix(ModelFileAddition.prefix) } }
            model = try TranslationModel(file) { parameters, uses throws(ModelFileError.Problem) in
                if isCheckpoint { return try file.fill(&parameters, refusesNonFinite: false) }
                // The checksum was compared.
                try file.read(
                    &parameters, uses, from: .memory(file.data), checksum: nil, refusesNonFinite: false,
                    on: Workspace())
            }
            tensors = all.map { [data, model] tensor in
                let isInt8 = tensor.type == .int8
                return Tensor(
                    name: tensor.name, shape: tensor.shape,
                    statistics: Self.elements(data, tensor.range, isInt8 ? model.weight(tensor.name) : nil) {
                        TensorStatistics(of: $0)
                    }, isInt8: isInt8, range: tensor.range)
            }
        } catch {
            throw ModelFileError(path: path, problem: error)
        }
    }

    /// Whether only a checkpoint has a tensor.
    package static func isAddition(_ tensor: Tensor) -> Bool { tensor.name.hasPrefix(ModelFileAddition.prefix) }

    /// How a tensor differs from one of the same shape in another file.
    package func difference(of tensor: Tensor, from other: Tensor, in file: ModelFileContents) -> TensorDifference {
        precondition(tensor.shape == other.shape, "\(tensor.shape) cannot be compared with \(other.shape)")
        return elements(of: tensor) { first in
            file.elements(of: other) { TensorDifference(of: first, from: $0, shape: tensor.shape) }
        }
    }

    private func elements<Result>(of tensor: Tensor, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
        Self.elements(data, tensor.range, tensor.isInt8 ? model.weight(tensor.name) : nil, body)
    }

    /// - Parameter floats: what integers stand for; nil if the data is floats.
    private static func elements<Result>(
        _ data: Data, _ range: Range<Int>, _ floats: [Float]?, _ body: (UnsafeBufferPointer<Float>) -> Result
    ) -> Result {
        if let floats { return floats.withUnsafeBufferPointer(body) }
        return data.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range]).bindMemory(to: Float.self)) }
    }
}

extension TranslationModel {
    /// The elements of a weight; none if there is no such weight.
    fileprivate func weight(_ name: String) -> [Float] {
        network.parameters.parameter(named: name).map { network.parameters[$0] } ?? []
    }
}
