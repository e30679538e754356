import Seq2SeqRandomness
import Testing
import Seq2SeqText

@Suite("Packed and padded sequences")
struct PackedSequencesTests {
    @Test func rowsAreOrderedByLengthAndLaidOutStepByStep() {
        let packed = PackedSequences([[10, 11], [20], [30, 31, 32], [40, 41]])
        #expect(packed.order == [2, 0, 3, 1])
        #expect(packed.packedRows == [1, 3, 0, 2])
        #expect(packed.lengths == [2, 1, 3, 2])
        #expect(packed.activeRows == [4, 3, 1])
        #expect(packed.offsets == [0, 4, 7, 8])
        #expect(packed.ids == [30, 10, 40, 20, 31, 11, 41, 32])
        #expect(packed.time == 3)
        #expect(packed.batch == 4)
        #expect(packed.index(time: 1, row: 2) == 6)
    }

    @Test func packingLosesNothing() {
        var random = RandomSource(seed: 3)
        for _ in 0..<200 {
            let rows = (0..<random.next(in: 1...30)).map { _ in
                (0..<random.next(in: 1...12)).map { _ in Int32(random.next(below: 1000)) }
            }
            let packed = PackedSequences(rows)
            #expect(packed.unpacking(packed.ids) == rows)
            #expect(packed.packing(rows) == packed.ids)
            #expect(packed.activeRows == packed.activeRows.sorted(by: >))
            #expect(packed.ids.count == rows.reduce(0) { $0 + $1.count })
            for (row, sequence) in rows.enumerated() {
                let packedRow = packed.packedRows[row]
                #expect(packed.order[packedRow] == row)
                for (step, id) in sequence.enumerated() {
                    #expect(packed.ids[packed.index(time: step, row: packedRow)] == id)
                }
            }
        }
    }

    @Test func equallyLongRowsKeepTheOrderOfTheBatch() {
        let packed = PackedSequences((0..<100).map { [Int32]([Int32($0), 0].prefix($0 % 2 + 1)) })
        #expect(packed.order == Array(stride(from: 1, to: 100, by: 2)) + Array(stride(from: 0, to: 100, by: 2)))
    }

    @Test func noRowsMakeNoSteps() {
        let packed = PackedSequences([])
        #expect(packed.time == 0)
        #expect(packed.batch == 0)
        #expect(packed.offsets == [0])
    }

    @Test func emptyRowsComeLastAndAreNeverActive() {
        let packed = PackedSequences([[], [1, 2], [], [3]])
        #expect(packed.order == [1, 3, 0, 2] && packed.lengths == [0, 2, 0, 1])
        #expect(packed.activeRows == [2, 1] && packed.ids == [1, 3, 2])
        #expect(packed.unpacking(packed.ids) == [[], [1, 2], [], [3]])
        #expect(PackedSequences([[], []]).activeRows == [])
    }
}
