import Seq2SeqTasks
import Testing
import Seq2SeqText

@Suite("Streams of pairs")
struct ToyPairsTests {
    @Test(arguments: ToyTask.allCases)
    func noQuestionComesTwice(_ task: ToyTask) {
        let sources = task.pairs(seed: 7).prefix(20_000).map(\.source)
        #expect(Set(sources).count == 20_000)
    }

    @Test(arguments: ToyTask.allCases)
    func theSameSeedGivesTheSamePairs(_ task: ToyTask) {
        #expect(Array(task.pairs(seed: 7).prefix(500)) == Array(task.pairs(seed: 7).prefix(500)))
    }

    @Test(arguments: ToyTask.allCases)
    func anotherSeedGivesOtherPairs(_ task: ToyTask) {
        #expect(Array(task.pairs(seed: 7).prefix(500)) != Array(task.pairs(seed: 8).prefix(500)))
    }

    @Test(arguments: ToyTask.allCases)
    func skippingGivesTheRestOfTheSameStream(_ task: ToyTask) {
        let whole = Array(task.pairs(seed: 7).prefix(1500))
        #expect(Array(task.pairs(seed: 7).dropFirst(1000).prefix(500)) == Array(whole[1000...]))
    }

    @Test(arguments: ToyTask.allCases)
    func noTextHoldsATabOrALineEnd(_ task: ToyTask) {
        for pair in task.pairs(seed: 9).prefix(2000) {
            #expect(!(pair.source + pair.target).contains { $0 == "\t" || $0.isNewline })
            #expect(!pair.source.isEmpty && !pair.target.isEmpty)
        }
    }
}
