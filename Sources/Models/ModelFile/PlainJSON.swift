import Foundation

/// Reads JSON that is spelled as this package writes it, in a fraction of the time that a general reader takes.
///
/// Of anything that is spelled in another way, right or wrong, it gives nil, and a general reader says what it is.
struct PlainJSON {
    /// Valid UTF-8.
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The strings of an array.
    static func strings(_ json: String) -> [String]? {
        var json = json
        return json.withUTF8 { bytes in
            var reader = PlainJSON(bytes)
            var strings: [String] = []
            let isRead = reader.list("[", "]") { reader in
                guard let string = reader.string() else { return false }
                strings.append(string)
                return true
            }
            return isRead && reader.place == bytes.count ? strings : nil
        }
    }

    /// The lists of integers, and the integer, of an object with two entries in the order of their names.
    static func integersAndLists(_ json: String, _ first: String, _ second: String) -> (lists: [[Int]], integer: Int)? {
        var json = json
        return json.withUTF8 { bytes in
            var reader = PlainJSON(bytes)
            var (lists, integer): ([[Int]], Int?) = ([], nil)
            let isRead = reader.object { key, reader in
                if key == second && integer == nil {
                    integer = reader.integer()
                    return integer != nil
                }
                return key == first && integer == nil && lists.isEmpty
                    && reader.list("[", "]") { reader in
                        guard let list = reader.integers() else { return false }
                        lists.append(list)
                        return true
                    }
            }
            guard isRead, reader.place == bytes.count, let integer else { return nil }
            return (lists, integer)
        }
    }

    /// What the header of a safetensors file holds: the entries of its metadata, and of each tensor the type, the shape
    /// and the offsets, none of them twice. Blanks may follow.
    static func header(
        _ json: Data
    ) -> (metadata: [String: String], tensors: [(name: String, type: String, shape: [Int], offsets: [Int])])? {
        json.withUnsafeBytes { raw in
            guard String(validating: raw, as: UTF8.self) != nil else { return nil }
            var reader = PlainJSON(raw.bindMemory(to: UInt8.self))
            var (metadata, hasMetadata): ([String: String], Bool) = ([:], false)
            var tensors: [(name: String, type: String, shape: [Int], offsets: [Int])] = []
            let isRead = reader.object { key, reader in
                if key != SafetensorsHeader.metadataKey {
                    guard let tensor = reader.tensor() else { return false }
                    tensors.append((key, tensor.type, tensor.shape, tensor.offsets))
                    return true
                }
                defer { hasMetadata = true }
                return !hasMetadata
                    && reader.object { key, reader in
                        guard let value = reader.string() else { return false }
                        return metadata.updateValue(value, forKey: key) == nil
                    }
            }
            guard isRead, reader.bytes[reader.place...].allSatisfy({ $0 == UInt8(ascii: " ") }),
                Set(tensors.map(\.name)).count == tensors.count
            else { return nil }
            return (metadata, tensors)
        }
    }

    /// An object with these three entries, in whatever order.
    private mutating func tensor() -> (type: String, shape: [Int], offsets: [Int])? {
        var (type, shape, offsets): (String?, [Int]?, [Int]?) = (nil, nil, nil)
        let isRead = object { key, reader in
            switch key {
            case "dtype" where type == nil: type = reader.string()
            case "shape" where shape == nil: shape = reader.integers()
            case "data_offsets" where offsets == nil: offsets = reader.integers()
            default: return false
            }
            return true
        }
        guard isRead, let type, let shape, let offsets else { return nil }
        return (type, shape, offsets)
    }

    /// Entries in braces; `entry` reads the value of each.
    private mutating func object(_ entry: (_ key: String, inout PlainJSON) -> Bool) -> Bool {
        list("{", "}") { reader in
            guard let key = reader.string(), reader.take(":") else { return false }
            return entry(key, &reader)
        }
    }

    private mutating func integers() -> [Int]? {
        var integers: [Int] = []
        let isRead = list("[", "]") { reader in
            guard let integer = reader.integer() else { return false }
            integers.append(integer)
            return true
        }
        return isRead ? integers : nil
    }

    /// Items with commas between them; `item` reads each.
    private mutating func list(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ item: (inout PlainJSON) -> Bool
    ) -> Bool {
        guard take(open) else { return false }
        if take(close) { return true }
        repeat {
            guard item(&self) else { return false }
        } while take(",")
        return take(close)
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard place < bytes.count, bytes[place] == UInt8(ascii: scalar) else { return false }
        place += 1
        return true
    }

    /// A number of digits alone, few enough that it is in range.
    private mutating func integer() -> Int? {
        let start = place
        var value = 0
        while place < bytes.count, place - start < 18, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) {
            value = 10 * value + Int(bytes[place] - UInt8(ascii: "0"))
            place += 1
        }
        let hasLeadingZero = place - start > 1 && bytes[start] == UInt8(ascii: "0")
        return place == start || hasLeadingZero ? nil : value
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\\"),
            bytes[place] >= 0x20
        {
            place += 1
        }
        guard place < bytes.count, bytes[place] >= 0x20 else { return nil }
        if bytes[place] == UInt8(ascii: "\\") { return escapedString(from: start) }
        defer { place += 1 }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<place]), as: UTF8.self)
    }

    /// A string with backslashes in it, the first at the place.
    private mutating func escapedString(from start: Int) -> String? {
        var text = Array(bytes[start..<place])
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            var byte = bytes[place]
            if byte < 0x20 { return nil }
            if byte == UInt8(ascii: "\\") {
                place += 1
                guard place < bytes.count, let meaning = Self.meaning(of: bytes[place]) else { return nil }
                byte = meaning
            }
            text.append(byte)
            place += 1
        }
        return take("\"") ? String(decoding: text, as: UTF8.self) : nil
    }

    /// What stands for a byte after a backslash; nil of what is no single byte.
    private static func meaning(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        case UInt8(ascii: "n"): UInt8(ascii: "\n")
        case UInt8(ascii: "r"): UInt8(ascii: "\r")
        case UInt8(ascii: "t"): UInt8(ascii: "\t")
        default: nil
        }
    }
}
