import Foundation

/// A reader of safetensors files of F32 tensors: small, and not the one that it helps to test.
struct FixtureFile {
    private let metadata: [String: String]
    private let tensors: [String: Tensor]
    private let data: Data

    private struct Tensor: Decodable {
        let dtype: String
        let shape: [Int]
        let dataOffsets: [Int]

        private enum CodingKeys: String, CodingKey {
            case dtype, shape
            case dataOffsets = "data_offsets"
        }
    }

    private enum Entry: Decodable {
        case metadata([String: String])
        case tensor(Tensor)

        init(from decoder: any Decoder) throws {
            if decoder.codingPath.last?.stringValue == "__metadata__" {
                self = .metadata(try [String: String](from: decoder))
            } else {
                self = .tensor(try Tensor(from: decoder))
            }
        }
    }

    enum Failure: Error {
        case isMissing(String)
        case hasAnotherShape(String, [Int])
        case isNotF32(String)
    }

    init(at url: URL) throws {
        let bytes = try Data(contentsOf: url)
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try JSONDecoder().decode([String: Entry].self, from: bytes.dropFirst(8).prefix(length))
        var (metadata, tensors): ([String: String], [String: Tensor]) = ([:], [:])
        for (name, entry) in header {
            switch entry {
            case .metadata(let values): metadata = values
            case .tensor(let tensor): tensors[name] = tensor
            }
        }
        self.metadata = metadata
        self.tensors = tensors
        data = Data(bytes.dropFirst(8 + length))
    }

    /// Whether something stands under a key of the metadata.
    func has(_ key: String) -> Bool { metadata[key] != nil }

    /// The JSON that stands under a key of the metadata.
    func decode<Value: Decodable>(
        _ type: Value.Type, from key: String, keys: JSONDecoder.KeyDecodingStrategy = .useDefaultKeys
    ) throws -> Value {
        guard let text = metadata[key] else { throw Failure.isMissing(key) }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = keys
        return try decoder.decode(type, from: Data(text.utf8))
    }

    /// The shape of a tensor; nil if there is none of the name.
    func shape(of name: String) -> [Int]? { tensors[name]?.shape }

    /// The numbers of a tensor, row after row; it must have the shape if one is given.
    func values(of name: String, shape: [Int]?) throws -> [Float] {
        guard let tensor = tensors[name] else { throw Failure.isMissing(name) }
        guard tensor.dtype == "F32" else { throw Failure.isNotF32(name) }
        if let shape, shape != tensor.shape { throw Failure.hasAnotherShape(name, tensor.shape) }
        let bytes = data[tensor.dataOffsets[0]..<tensor.dataOffsets[1]]
        return stride(from: bytes.startIndex, to: bytes.endIndex, by: 4).map { start in
            Float(bitPattern: bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
    }
}
