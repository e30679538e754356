import Foundation
import Testing

/// A model file taken apart, so that a test can write one that our writer never would.
struct EditableFile {
    /// The header as JSON.
    var header: [String: Any]
    var data: Data

    init(_ file: Data) throws {
        let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        header = try #require(try JSONSerialization.jsonObject(with: file[8..<8 + length]) as? [String: Any])
        data = file[(8 + length)...]
    }

    var metadata: [String: String] {
        get { header["__metadata__"] as? [String: String] ?? [:] }
        set { header["__metadata__"] = newValue }
    }

    /// Leaves out the checksums, as another program would.
    mutating func dropChecksums() {
        metadata["checksum"] = nil
        metadata["metadata_checksum"] = nil
    }

    /// Changes one value of the configuration.
    mutating func configure(_ key: String, _ value: Any) throws {
        let json = try #require(metadata["configuration"])
        var configuration = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        configuration[key] = value
        metadata["configuration"] = String(
            decoding: try JSONSerialization.data(withJSONObject: configuration), as: UTF8.self)
    }

    /// Changes one property of a tensor's entry.
    mutating func change(_ tensor: String, _ key: String, _ value: Any) throws {
        var entry = try #require(header[tensor] as? [String: Any])
        entry[key] = value
        header[tensor] = entry
    }

    func bytes() throws -> Data {
        let json = try JSONSerialization.data(withJSONObject: header)
        return Data((0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) }) + json + data
    }
}
