import Seq2SeqLayers
import Seq2SeqRandomness
import Testing

/// Padding, masks and the way back.
@Suite("Padding and masks")
struct PaddingTests {
    private let ragged: [[Int32]] = [[1, 2, 3], [4], [], [5, 6]]

    @Test(
        arguments: [
            (Padding.Side.back, [1, 2, 3, 4, 0, 0, 0, 0, 0, 5, 6, 0]),
            (.front, [1, 2, 3, 0, 0, 4, 0, 0, 0, 0, 5, 6]),
        ] as [(Padding.Side, [Int32])])
    func rowsAreFilledUpOnEitherSide(side: Padding.Side, ids: [Int32]) {
        let padded = PaddedTokens(ragged, side: side)
        #expect(padded.ids == ids)
        #expect(padded.lengths == [3, 1, 0, 2])
        #expect(padded.mask == Mask(lengths: [3, 1, 0, 2], side: side))
        #expect(padded.sequences == ragged)
    }

    @Test(
        arguments: [
            (Padding.Side.back, Padding.Side.back, [1, 2, 4, 9, 9, 9, 5, 6]),
            (.back, .front, [2, 3, 4, 9, 9, 9, 5, 6]),
            (.front, .back, [1, 2, 9, 4, 9, 9, 5, 6]),
            (.front, .front, [2, 3, 9, 4, 9, 9, 5, 6]),
        ] as [(Padding.Side, Padding.Side, [Int32])])
    func longRowsAreCutOnEitherSide(side: Padding.Side, cutting: Padding.Side, ids: [Int32]) {
        let padded = PaddedTokens(ragged, side: side, to: .exactly(2), cutting: cutting, with: 9)
        #expect(padded.ids == ids)
        #expect(padded.lengths == [2, 1, 0, 2])
    }

    @Test(arguments: [(1, 3), (2, 4), (3, 3), (8, 8)])
    func aLengthIsRoundedUpToAMultiple(multiple: Int, time: Int) {
        #expect(PaddedTokens(ragged, to: .multiple(of: multiple)).time == time)
        #expect(PaddedTokens([], to: .multiple(of: multiple)).time == 0)
    }

    @Test func vectorsComeBackAsTheyWent() {
        var random = RandomSource(seed: 1)
        for _ in 0..<50 {
            let sequences = (0..<random.next(in: 1...5)).map { _ in
                (0..<random.next(in: 0...6)).map { _ in (0..<2).map { _ in random.nextUnit() } }
            }
            for side in Padding.Side.allCases {
                let padded = PaddedBatch(sequences, side: side, to: .exactly(9), with: -7)
                #expect(padded.time == 9 && padded.sequences == sequences)
            }
        }
    }

    @Test func masksAreFoundByIdsAndByValues() {
        let ids: [[Int32]] = [[0, 3, 0, 4], [0, 0, 0, 0]]
        #expect(Mask(ids: ids).steps == [[1, 3], []])
        #expect(Mask(ids: ids, padding: 4).steps == [[0, 1, 2], [0, 1, 2, 3]])
        let values: [[[Float]]] = [[[0, 0], [0, 1]], [[1, 1], [0, 0]]]
        #expect(Mask(values: values, padding: 0).steps == [[1], [0]])
    }

    @Test func aRectangleWithLengthsIsItsRows() {
        let batch = PaddedBatch(values: [[[1], [2], [8]], [[3], [8], [8]]], lengths: [2, 1])
        #expect(batch.sequences == [[[1], [2]], [[3]]])
        let front = PaddedBatch(values: [[[8], [1], [2]], [[8], [8], [3]]], lengths: [2, 1], side: .front)
        #expect(front.sequences == batch.sequences)
    }

    @Test func aLayoutHoldsEveryStepOnceAndNoPadding() {
        let layout = SequenceLayout(positions: [[1, 3], [], [0, 1, 2], [3], [2, 3]], time: 4)
        #expect(layout.order == [2, 0, 4, 3])
        #expect(layout.packedRows == [1, nil, 0, 3, 2])
        #expect(layout.packed.activeRows == [4, 3, 1])
        #expect(layout.count == 8)
        for (packed, step) in layout.steps.enumerated() {
            #expect(layout.packedRow(step.row, step.index) == packed)
        }
        #expect(SequenceLayout(layout.mask) == layout)
    }

    @Test func packingGoesThereAndBack() {
        let batch = PaddedBatch([[[1], [2]], [], [[3], [4], [5]]], side: .front, with: 7)
        let packed = PackedBatch(batch)
        #expect(packed.values == [3, 1, 4, 2, 5])
        #expect(packed.order == [2, 0])
        #expect(packed.activeRows == [2, 2, 1])
        #expect(packed.padded(with: 7) == batch)
    }
}
