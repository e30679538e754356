import Text

/// A hash of training pairs that tells them from others: FNV-1a (Fowler, Noll and Vo 1991) over lengths and ids.
struct DataFingerprint {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ pairs: [EncodedPair]) {
        for pair in pairs {
            for side in [pair.source, pair.target] {
                add(Int32(truncatingIfNeeded: side.count))
                for id in side { add(id) }
            }
        }
    }

    private mutating func add(_ word: Int32) {
        value = (value ^ UInt64(UInt32(bitPattern: word))) &* 0x100_0000_01B3
    }
}
