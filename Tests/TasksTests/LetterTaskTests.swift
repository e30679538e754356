import Seq2SeqTasks
import Testing
import Seq2SeqText

@Suite("Reversal, copy and sorting")
struct LetterTaskTests {
    static let tasks: [ToyTask] = [.reversal, .copy, .sorting]

    @Test func reversalTurnsTheLettersRound() {
        for pair in ToyTask.reversal.pairs(seed: 3).prefix(2000) {
            #expect(pair.target == String(pair.source.reversed()))
        }
    }

    @Test func copyRepeatsTheLetters() {
        for pair in ToyTask.copy.pairs(seed: 3).prefix(2000) {
            #expect(pair.target == pair.source)
        }
    }

    @Test func sortingPutsTheLettersInAlphabeticalOrder() {
        for pair in ToyTask.sorting.pairs(seed: 3).prefix(2000) {
            #expect(pair.target == String(pair.source.sorted()))
        }
    }

    @Test(arguments: tasks)
    func wordsHaveEveryLetterAndEveryLengthAskedFor(_ task: ToyTask) {
        let options = ToyTask.Options(minimumLength: 4, maximumLength: 7)
        let words = task.pairs(seed: 1, options: options).prefix(1000).map(\.source)
        #expect(Set(words.map(\.count)) == [4, 5, 6, 7])
        #expect(Set(words.joined()) == Set("abcdefghijklmnopqrstuvwxyz"))
    }

    @Test(arguments: tasks)
    func everyLengthIsAsFrequentAsTheOthersUntilItIsUsedUp(_ task: ToyTask) {
        let options = ToyTask.Options(minimumLength: 1, maximumLength: 4)
        let words = task.pairs(seed: 1, options: options).prefix(4000).map(\.source)
        let counts = (1...4).map { length in words.filter { $0.count == length }.count }
        #expect(counts[0] == 26)
        // About 1320 draws each, so that most of the 676 words of two letters are used up.
        #expect((600...676).contains(counts[1]))
        #expect((1500...1900).contains(counts[2]) && (1500...1900).contains(counts[3]))
    }

    @Test func theStreamEndsAfterTheLastWord() {
        let options = ToyTask.Options(minimumLength: 1, maximumLength: 2)
        let pairs = ToyTask.copy.pairs(seed: 1, options: options)
        #expect(pairs.count == 26 + 26 * 26)
        #expect(Set(pairs.map(\.source)).count == 26 + 26 * 26)
    }
}
