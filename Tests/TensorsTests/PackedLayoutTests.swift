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

    @Test func risingRowsAreAProgrammersError() async {
        await #expect(processExitsWith: .failure) {
            _ = PackedLayout(activeRows: [1, 2])
        }
    }
}
