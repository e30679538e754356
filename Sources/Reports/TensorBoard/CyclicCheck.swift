/// A cyclic redundancy check of 32 bits, by a table.
struct CyclicCheck: Sendable {
    private let table: [UInt32]

    /// The Castagnoli polynomial, which records of event files are checked by (RFC 3720, appendix B.4).
    static let castagnoli = CyclicCheck(reversedPolynomial: 0x82F6_3B78)
    /// The polynomial of PNG and zlib (ISO 3309).
    static let png = CyclicCheck(reversedPolynomial: 0xEDB8_8320)

    private init(reversedPolynomial: UInt32) {
        table = (0..<256).map { byte in
            (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ reversedPolynomial }
        }
    }

    /// The check of some bytes.
    func value(of bytes: some Sequence<UInt8>) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            ~bytes.reduce(UInt32.max) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
        }
    }
}
