import Foundation

/// The JSON header of a safetensors file.
struct SafetensorsHeader {
    private(set) var metadata: [String: String] = [:]
    private var entries: [String: Entry] = [:]

    private struct Entry: Codable {
        var dtype: String
        var shape: [Int]
        var dataOffsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case dataOffsets = "data_offsets"
        }
    }

    /// Beyond what any disk holds, and far from what can be counted.
    private static let largestOffset = 1 << 60

    static let metadataKey = "__metadata__"

    init(metadata: [String: String], tensors: [SafetensorsFile.Tensor]) {
        self.metadata = metadata
        for tensor in tensors {
            entries[tensor.name] = Entry(
                dtype: tensor.type.rawValue, shape: tensor.shape,
                dataOffsets: [tensor.range.lowerBound, tensor.range.upperBound])
        }
    }

    /// Nil if the bytes are not such a header.
    init?(json: Data) {
        if let plain = PlainJSON.header(json) {
            metadata = plain.metadata
            for tensor in plain.tensors {
                entries[tensor.name] = Entry(dtype: tensor.type, shape: tensor.shape, dataOffsets: tensor.offsets)
            }
            return
        }
        do {
            self = try JSONDecoder().decode(SafetensorsHeader.self, from: json)
        } catch {
            return nil
        }
    }

    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// The tensors in the order of their data.
    ///
    /// - Throws: if they are neither F32 nor I8, overlap, leave a gap, or their shape does not fill their place.
    func checkedTensors() throws(ModelFileError.Problem) -> [SafetensorsFile.Tensor] {
        var tensors: [SafetensorsFile.Tensor] = []
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard let type = SafetensorsFile.ElementType(rawValue: entry.dtype) else {
                throw .elementType(tensor: name, found: entry.dtype)
            }
            let offsets = entry.dataOffsets
            guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= Self.largestOffset,
                offsets[1] - offsets[0] == Self.byteCount(of: entry.shape, type)
            else { throw .invalidHeader(tensor: name) }
            tensors.append(.init(name: name, type: type, shape: entry.shape, range: offsets[0]..<offsets[1]))
        }
        tensors.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        var end = 0
        for tensor in tensors {
            guard tensor.range.lowerBound == end else { throw .invalidHeader(tensor: tensor.name) }
            end = tensor.range.upperBound
        }
        return tensors
    }

    /// Nil if a size is negative or the product too large.
    private static func byteCount(of shape: [Int], _ type: SafetensorsFile.ElementType) -> Int? {
        var count = type.byteCount
        for size in shape {
            let (product, overflows) = count.multipliedReportingOverflow(by: size)
            if size < 0 || overflows { return nil }
            count = product
        }
        return count
    }
}

extension SafetensorsHeader: Codable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for key in container.allKeys {
            if key.stringValue == Self.metadataKey {
                metadata = try container.decode([String: String].self, forKey: key)
            } else {
                entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
            }
        }
    }

    func encode(to encoder: any Encoder) throws {
        // The encoder sorts the keys, so the order of the dictionary does not show.
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(metadata, forKey: Key(stringValue: Self.metadataKey))
        for (name, entry) in entries { try container.encode(entry, forKey: Key(stringValue: name)) }
    }
}
