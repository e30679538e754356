import Foundation
import Seq2SeqFiles

/// A file of named tensors and text, in the safetensors format: the header's length in 8 bytes, a JSON header, and the
/// tensors' data one after another. Of the format's element types it knows F32 and I8.
struct SafetensorsFile {
    /// One tensor of the file.
    struct Tensor: Equatable {
        var name: String
        var type = ElementType.float32
        var shape: [Int]
        /// Where its data is, in bytes from the start of all data.
        var range: Range<Int>
    }

    /// What a tensor is made of, by the format's name.
    enum ElementType: String {
        case float32 = "F32"
        case int8 = "I8"

        var byteCount: Int {
            switch self {
            case .float32: MemoryLayout<Float>.size
            case .int8: MemoryLayout<Int8>.size
            }
        }
    }

    var metadata: [String: String]
    /// In the order of their data, which they cover without a gap.
    var tensors: [Tensor]
    /// Little-endian 32-bit floats, and 8-bit integers.
    var data: Data

    /// What the format allows at most.
    private static let largestHeader = 100_000_000

    /// Reads a file.
    init(contentsOf path: String) throws(ModelFileError.Problem) {
        let file = try ByteReader.opening(path)
        let start: Int
        (self, start) = try Self.withoutData(file)
        try readData(of: file, from: start)
    }

    /// Reads the bytes of a file.
    init(bytes: Data) throws(ModelFileError.Problem) {
        var rest = bytes[...]
        func next(_ count: Int) -> Data {
            defer { rest = rest.dropFirst(count) }
            return Data(rest.prefix(count))
        }
        let (header, start) = try Self.header { next($0) }
        self.init()
        metadata = header.metadata
        tensors = try header.checkedTensors()
        data = next(byteCount)
        guard data.count == byteCount else { throw .cutShort(expected: start + byteCount, found: start + data.count) }
        guard rest.isEmpty else { throw .trailingBytes(expected: start + byteCount) }
    }

    /// What a file tells of its data, and where that starts.
    static func withoutData(_ file: ByteReader) throws(ModelFileError.Problem) -> (SafetensorsFile, start: Int) {
        let (header, start) = try Self.header(of: file)
        var content = SafetensorsFile()
        content.metadata = header.metadata
        content.tensors = try header.checkedTensors()
        return (content, start)
    }

    /// Reads the data, which must be next.
    mutating func readData(of file: ByteReader, from start: Int) throws(ModelFileError.Problem) {
        let size = byteCount
        data = try file.bytes(size)
        guard data.count == size else { throw .cutShort(expected: start + size, found: start + data.count) }
        guard try file.bytes(1).isEmpty else { throw .trailingBytes(expected: start + size) }
    }

    /// Bytes of all data.
    var byteCount: Int { tensors.last?.range.upperBound ?? 0 }

    /// The header that a file begins with, and where its data starts.
    static func header(
        of file: ByteReader
    ) throws(ModelFileError.Problem) -> (header: SafetensorsHeader, dataStart: Int) {
        try header { count throws(ModelFileError.Problem) in try file.bytes(count) }
    }

    /// - Parameter next: gives the next bytes, or fewer at the end.
    private static func header(
        _ next: (Int) throws(ModelFileError.Problem) -> Data
    ) throws(ModelFileError.Problem) -> (header: SafetensorsHeader, dataStart: Int) {
        let prefix = try next(8)
        guard prefix.count == 8 else { throw prefix.isEmpty ? .cutShort(expected: 8, found: 0) : .notSafetensors }
        let length = prefix.enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
        guard length >= 2, length <= largestHeader else { throw .notSafetensors }
        let headerBytes = try next(Int(length))
        // A safetensors header is an object, and starts with it.
        guard headerBytes.first == UInt8(ascii: "{") else { throw .notSafetensors }
        guard headerBytes.count == length else {
            throw .cutShort(expected: 8 + Int(length), found: 8 + headerBytes.count)
        }
        guard let header = SafetensorsHeader(json: headerBytes) else { throw .notSafetensors }
        return (header, 8 + headerBytes.count)
    }

    /// A file of which only the tensors' names, shapes and places are known.
    init(tensors: [Tensor] = []) {
        metadata = [:]
        self.tensors = tensors
        data = Data()
    }

    /// Copies a tensor's elements.
    func copy<Element: BitwiseCopyable>(_ tensor: Tensor, to elements: UnsafeMutableBufferPointer<Element>) {
        let bytes = UnsafeMutableRawBufferPointer(elements)
        precondition(
            bytes.count == tensor.range.count, "\(tensor.range.count) bytes do not fill \(bytes.count) bytes")
        data.withUnsafeBytes { bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[tensor.range])) }
    }

    /// All bytes of the file that stand before its data.
    func head() throws -> Data {
        var header = try SafetensorsHeader(metadata: metadata, tensors: tensors).encoded()
        // Spaces after the header keep the data on 8-byte boundaries, as the format asks.
        header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        var head = Data(capacity: 8 + header.count)
        for byte in 0..<8 { head.append(UInt8(truncatingIfNeeded: header.count >> (8 * byte))) }
        head.append(header)
        return head
    }
}

extension ByteReader {
    static func opening(_ path: String) throws(ModelFileError.Problem) -> ByteReader {
        do throws(SystemError) { return try ByteReader(path) } catch { throw .init(error) }
    }

    /// The next bytes: as many as asked for, or fewer at the end of the file.
    fileprivate func bytes(_ count: Int) throws(ModelFileError.Problem) -> Data {
        do throws(SystemError) { return try data(count) } catch { throw .init(error) }
    }
}

#if _endian(big)
    #error("Tensors are copied as they are in memory, which must be little-endian")
#endif
