import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

@Suite("Parameter store")
struct ParameterStoreTests {
    private let workspace = Workspace(threads: 1)

    private func store() -> (store: ParameterStore, weight: Parameter, bias: Parameter) {
        var random = RandomSource(seed: 1)
        var store = ParameterStore()
        let weight = store.declare("weight", shape: [3, 5], initializer: .uniform(1))
        let bias = store.declare("bias", shape: [3], initializer: .uniform(1))
        store.start(using: &random)
        return (store, weight, bias)
    }

    @Test func namesShapesAndCountsAreThoseDeclared() {
        let (store, weight, bias) = store()
        #expect(store.names == ["weight", "bias"])
        #expect(store.shape(of: weight) == [3, 5])
        #expect(store.shape(of: bias) == [3])
        #expect(store.count == 18)
        #expect(store.parameter(named: "bias") == bias)
        #expect(store.parameter(named: "other") == nil)
    }

    @Test func everyWeightStartsOnA64ByteBoundary() {
        let (store, weight, bias) = store()
        for parameter in [weight, bias] {
            #expect(UInt(bitPattern: store.matrix(parameter).base) % 64 == 0)
        }
    }

    @Test func aSnapshotIsNotChangedByLaterChanges() {
        var (store, weight, bias) = store()
        let snapshot = store
        let before = store[weight]
        store[weight] = [Float](repeating: 9, count: 15)
        store.update { values in
            for index in values.indices { values[index] += 1 }
        }
        #expect(snapshot[weight] == before)
        #expect(store[weight] == [Float](repeating: 10, count: 15))
        #expect(store[bias] != snapshot[bias])
    }

    @Test func theVersionChangesWithEveryChangeAndWithNothingElse() {
        var (store, weight, _) = store()
        let first = store.version
        let snapshot = store
        _ = store[weight]
        #expect(snapshot.version == first)
        #expect(store.version == first)
        store[weight] = store[weight]
        let second = store.version
        #expect(second != first)
        var other = snapshot
        other.update { $0[0] = 5 }
        #expect(![first, second].contains(other.version))
    }

    /// Packed copies of weights must follow the weights, also when two models take turns on a workspace.
    @Test func aWorkspaceNeverComputesWithOldWeights() {
        var (store, weight, bias) = store()
        let snapshot = store
        func product(_ store: ParameterStore) -> [Float] {
            var tape = Tape(on: workspace, parameters: store, isRecording: false)
            let x = tape.constant([1, 1, 1, 1, 1], rows: 1, columns: 5)
            return tape.linear(x, weight: weight, bias: bias).value.elements
        }
        let before = product(store)
        var other = ParameterStore()
        _ = other.declare("weight", shape: [3, 5], initializer: .uniform(1))
        _ = other.declare("bias", shape: [3], initializer: .uniform(1))
        var again = other
        for seed: UInt64 in [1, 2] {
            var random = RandomSource(seed: seed)
            other = again
            other.start(using: &random)
            #expect((product(other) == before) == (seed == 1))
        }
        again.fillWithZeros()
        #expect(product(again) == [0, 0, 0])
        store[weight] = [Float](repeating: 1, count: 15)
        store[bias] = [1, 2, 3]
        #expect(product(store) == [6, 7, 8])
        #expect(product(snapshot) == before)
        #expect(product(store) == [6, 7, 8])
    }

    @Test func aNameIsDeclaredOnce() async {
        await #expect(processExitsWith: .failure) {
            var store = ParameterStore()
            _ = store.declare("weight", shape: [1], initializer: .zeros)
            _ = store.declare("weight", shape: [1], initializer: .zeros)
        }
    }

    @Test func nothingIsDeclaredBesideWeightsWithValues() async {
        await #expect(processExitsWith: .failure) {
            var store = ParameterStore()
            _ = store.declare("weight", shape: [1], initializer: .zeros)
            store.fillWithZeros()
            _ = store.declare("bias", shape: [1], initializer: .zeros)
        }
    }

    @Test func nothingIsComputedWithWeightsThatHaveNoValues() async {
        await #expect(processExitsWith: .failure) {
            var store = ParameterStore()
            _ = store.declare("weight", shape: [1], initializer: .zeros)
            _ = Tape(on: Workspace(threads: 1), parameters: store, isRecording: false)
        }
        await #expect(processExitsWith: .failure) {
            var store = ParameterStore()
            let weight = store.declare("weight", shape: [1], initializer: .zeros)
            store[weight] = [1]
        }
        await #expect(processExitsWith: .failure) {
            var store = ParameterStore()
            let weight = store.declare("weight", shape: [1], initializer: .zeros)
            _ = store[weight]
        }
    }
}
