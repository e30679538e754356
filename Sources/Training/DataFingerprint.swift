import Seq2SeqText

/// A hash that tells pairs from others, in the manner of FNV-1a (Fowler, Noll and Vo 1991) but over words of 32 bits.
struct DataFingerprint {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Of the ids of the pairs to train on, and the texts of those to validate with.
    init(training: [EncodedPair], validation: [TextPair]) {
        for pair in training {
            for side in [pair.source, pair.target] {
                add(UInt32(truncatingIfNeeded: side.count))
                for id in side { add(UInt32(bitPattern: id)) }
            }
        }
        for pair in validation {
            for side in [pair.source, pair.target] {
                add(UInt32(truncatingIfNeeded: side.utf8.count))
                for byte in side.utf8 { add(UInt32(byte)) }
            }
        }
    }

    private mutating func add(_ word: UInt32) {
        value = (value ^ UInt64(word)) &* 0x100_0000_01B3
    }
}
