// Messages are read back to find out how far a file of events goes.

extension ProtocolBuffer {
    /// A field of a message.
    enum Field {
        case integer(Int)
        case bytes(ArraySlice<UInt8>)
        /// A number of four or eight bytes.
        case real
    }

    /// The fields of a message by their numbers, in their order; nil if it is none.
    static func fields(of message: ArraySlice<UInt8>) -> [(number: UInt64, field: Field)]? {
        var rest = message
        var fields: [(number: UInt64, field: Field)] = []
        while !rest.isEmpty {
            guard let tag = takeVariable(from: &rest) else { return nil }
            let field: Field
            switch WireType(rawValue: tag & 7) {
            case .variable:
                guard let value = takeVariable(from: &rest) else { return nil }
                field = .integer(Int(truncatingIfNeeded: value))
            case .counted:
                guard let count = takeVariable(from: &rest), count <= UInt64(rest.count) else { return nil }
                field = .bytes(rest.prefix(Int(count)))
                rest = rest.dropFirst(Int(count))
            case .eightBytes, .fourBytes:
                let count = tag & 7 == WireType.eightBytes.rawValue ? 8 : 4
                guard rest.count >= count else { return nil }
                field = .real
                rest = rest.dropFirst(count)
            case nil: return nil
            }
            fields.append((tag >> 3, field))
        }
        return fields
    }

    private static func takeVariable(from bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}

extension EventRecord {
    /// What a record says of where in a training it stands.
    package struct Position {
        package var step = 0
        /// The first tag of its values; nil if it has none.
        package var tag: String?
    }

    /// The records of a file from its start to the first that is damaged or half written: where each ends, and where in
    /// the training it stands.
    package static func positions(in file: [UInt8]) -> [(end: Int, position: Position)] {
        var positions: [(end: Int, position: Position)] = []
        var start = 0
        while let (data, end) = data(in: file, from: start), let position = Position(data) {
            positions.append((end, position))
            start = end
        }
        return positions
    }

    /// A record's data and its end; nil if it is damaged.
    private static func data(in file: [UInt8], from start: Int) -> (ArraySlice<UInt8>, end: Int)? {
        func number<Number: FixedWidthInteger>(_ place: Int, _ type: Number.Type) -> Number {
            file[place..<place + Number.bitWidth / 8].reversed().reduce(0) { $0 << 8 | Number($1) }
        }
        let frame = 16
        guard start + frame <= file.count,
            maskedCheck(of: file[start..<start + 8]) == number(start + 8, UInt32.self),
            let count = Int(exactly: number(start, UInt64.self)), count <= file.count - start - frame
        else { return nil }
        let data = file[start + 12..<start + 12 + count]
        guard maskedCheck(of: data) == number(start + 12 + count, UInt32.self) else { return nil }
        return (data, start + frame + count)
    }
}

extension EventRecord.Position {
    fileprivate init?(_ event: ArraySlice<UInt8>) {
        guard let fields = ProtocolBuffer.fields(of: event) else { return nil }
        for (number, field) in fields {
            switch (number, field) {
            case (2, .integer(let value)): step = value
            case (5, .bytes(let summary)):
                guard case (1, .bytes(let value))? = ProtocolBuffer.fields(of: summary)?.first,
                    case (1, .bytes(let name))? = ProtocolBuffer.fields(of: value)?.first
                else { continue }
                tag = String(decoding: name, as: UTF8.self)
            default: break
            }
        }
    }
}
