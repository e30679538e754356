import Seq2SeqOracle
import Seq2SeqTensors
import Testing

@Suite("Packed layout")
struct PackedLayoutTests {
    @Test func stepsFollowOneAnotherWithoutPadding() {
        let layout = PackedLayout(activeRows: [3, 2, 2, 1])
        #expect(layout.count == 8)
        #expect(layout.batch == 3)
        #expect(layout.time == 4)
        #expect((0..<4).map(layout.range) == [0..<3, 3..<5, 5..<7, 7..<8])
        #expect(layout.lengths == [4, 3, 1])
        #expect(PackedLayout(lengths: [4, 3, 1]) == layout)
    }

    @Test func rowsArePackedByTheirLengthsAndEmptyOnesNotAtAll() {
        let rows = [["a", "b"], [], ["c", "d", "e"], ["f"], ["g", "h"]]
        let packing = Packing(lengths: rows.map(\.count))
        #expect(packing.order == [2, 0, 4, 3, 1])
        #expect(packing.packedRows == [1, 4, 0, 3, 2])
        #expect(packing.layout == PackedLayout(activeRows: [4, 3, 1]))
        #expect(packing.layout.offsets == [0, 4, 7, 8])
        #expect(packing.packed(rows) == ["c", "a", "g", "f", "d", "b", "h", "e"])
        #expect(packing.steps.map { rows[$0.row][$0.step] } == packing.packed(rows))
        #expect(Packing(lengths: []).layout.count == 0)
        #expect(Packing(lengths: [0, 0]).layout == Packing(lengths: []).layout)
    }

    @Test func risingRowsAreAProgrammersError() async {
        await #expect(processExitsWith: .failure) {
            _ = PackedLayout(activeRows: [1, 2])
        }
    }
}
