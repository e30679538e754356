import Seq2SeqRandomness
import Testing
import Seq2SeqText

@Suite("Batch order")
struct BatchOrderTests {
    /// Lengths from 1 to 40 on both sides.
    private func lengths(count: Int) -> [(source: Int, target: Int)] {
        var random = RandomSource(seed: 9)
        return (0..<count).map { _ in (random.next(in: 1...40), random.next(in: 1...40)) }
    }

    @Test(arguments: [0, 1, 63, 64, 65, 1280, 1281, 5000], [1, 64])
    func everyPairIsInExactlyOneBatch(count: Int, batchSize: Int) {
        let order = BatchOrder(lengths: lengths(count: count), size: .pairs(batchSize), seed: 1)
        for epoch in 0..<3 {
            let batches = order.batches(epoch: epoch)
            #expect(batches.flatMap { $0 }.sorted() == Array(0..<count))
            #expect(batches.count == order.batchCount)
            #expect(batches.count { $0.count < batchSize } == (count % batchSize == 0 ? 0 : 1))
            #expect(batches.allSatisfy { !$0.isEmpty && $0.count <= batchSize })
        }
    }

    @Test func theSameSeedAndEpochGiveTheSameBatches() {
        let first = BatchOrder(lengths: lengths(count: 3000), size: .pairs(32), seed: 7)
        let second = BatchOrder(lengths: lengths(count: 3000), size: .pairs(32), seed: 7)
        #expect(first.batches(epoch: 4) == second.batches(epoch: 4))
        // An epoch does not depend on whether those before it were asked for.
        let third = second.batches(epoch: 5)
        #expect(first.batches(epoch: 5) == third)
    }

    @Test func epochsAndSeedsDiffer() {
        let order = BatchOrder(lengths: lengths(count: 3000), size: .pairs(32), seed: 7)
        let other = BatchOrder(lengths: lengths(count: 3000), size: .pairs(32), seed: 8)
        #expect(order.batches(epoch: 0) != order.batches(epoch: 1))
        #expect(order.batches(epoch: 0) != other.batches(epoch: 0))
    }

    @Test func aBatchHoldsPairsOfAboutTheSameLength() {
        let lengths = lengths(count: 5000)
        let batches = BatchOrder(lengths: lengths, size: .pairs(64), seed: 1).batches(epoch: 0)
        for batch in batches {
            let targets = batch.map { lengths[$0].target }
            #expect((targets.max() ?? 0) - (targets.min() ?? 0) <= 8)
        }
    }

    /// 5,000 pairs are 79 batches of 64 and fewer: 15 steps of 5 and one of 4, or 26 of 3 and one of 1.
    @Test(arguments: [3, 5])
    func aStepHoldsBatchesOfAboutTheSameLength(batchesPerStep: Int) {
        let lengths = lengths(count: 5000)
        let order = BatchOrder(lengths: lengths, size: .pairs(64), seed: 1, batchesPerStep: batchesPerStep)
        let batches = order.batches(epoch: 0)
        #expect(batches.flatMap { $0 }.sorted() == Array(lengths.indices))
        #expect(batches.count == order.batchCount)
        let sums = batches.map { $0.reduce(0) { $0 + lengths[$1].target } }
        let starts = Array(stride(from: 0, to: sums.count / batchesPerStep * batchesPerStep, by: batchesPerStep))
        let steps = starts.map { sums[$0..<$0 + batchesPerStep] }
        let longest = steps.reduce(0) { $0 + batchesPerStep * ($1.max() ?? 0) }
        #expect(Double(steps.joined().reduce(0, +)) / Double(longest) > 0.9)
        // Neither in the order of their lengths, nor with the longest pairs always at the end.
        let means = steps.map { $0.reduce(0, +) }
        #expect(means != means.sorted())
        let last = (0..<20).map { epoch in
            order.batches(epoch: epoch).last.map { lengths[$0[0]].target } ?? 0
        }
        #expect((last.min() ?? 0) < 15 && (last.max() ?? 0) > 25, "\(last)")
    }

    @Test func shortBatchesDoNotAllComeFirst() {
        let lengths = lengths(count: 5120)
        let batches = BatchOrder(lengths: lengths, size: .pairs(64), seed: 1).batches(epoch: 0)
        let longest = batches.map { $0.map { lengths[$0].target }.max() ?? 0 }
        #expect(longest != longest.sorted())
    }
}
