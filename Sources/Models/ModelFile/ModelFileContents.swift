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

    /// Where settings came from, as far as the file records it.
    package let choices: [RecordedChoice]

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
            choices = try RecordedChoice.all(in: file.metadata)
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

/// A setting as it was asked for: an object of the list that a file has under `settings`.
package struct RecordedChoice: Sendable, Hashable, Decodable {
    /// In snake_case.
    package let name: String
    /// As the command line would give it; nil for none.
    package let value: String?
    /// `default`, `given` or `chosen`.
    package let origin: String
    /// Why it was chosen.
    package let because: String?

    private static let key = "settings"

    fileprivate static func all(in metadata: [String: String]) throws(ModelFileError.Problem) -> [RecordedChoice] {
        guard let json = metadata[key] else { return [] }
        do {
            return try JSONDecoder().decode([RecordedChoice].self, from: Data(json.utf8))
        } catch {
            throw .invalidMetadata(key: key, reason: "is not the JSON that it should be")
        }
    }
}

/// What the elements of a tensor are like.
package struct TensorStatistics: Sendable, Hashable {
    /// The square root of the sum of squares of all finite elements.
    package private(set) var norm = 0.0
    /// The least and the greatest finite element; nil if there is none.
    package private(set) var range: ClosedRange<Float>?
    package private(set) var nanCount = 0
    package private(set) var infiniteCount = 0

    package init(of elements: UnsafeBufferPointer<Float>) {
        var (sum, least, greatest) = (0.0, Float.infinity, -Float.infinity)
        for element in elements {
            if element.isFinite {
                sum += Double(element) * Double(element)
                least = min(least, element)
                greatest = max(greatest, element)
            } else if element.isNaN {
                nanCount += 1
            } else {
                infiniteCount += 1
            }
        }
        norm = sum.squareRoot()
        range = least <= greatest ? least...greatest : nil
    }
}

/// How two tensors of one shape differ.
package struct TensorDifference: Sendable, Hashable {
    /// Elements whose bits are not the same.
    package private(set) var count = 0
    /// The largest difference of two elements, as an absolute value; NaN if one of two that differ is no number.
    package private(set) var largest = 0.0
    /// Where that is, by row and column.
    package private(set) var place: [Int] = []
    /// The norm of all differences, relative to that of the first tensor.
    package private(set) var relativeNorm = 0.0

    package init(of first: UnsafeBufferPointer<Float>, from second: UnsafeBufferPointer<Float>, shape: [Int]) {
        var (sum, scale, index) = (0.0, 0.0, 0)
        for (position, (one, other)) in zip(first, second).enumerated() {
            scale += Double(one) * Double(one)
            if one.bitPattern == other.bitPattern { continue }
            let difference = abs(Double(one) - Double(other))
            if count == 0 || difference > largest || (difference.isNaN && !largest.isNaN) {
                (largest, index) = (difference, position)
            }
            count += 1
            sum += difference * difference
        }
        relativeNorm = count == 0 ? 0 : (sum / scale).squareRoot()
        if count > 0 { place = Self.place(of: index, in: shape) }
    }

    /// Whether all bits are the same.
    package var isEqual: Bool { count == 0 }

    private static func place(of index: Int, in shape: [Int]) -> [Int] {
        var rest = index
        return shape.reversed().map { size in
            defer { rest /= max(1, size) }
            return rest % max(1, size)
        }.reversed()
    }
}
