import Seq2SeqTensors

/// The cyclic redundancy check of zlib and PNG (ISO 3309, polynomial 0xEDB88320): by the processor's own instructions,
/// and what they leave by tables, eight bytes at a time.
package struct CRC32 {
    private var register: UInt32 = 0xFFFF_FFFF

    /// The check of no bytes.
    package init() {}

    /// The check of all bytes so far.
    package var value: UInt32 { ~register }

    /// Eight tables of 256: the `k`-th holds the check of each byte followed by `k` zero bytes.
    private static let table: [UInt32] = {
        var table: [UInt32] = []
        for byte in 0..<UInt32(256) {
            var value = byte
            for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : (value >> 1) ^ 0xEDB8_8320 }
            table.append(value)
        }
        for entry in 256..<8 * 256 {
            let before = table[entry - 256]
            table.append((before >> 8) ^ table[Int(before & 0xFF)])
        }
        return table
    }()

    /// Goes on with more bytes.
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        let taken = Kernels.addCRC32(bytes, to: &register)
        addByTables(UnsafeRawBufferPointer(rebasing: bytes[taken...]))
    }

    /// Goes on with so many bytes of which only the check is known.
    mutating func add(_ check: UInt32, ofBytes count: Int) {
        register = ~Self.joined(value, check, power: Self.power(ofBytes: count))
    }

    private mutating func addByTables(_ bytes: UnsafeRawBufferPointer) {
        Self.table.withUnsafeBufferPointer { table in
            var value = register
            let wholeEnd = bytes.count / 8 * 8
            for start in stride(from: 0, to: wholeEnd, by: 8) {
                let eight = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
                var rest = eight ^ UInt64(value)
                value = 0
                for zeros in stride(from: 7, through: 0, by: -1) {
                    value ^= table[zeros * 256 + Int(rest & 0xFF)]
                    rest >>= 8
                }
            }
            for byte in bytes[wholeEnd...] { value = (value >> 8) ^ table[Int((value ^ UInt32(byte)) & 0xFF)] }
            register = value
        }
    }

    /// The check of two runs of bytes, one after the other, from the checks of both.
    ///
    /// What follows the first run multiplies its polynomial by a power of x; then the two are added.
    static func joined(_ first: UInt32, _ second: UInt32, power: UInt32) -> UInt32 { product(power, first) ^ second }

    /// x to the power of 8 for each byte, modulo the polynomial; the highest bit stands for 1.
    static func power(ofBytes count: Int) -> UInt32 {
        var (power, square): (UInt32, UInt32) = (1 << 31, 1 << 23)
        var rest = count
        while rest > 0 {
            if rest & 1 == 1 { power = product(power, square) }
            square = product(square, square)
            rest >>= 1
        }
        return power
    }

    /// The product of two polynomials, modulo that of the check.
    private static func product(_ first: UInt32, _ second: UInt32) -> UInt32 {
        var (product, multiple): (UInt32, UInt32) = (0, second)
        for bit in (0..<32).reversed() {
            if first >> UInt32(bit) & 1 == 1 { product ^= multiple }
            multiple = multiple & 1 == 1 ? (multiple >> 1) ^ 0xEDB8_8320 : multiple >> 1
        }
        return product
    }

    /// Goes on with a text's bytes.
    mutating func add(_ text: String) {
        Array(text.utf8).withUnsafeBytes { add($0) }
    }

    /// The check as eight hexadecimal digits.
    var hexadecimal: String { Self.hexadecimal(value) }

    /// A check as eight hexadecimal digits.
    static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
