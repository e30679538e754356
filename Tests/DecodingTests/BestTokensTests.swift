import Seq2SeqDecoding
import Seq2SeqRandomness
import Testing

@Suite("Best tokens")
struct BestTokensTests {
    @Test(arguments: [1, 15, 16, 17, 33, 1000])
    func theyAreTheFirstOfAStableSort(count: Int) {
        var random = RandomSource(seed: UInt64(count))
        for round in 0..<50 {
            // Few different values, so that many are equal; some are none, and some no number.
            let values = (0..<count).map { _ -> Float in
                switch random.next(in: 0...19) {
                case 0: -.infinity
                case 1: .nan
                default: -Float(random.next(in: 0...(round < 25 ? 10 : 1_000_000)))
                }
            }
            let sorted = values.indices.filter { values[$0] > -.infinity }.sorted {
                (-values[$0], $0) < (-values[$1], $1)
            }
            for wanted in [1, 2, 5, 12, count] {
                let best = values.withUnsafeBufferPointer { $0.bestTokens(wanted) }
                #expect(best == sorted.prefix(wanted).map(Int32.init))
            }
        }
    }
}
