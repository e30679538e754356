import Seq2SeqRandomness
import Testing
import Seq2SeqText

@Suite("Batches by tokens")
struct BatchSizeTests {
    private func lengths(count: Int, longest: Int = 40) -> [(source: Int, target: Int)] {
        var random = RandomSource(seed: 9)
        return (0..<count).map { _ in (random.next(in: 1...longest), random.next(in: 0...longest)) }
    }

    private func tokens(_ batch: [Int], _ lengths: [(source: Int, target: Int)]) -> Int {
        max(batch.reduce(0) { $0 + lengths[$1].source }, batch.reduce(0) { $0 + lengths[$1].target + 1 })
    }

    @Test(arguments: [0, 1, 63, 2000], [1, 30, 500, 1_000_000])
    func everyPairIsInExactlyOneBatchAndNoneIsTooLarge(count: Int, limit: Int) {
        let lengths = lengths(count: count)
        let order = BatchOrder(lengths: lengths, size: .tokens(limit), seed: 1)
        for epoch in 0..<3 {
            let batches = order.batches(epoch: epoch)
            #expect(batches.flatMap { $0 }.sorted() == Array(0..<count))
            #expect(batches.count == order.batchCount)
            #expect(batches.allSatisfy { !$0.isEmpty && ($0.count == 1 || tokens($0, lengths) <= limit) })
        }
    }

    @Test func batchesAreAsFullAsTheyCanBe() {
        let lengths = lengths(count: 2000)
        let batches = BatchOrder(lengths: lengths, size: .tokens(500), seed: 1).batches(epoch: 0)
        let full = batches.filter { tokens($0, lengths) > 500 - 41 }
        #expect(full.count >= batches.count - 1)
    }

    @Test func epochsHaveTheSameSizesButOtherPairs() {
        let lengths = lengths(count: 2000, longest: 10)
        let order = BatchOrder(lengths: lengths, size: .tokens(300), seed: 1)
        let (first, second) = (order.batches(epoch: 0), order.batches(epoch: 1))
        #expect(first != second)
        #expect(Set(first.map { Set($0) }).isDisjoint(with: second.map { Set($0) }) || first.count > 1)
        #expect(first.map { tokens($0, lengths) }.sorted() == second.map { tokens($0, lengths) }.sorted())
        #expect(first.map { tokens($0, lengths) } != first.map { tokens($0, lengths) }.sorted())
    }

    @Test func aLongPairIsABatchByItself() {
        let order = BatchOrder(lengths: [(3, 3), (90, 5), (2, 3), (5, 80)], size: .tokens(20), seed: 1)
        #expect(Set(order.batches(epoch: 0).map { $0.sorted() }) == [[0, 2], [1], [3]])
    }
}
