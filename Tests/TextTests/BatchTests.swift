import Testing
import Text

@Suite("Batch")
struct BatchTests {
    private let batch = Batch([
        EncodedPair(source: [10, 11], target: [20]),
        EncodedPair(source: [12], target: [21, 22, 23]),
        EncodedPair(source: [13, 14, 15], target: [24]),
    ])

    @Test func theDecoderReadsTheBeginTokenAndThenTheTarget() {
        #expect(batch.paddedTargetInput.ids == [1, 20, 0, 0, 1, 21, 22, 23, 1, 24, 0, 0])
        #expect(batch.paddedTargetInput.lengths == [2, 4, 2])
    }

    @Test func theDecoderAnswersTheTargetAndThenTheEndToken() {
        #expect(batch.paddedTargetOutput.ids == [20, 2, 0, 0, 21, 22, 23, 2, 24, 2, 0, 0])
        #expect(batch.paddedTargetOutput.mask == batch.paddedTargetInput.mask)
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
        #expect(batch.paddedSource.ids == [10, 11, 0, 12, 0, 0, 13, 14, 15])
        #expect(batch.source.ids == [13, 10, 12, 14, 11, 15])
    }

    @Test func tokensAreCountedWithEndTokensAndWithoutPadding() {
        #expect(batch.pairCount == 3)
        #expect(batch.sourceTokenCount == 6)
        #expect(batch.targetTokenCount == 8)
        #expect(batch.paddedTargetOutput.mask.count { $0 } == batch.targetTokenCount)
        #expect(batch.paddedSource.mask.count { $0 } == batch.sourceTokenCount)
    }

    @Test func thePaddedViewsHoldWhatThePackedOnesHold() {
        let views = [
            (batch.source, batch.source.ids, batch.paddedSource),
            (batch.targetInput, batch.targetInput.ids, batch.paddedTargetInput),
            (batch.targetInput, batch.targetOutput, batch.paddedTargetOutput),
        ]
        for (packed, values, padded) in views {
            for row in 0..<padded.batch {
                for step in 0..<padded.time {
                    let place = row * padded.time + step
                    #expect(padded.mask[place] == (step < packed.lengths[row]))
                    let expected =
                        padded.mask[place]
                        ? values[packed.index(time: step, row: packed.packedRows[row])] : Vocabulary.padding
                    #expect(padded.ids[place] == expected)
                }
            }
        }
    }

    @Test func anEmptyTargetIsAnsweredByTheEndTokenAlone() {
        let batch = Batch([EncodedPair(source: [4], target: [])])
        #expect(batch.targetInput.ids == [Vocabulary.begin])
        #expect(batch.targetOutput == [Vocabulary.end])
        #expect(batch.targetTokenCount == 1)
    }

    @Test func aBatchWithoutPairsIsAProgrammersError() async {
        await #expect(processExitsWith: .failure) {
            _ = Batch([])
        }
    }
}
