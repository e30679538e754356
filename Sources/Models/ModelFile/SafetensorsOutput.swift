import Foundation
import Seq2SeqFiles
import Seq2SeqTensors

/// What is to be a safetensors file. The data of its tensors stays where it is until it is written.
struct SafetensorsOutput {
    private var tensors: [SafetensorsFile.Tensor] = []
    /// The data of the tensors, in their order.
    private var pieces: [Piece] = []

    private enum Piece {
        /// Bytes that live as long as their owner does.
        case memory(UnsafeRawBufferPointer, owner: any Sendable)
        case floats([Float])
        case integers([Int8])
        case parts(any FloatParts)
    }

    private mutating func append(
        _ name: String, _ type: SafetensorsFile.ElementType, shape: [Int], count: Int, _ piece: Piece
    ) {
        let start = tensors.last?.range.upperBound ?? 0
        tensors.append(
            .init(name: name, type: type, shape: shape, range: start..<start + count * type.byteCount))
        pieces.append(piece)
    }

    /// Adds a tensor of floats after the others.
    mutating func append(_ name: String, shape: [Int], _ values: [Float]) {
        append(name, .float32, shape: shape, count: values.count, .floats(values))
    }

    /// Adds a vector after the other tensors.
    mutating func append(_ name: String, _ values: FloatStorage) {
        append(
            name, .float32, shape: [values.count], count: values.count,
            .memory(UnsafeRawBufferPointer(values.elements), owner: values))
    }

    /// Adds a vector after the other tensors, which comes part by part.
    mutating func append(_ name: String, _ values: any FloatParts) {
        append(name, .float32, shape: [values.count], count: values.count, .parts(values))
    }

    /// Adds every weight of a store under its name: floats, the scales of weights in 8 bits among them, and then 8-bit
    /// integers, so that every element lies where its type may.
    mutating func append(_ parameters: ParameterStore) {
        parameters.checkValues()
        var integers: [(entry: ParameterStore.Entry, values: [Int8])] = []
        for (index, entry) in parameters.entries.enumerated() {
            if let (values, scales) = parameters.stored?.weights[index].integers {
                append(SafetensorsFile.scaleName(of: entry), shape: [entry.rows, 1], scales)
                integers.append((entry, values))
                continue
            }
            let matrix = parameters.matrix(Parameter(index: index))
            append(
                entry.name, .float32, shape: entry.shape, count: entry.count,
                .memory(
                    UnsafeRawBufferPointer(UnsafeBufferPointer(start: matrix.base, count: entry.count)),
                    owner: parameters))
            if let second = parameters.unusedBiasName(beside: entry) {
                append(second, shape: entry.shape, [Float](repeating: 0, count: entry.count))
            }
        }
        for (entry, values) in integers {
            append(entry.name, .int8, shape: entry.shape, count: values.count, .integers(values))
        }
    }

    /// Writes the file with these entries of metadata and the checksums. Equal content gives equal bytes, and a crash
    /// at any moment leaves the old file whole.
    ///
    /// - Parameter checksTensors: whether the names, shapes and places of the tensors are under a checksum too.
    func write(to path: String, with metadata: [String: String], checksTensors: Bool = false) throws {
        let file = try AtomicFile(replacing: path)
        try file.writer.write(try head(with: metadata, checksTensors: checksTensors))
        try forEachRun { try file.writer.write($0) }
        try file.commit()
    }

    /// The bytes of a file without metadata.
    func bytes() throws -> Data { try bytes(after: SafetensorsFile(tensors: tensors).head()) }

    /// The bytes of the file that is written with this metadata.
    func bytes(with metadata: [String: String]) throws -> Data {
        try bytes(after: head(with: metadata, checksTensors: false))
    }

    private func bytes(after head: Data) throws -> Data {
        var bytes = head
        try forEachRun { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// All that stands before the data.
    private func head(with metadata: [String: String], checksTensors: Bool) throws -> Data {
        var file = SafetensorsFile(tensors: tensors)
        file.metadata = metadata
        file.metadata[ModelFileKey.checksum] = dataChecksum
        if checksTensors { file.metadata[ModelFileKey.tensorsChecksum] = file.tensorsChecksum }
        file.metadata[ModelFileKey.metadataChecksum] = file.metadataChecksum
        return try file.head()
    }

    /// The CRC-32 of the data, in hexadecimal.
    var dataChecksum: String {
        var check = CRC32()
        for piece in pieces {
            switch piece {
            case .memory(let bytes, let owner): withExtendedLifetime(owner) { check.add(bytes) }
            case .floats(let values): values.withUnsafeBytes { check.add($0) }
            case .integers(let values): values.withUnsafeBytes { check.add($0) }
            case .parts(let parts): for part in parts.checks { check.add(part.value, ofBytes: part.byteCount) }
            }
        }
        return check.hexadecimal
    }

    private func forEachRun(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        for piece in pieces {
            switch piece {
            case .memory(let bytes, let owner): try withExtendedLifetime(owner) { try body(bytes) }
            case .floats(let values): try values.withUnsafeBytes(body)
            case .integers(let values): try values.withUnsafeBytes(body)
            case .parts(let parts): try parts.read { try body(UnsafeRawBufferPointer($0)) }
            }
        }
    }
}
