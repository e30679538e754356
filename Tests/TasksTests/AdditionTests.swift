import Seq2SeqTasks
import Testing
import Seq2SeqText

@Suite("Addition")
struct AdditionTests {
    @Test(arguments: 1...9)
    func theTargetIsTheSum(digits: Int) throws {
        for pair in ToyTask.addition.pairs(seed: 5, options: .init(digits: digits)).prefix(50) {
            let summands = try summands(of: pair)
            #expect(summands.count == 2)
            #expect(Int(pair.target) == summands.reduce(0, +))
        }
    }

    @Test func summandsHaveOneToTheDigitsAskedForAndNoLeadingZero() {
        let pairs = ToyTask.addition.pairs(seed: 5, options: .init(digits: 4)).prefix(3000)
        let summands = pairs.flatMap { $0.source.split(separator: "+") }
        #expect(Set(summands.map(\.count)) == [1, 2, 3, 4])
        #expect(summands.allSatisfy { $0 == "0" || !$0.hasPrefix("0") })
    }

    @Test func noSumComesTwiceInTheOtherOrder() throws {
        let keys = try ToyTask.addition.pairs(seed: 5).prefix(20_000).map { try summands(of: $0).sorted() }
        #expect(Set(keys).count == keys.count)
    }

    @Test func bothOrdersOfDigitCountsOccur() throws {
        let shapes = try ToyTask.addition.pairs(seed: 5).prefix(2000).map { pair in
            try summands(of: pair).map { String($0).count }
        }
        #expect(Set(shapes).count == 9)
    }

    @Test func aStreamHoldsEverySumOfOneDigitOnce() throws {
        let pairs = ToyTask.addition.pairs(seed: 5, options: .init(digits: 1))
        #expect(pairs.count == 55)
        let keys = try pairs.map { try summands(of: $0).sorted() }
        let expected = (0...9).flatMap { first in (first...9).map { [first, $0] } }
        #expect(Set(keys) == Set(expected) && keys.count == 55)
    }

    private func summands(of pair: TextPair) throws -> [Int] {
        try pair.source.split(separator: "+").map { try #require(Int($0)) }
    }
}
