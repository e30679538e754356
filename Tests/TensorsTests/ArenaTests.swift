import Seq2SeqTensors
import Testing

@Suite("Arena")
struct ArenaTests {
    private let arena = Arena()

    @Test func everyPieceStartsOnA64ByteBoundary() {
        for count in [1, 15, 16, 17, 1000, 70_000, 3] {
            #expect(UInt(bitPattern: arena.floats(count)) % 64 == 0)
        }
    }

    @Test func rowsStartOn64ByteBoundariesAndNeverAKibibyteApart() {
        for columns in [1, 16, 17, 255, 256, 512, 1000] {
            let matrix = arena.matrix(rows: 3, columns: columns)
            #expect(matrix.stride >= columns)
            #expect(UInt(bitPattern: matrix.row(2)) % 64 == 0)
            #expect(matrix.stride % 256 != 0)
        }
    }

    @Test func piecesDoNotOverlap() {
        let counts = [10, 40_000, 5, 100_000, 70_000, 16, 31]
        let pieces = counts.map { count in
            let piece = arena.floats(count)
            piece.update(repeating: Float(count), count: count)
            return piece
        }
        for (piece, count) in zip(pieces, counts) {
            #expect((0..<count).allSatisfy { piece[$0] == Float(count) })
        }
    }

    @Test func zerosAreZeroInMemoryThatWasUsed() {
        arena.floats(1000).update(repeating: 7, count: 1000)
        arena.reset()
        #expect(arena.zeros(rows: 10, columns: 20).elements == [Float](repeating: 0, count: 200))
    }

    @Test func aResetJoinsTheBlocks() {
        for _ in 0..<5 { _ = arena.floats(50_000) }
        #expect(arena.blockCount > 1)
        arena.reset()
        #expect(arena.blockCount == 1)
        let first = arena.floats(50_000)
        for _ in 0..<4 { _ = arena.floats(50_000) }
        #expect(arena.blockCount == 1)
        arena.reset()
        #expect(arena.floats(50_000) == first)
    }

    @Test func theMostThatWasInUseIsRemembered() {
        for _ in 0..<3 { _ = arena.floats(60_000) }
        arena.reset()
        _ = arena.floats(16)
        #expect(arena.peakCount == 180_000)
    }

    @Test func whatWasTakenSinceAMarkIsTakenAgain() {
        _ = arena.floats(100)
        let mark = arena.mark
        let first = arena.floats(100)
        arena.release(to: mark)
        #expect(arena.floats(100) == first)
    }
}
