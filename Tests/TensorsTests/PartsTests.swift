import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// A buffer that is cut into parts, which different owners work on.
struct PartsTests {
    @Test(arguments: [0, 1, 16, 16_384, 16_385, 100_000, 1_000_000], [1, 2, 3, 7, 64])
    func partsFillTheBufferInWholeRuns(count: Int, owners: Int) {
        let parts = Workspace.parts(of: count, among: owners)
        #expect(parts.count == owners)
        #expect(parts.first?.lowerBound == 0 && parts.last?.upperBound == count)
        for (part, next) in zip(parts, parts.dropFirst()) {
            #expect(part.upperBound == next.lowerBound)
            #expect(part.upperBound == count || part.upperBound % 16_384 == 0)
        }
        let sizes = parts.map { Workspace.runCount(of: $0.count) }
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
        #expect(sizes.reduce(0, +) == Workspace.runCount(of: count))
    }

    @Test(arguments: [1, 2, 3, 5])
    func theNormOfPartsIsThatOfTheWholeToTheBit(owners: Int) {
        var random = RandomSource(seed: 3)
        var store = ParameterStore()
        let count = 70_003
        _ = store.declare("weight", shape: [count], initializer: .uniform(1))
        store.start(using: &random)
        let storage = FloatStorage(copying: store.storage)
        let workspace = Workspace(threads: 1)
        let whole = workspace.norm(of: Gradients(of: store, storage: storage, tokenCount: 1))
        var sums: [Float] = []
        for part in Workspace.parts(of: storage.count, among: owners) {
            var own = [Float](repeating: 0, count: Workspace.runCount(of: part.count))
            own.withUnsafeMutableBufferPointer { own in
                guard let base = own.baseAddress else { return }
                workspace.addUpSquares(of: FloatStorage(part: part, of: storage), into: base)
            }
            sums += own
        }
        #expect(sums.withUnsafeBufferPointer { Workspace.norm($0) } == whole)
    }
}
