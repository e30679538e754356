import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

@Suite("Checksums")
struct ChecksumTests {
    /// The polynomial's definition, bit by bit.
    private func reference(_ bytes: ArraySlice<UInt8>, from register: UInt32) -> UInt32 {
        bytes.reduce(register) { register, byte in
            (0..<8).reduce(register ^ UInt32(byte)) { value, _ in
                value & 1 == 0 ? value >> 1 : (value >> 1) ^ 0xEDB8_8320
            }
        }
    }

    @Test(arguments: [0, 1, 7, 15, 16, 63, 64, 65, 79, 80, 127, 128, 1000, 5000])
    func theProcessorsInstructionsGiveTheCheckByDefinition(count: Int) {
        var random = RandomSource(seed: UInt64(count))
        let bytes = (0..<count + 5).map { _ in UInt8(random.next(below: 256)) }
        for start in 0..<5 {
            let part = bytes[start..<start + count]
            for register in [0, UInt32.max, 0x1234_5678] {
                var result = register
                let taken = part.withUnsafeBytes { Kernels.addCRC32($0, to: &result) }
                #expect(taken <= count)
                #expect(result == reference(part.prefix(taken), from: register), "\(count) bytes from \(start)")
            }
        }
    }

    @Test func aLargeStorageIsZeroAndAligned() {
        let storage = FloatStorage(count: 3_000_001)
        #expect(storage.elements.allSatisfy { $0 == 0 })
        #expect(UInt(bitPattern: storage.base) % 64 == 0)
    }
}
