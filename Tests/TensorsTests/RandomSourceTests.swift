import Seq2SeqRandomness
import Testing

@Suite("Random source")
struct RandomSourceTests {
    /// The known answers that the authors publish with Random123.
    @Test func philoxGivesItsPublishedAnswers() {
        #expect(
            RandomSource.block(at: 0, seed: 0, stream: 0) == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
        #expect(
            RandomSource.block(at: .max, seed: .max, stream: .max)
                == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
        #expect(
            RandomSource.block(
                at: 0x85a3_08d3_243f_6a88, seed: 0x299f_31d0_a409_3822, stream: 0x0370_7344_1319_8a2e)
                == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
    }

    @Test func theSameSeedGivesTheSameNumbers() {
        var (first, second) = (RandomSource(seed: 7), RandomSource(seed: 7))
        #expect((0..<100).map { _ in first.nextWord() } == (0..<100).map { _ in second.nextWord() })
    }

    @Test func seedsAndStreamsGiveDifferentNumbers() {
        var sources = [
            RandomSource(seed: 1), RandomSource(seed: 2), RandomSource(seed: 1, stream: 1),
            RandomSource(seed: 1, stream: 1 << 40),
        ]
        let words = sources.indices.map { index in (0..<8).map { _ in sources[index].nextWord() } }
        #expect(Set(words).count == sources.count)
    }

    @Test func aSavedPositionResumesExactly() {
        var source = RandomSource(seed: 3, stream: 9)
        for _ in 0..<13 { _ = source.nextWord() }
        var resumed = RandomSource(seed: 3, stream: 9, position: source.position)
        let expected = (0..<20).map { _ in source.nextWord() }
        #expect((0..<20).map { _ in resumed.nextWord() } == expected)
    }

    @Test func unitNumbersAreAtLeastZeroBelowOneAndEven() {
        var source = RandomSource(seed: 4)
        var counts = [Int](repeating: 0, count: 10)
        for _ in 0..<100_000 {
            let unit = source.nextUnit()
            #expect(unit >= 0 && unit < 1)
            counts[Int(unit * 10)] += 1
        }
        // Ten thousand each, with a standard deviation of 95.
        #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    }

    @Test func boundedNumbersReachEveryValueEvenly() {
        var source = RandomSource(seed: 5)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[source.next(in: 3...9) - 3] += 1 }
        #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
        #expect((0..<100).allSatisfy { _ in source.next(below: 1) == 0 })
    }

    @Test func shufflingIsAPermutation() {
        var source = RandomSource(seed: 6)
        var elements = Array(0..<1000)
        source.shuffle(&elements)
        #expect(elements != Array(0..<1000))
        #expect(elements.sorted() == Array(0..<1000))
        for size in 0...1 {
            var few = Array(0..<size)
            source.shuffle(&few)
            #expect(few == Array(0..<size))
        }
    }

    @Test func shufflingReachesEveryOrderEvenly() {
        var source = RandomSource(seed: 8)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<60_000 {
            var elements = [0, 1, 2]
            source.shuffle(&elements)
            counts[elements, default: 0] += 1
        }
        #expect(counts.count == 6)
        #expect(counts.values.allSatisfy { abs($0 - 10_000) < 500 })
    }
}
