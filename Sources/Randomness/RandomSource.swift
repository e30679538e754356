import Seq2SeqSettings

/// A seeded stream of random numbers that is the same on every machine.
///
/// The generator is counter-based: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3",
/// section 3.3). Block `n` of a stream is a pure function of the seed, the stream and `n`, so a mask can be drawn for
/// any step and row without drawing those before it, and a saved position resumes exactly.
///
/// ```swift
/// var random = RandomSource(seed: 1)
/// print(random.next(below: 6), random.nextUniform(from: -1, to: 1))
/// ```
public struct RandomSource: Sendable, Hashable {
    /// The number all streams of this source are derived from.
    public let seed: UInt64

    /// Which of the seed's independent streams this is.
    public let stream: UInt64

    /// How many 32-bit words have been drawn.
    public private(set) var position: UInt64

    /// The first word of a seed's stream, or the word at `position`.
    public init(seed: UInt64, stream: UInt64 = 0, position: UInt64 = 0) {
        self.seed = seed
        self.stream = stream
        self.position = position
    }

    /// The next 32 random bits.
    public mutating func nextWord() -> UInt32 {
        let words = Self.block(at: position / 4, seed: seed, stream: stream)
        defer { position += 1 }
        return words[Int(position % 4)]
    }

    /// A number in `0..<bound`, without bias (Lemire 2019, "Fast random integer generation in an interval").
    public mutating func next(below bound: Int) -> Int {
        require(bound > 0 && bound <= Int(UInt32.max), "A bound must be in 1...\(UInt32.max), but is \(bound)")
        let bound = UInt32(bound)
        let threshold = (0 &- bound) % bound
        while true {
            let product = UInt64(nextWord()) * UInt64(bound)
            if UInt32(truncatingIfNeeded: product) >= threshold { return Int(product >> 32) }
        }
    }

    /// A number from the closed range, each with the same probability.
    public mutating func next(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + next(below: range.count)
    }

    /// A number in `0..<1` with 24 random bits.
    public mutating func nextUnit() -> Float {
        Float(nextWord() >> 8) * 0x1p-24
    }

    /// A number between the two bounds, uniformly distributed.
    public mutating func nextUniform(from low: Float, to high: Float) -> Float {
        low + (high - low) * nextUnit()
    }

    /// Puts the elements in a random order (Fisher-Yates, from the end).
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        guard elements.count > 1 else { return }
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, next(below: last + 1))
        }
    }

    /// The four words of one Philox4x32-10 block.
    package static func block(at index: UInt64, seed: UInt64, stream: UInt64) -> SIMD4<UInt32> {
        var counter = SIMD4(
            UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32),
            UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
        var key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        for _ in 0..<10 {
            let first = UInt64(counter[0]) * 0xD251_1F53
            let second = UInt64(counter[2]) * 0xCD9E_8D57
            counter = SIMD4(
                UInt32(second >> 32) ^ counter[1] ^ key[0], UInt32(truncatingIfNeeded: second),
                UInt32(first >> 32) ^ counter[3] ^ key[1], UInt32(truncatingIfNeeded: first))
            key = SIMD2(key[0] &+ 0x9E37_79B9, key[1] &+ 0xBB67_AE85)
        }
        return counter
    }
}
