import Randomness
import Tensors
import Testing

@Suite("Initial weights")
struct InitializerTests {
    private func values(_ initializer: Initializer, shape: [Int]) -> [Float] {
        var random = RandomSource(seed: 1)
        var store = ParameterStore()
        let parameter = store.declare("weight", shape: shape, initializer: initializer, using: &random)
        return store[parameter]
    }

    /// Uniform numbers keep to the bound, come near it on both sides and have a mean near zero.
    private func isUniform(_ values: [Float], bound: Float) -> Bool {
        let mean = values.reduce(0, +) / Float(values.count)
        return values.allSatisfy { abs($0) <= bound } && (values.max() ?? 0) > 0.95 * bound
            && (values.min() ?? 0) < -0.95 * bound && abs(mean) < 0.05 * bound
    }

    @Test func zerosAreZero() {
        #expect(values(.zeros, shape: [3, 4]) == [Float](repeating: 0, count: 12))
    }

    @Test func uniformNumbersFillTheirRange() {
        #expect(isUniform(values(.uniform(0.1), shape: [100, 50]), bound: 0.1))
    }

    @Test func glorotsBoundIsThatOfOneGate() {
        let bound = (6.0 / (100 + 50)).squareRoot()
        #expect(isUniform(values(.glorot(gates: 1), shape: [100, 50]), bound: Float(bound)))
        #expect(isUniform(values(.glorot(gates: 4), shape: [400, 50]), bound: Float(bound)))
    }

    @Test func theForgetBiasIsOneAndTheOthersAreZero() {
        #expect(values(.forgetBias, shape: [12]) == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    }

    @Test func theSameSeedGivesTheSameWeights() {
        #expect(values(.uniform(1), shape: [20]) == values(.uniform(1), shape: [20]))
    }
}
