/// The fields of a message in the wire format of protocol buffers, one after another: each a number and a value.
struct ProtobufFields {
    /// A value, as the wire has it.
    enum Value {
        case integer(UInt64)
        case bytes(ArraySlice<UInt8>)
        case fixed32(UInt32)
        case fixed64(UInt64)
    }

    private var rest: ArraySlice<UInt8>

    /// The fields of a message.
    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next field; nil at the end.
    ///
    /// - Throws: `SentencePieceError.cutShort` or `.brokenField`, with the byte.
    mutating func next() throws(SentencePieceError) -> (number: Int, value: Value)? {
        if rest.isEmpty { return nil }
        let start = rest.startIndex
        let key = try integer()
        guard let number = Int(exactly: key >> 3), number > 0 else { throw .brokenField(byte: start) }
        switch key & 7 {
        case 0: return (number, .integer(try integer()))
        case 1: return (number, .fixed64(try fixed(8)))
        case 2:
            let count = try integer()
            return (number, .bytes(try bytes(count)))
        case 5: return (number, .fixed32(UInt32(truncatingIfNeeded: try fixed(4))))
        default: throw .brokenField(byte: start)
        }
    }

    /// A number in groups of seven bits, the lowest first.
    private mutating func integer() throws(SentencePieceError) -> UInt64 {
        let start = rest.startIndex
        var value: UInt64 = 0
        for group in 0..<10 {
            guard let byte = rest.popFirst() else { throw .cutShort(byte: rest.startIndex) }
            value |= UInt64(byte & 0x7F) << UInt64(7 * group)
            if byte < 0x80 { return value }
        }
        throw .brokenField(byte: start)
    }

    private mutating func fixed(_ count: UInt64) throws(SentencePieceError) -> UInt64 {
        try bytes(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func bytes(_ count: UInt64) throws(SentencePieceError) -> ArraySlice<UInt8> {
        guard count <= UInt64(rest.count) else { throw .cutShort(byte: rest.endIndex) }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }
}

extension ProtobufFields.Value {
    /// Whether an integer is not 0; nil for another value.
    var flag: Bool? {
        if case .integer(let value) = self { value != 0 } else { nil }
    }

    /// Bytes that are UTF-8; nil for other bytes or another value.
    var text: String? {
        if case .bytes(let bytes) = self { String(validating: bytes, as: UTF8.self) } else { nil }
    }
}
