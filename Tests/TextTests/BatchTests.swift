import Testing
import Seq2SeqText

@Suite("Batch")
struct BatchTests {
    private let batch = Batch([
        EncodedPair(source: [10, 11], target: [20]),
        EncodedPair(source: [12], target: [21, 22, 23]),
        EncodedPair(source: [13, 14, 15], target: [24]),
    ])

    @Test func theDecoderReadsTheBeginTokenAndThenTheTarget() {
        #expect(batch.targetInputs == [[1, 20], [1, 21, 22, 23], [1, 24]])
        #expect(batch.targetInput.lengths == [2, 4, 2])
    }

    @Test func theDecoderAnswersTheTargetAndThenTheEndToken() {
        #expect(batch.targetInput.unpacking(batch.targetOutput) == [[20, 2], [21, 22, 23, 2], [24, 2]])
    }

    @Test func theAnswerToEachStepIsWhatIsReadNext() {
        let input = batch.targetInput
        for step in 0..<(input.time - 1) {
            for row in 0..<input.activeRows[step + 1] {
                let answer = batch.targetOutput[input.index(time: step, row: row)]
                #expect(answer == input.ids[input.index(time: step + 1, row: row)])
            }
        }
    }

    @Test func theSourceHasNoBeginAndNoEndToken() {
        #expect(batch.sources == [[10, 11], [12], [13, 14, 15]])
        #expect(batch.source.ids == [13, 10, 12, 14, 11, 15])
    }

    @Test func thereIsAPlaceForEachTokenAndNoneForPadding() {
        #expect(batch.pairCount == 3)
        #expect(batch.source.ids.count == 6)
        #expect(batch.targetInput.ids.count == 8)
        #expect(batch.targetOutput.count == 8)
    }

    @Test func anEmptyTargetIsAnsweredByTheEndTokenAlone() {
        let batch = Batch([EncodedPair(source: [4], target: [])])
        #expect(batch.targetInput.ids == [Vocabulary.begin])
        #expect(batch.targetOutput == [Vocabulary.end])
    }

    @Test func aBatchWithoutPairsIsAProgrammersError() async {
        await #expect(processExitsWith: .failure) {
            _ = Batch([])
        }
    }

    @Test func secondSourcesThatAreNotThereTakeNoPlace() {
        let seconds: [[Int32]] = [[], [7, 8], [], [9], [4, 5, 6]]
        let batch = Batch(seconds.map { EncodedPair(source: [10], target: [20], secondSource: $0) })
        #expect(batch.secondSources.rows == [1, 3, 4] && batch.secondSources.batch == 5)
        #expect(batch.secondSources.packed?.ids.count == 6)
        #expect(batch.secondSources.sequences == seconds)
        #expect(batch.secondSources.lengths == [0, 2, 0, 1, 3])
        #expect(Batch([EncodedPair(source: [10], target: [20])]).secondSources.packed == nil)
    }
}
