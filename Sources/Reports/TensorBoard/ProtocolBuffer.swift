/// A message in the wire format of protocol buffers, of which event files are made: fields with a number each, in the
/// order in which they are added.
struct ProtocolBuffer: Sendable, Hashable {
    /// The message's bytes.
    private(set) var bytes: [UInt8] = []

    enum WireType: UInt64 { case variable = 0, eightBytes = 1, counted = 2, fourBytes = 5 }

    private mutating func addTag(_ field: UInt64, _ type: WireType) { addVariable(field << 3 | type.rawValue) }

    /// Seven bits a byte, the lowest first; all but the last have the eighth set.
    private mutating func addVariable(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    /// An integer or a choice.
    mutating func add(_ field: UInt64, _ value: Int) {
        addTag(field, .variable)
        addVariable(UInt64(bitPattern: Int64(value)))
    }

    mutating func add(_ field: UInt64, _ value: Double) {
        addTag(field, .eightBytes)
        bytes += value.bitPattern.littleEndianBytes
    }

    mutating func add(_ field: UInt64, _ value: Float) {
        addTag(field, .fourBytes)
        bytes += value.bitPattern.littleEndianBytes
    }

    mutating func add(_ field: UInt64, _ value: [UInt8]) {
        addTag(field, .counted)
        addVariable(UInt64(value.count))
        bytes += value
    }

    mutating func add(_ field: UInt64, _ value: String) { add(field, Array(value.utf8)) }

    /// A message inside this one.
    mutating func add(_ field: UInt64, _ fill: (inout ProtocolBuffer) -> Void) {
        var message = ProtocolBuffer()
        fill(&message)
        add(field, message.bytes)
    }
}

extension FixedWidthInteger {
    /// The bytes of the number, the lowest first.
    var littleEndianBytes: [UInt8] {
        (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> Self(8 * $0)) }
    }

    /// The bytes of the number, the highest first.
    var bigEndianBytes: [UInt8] { littleEndianBytes.reversed() }
}
