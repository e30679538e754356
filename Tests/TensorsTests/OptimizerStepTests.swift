import Foundation
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

@Suite("Optimiser steps")
struct OptimizerStepTests {
    /// More than one run of the workspace's loop, and no multiple of 16.
    private static let count = 40_003

    private func store(seed: UInt64) -> (store: ParameterStore, weight: Parameter) {
        var random = RandomSource(seed: seed)
        var store = ParameterStore()
        let weight = store.declare("weight", shape: [Self.count], initializer: .uniform(1))
        store.start(using: &random)
        return (store, weight)
    }

    private func gradients(_ values: [Float], of store: ParameterStore) -> Gradients {
        let storage = FloatStorage(count: store.bufferCount)
        for (index, value) in values.enumerated() { storage.base[index] = value }
        return Gradients(of: store, storage: storage, tokenCount: 1)
    }

    private func randomGradient(seed: UInt64) -> [Float] {
        var random = RandomSource(seed: seed)
        return random.floats(Self.count, from: -2, to: 2)
    }

    @Test func theNormIsEuclidsAndTheSameInEveryWorkspace() {
        let (store, _) = store(seed: 1)
        let values = randomGradient(seed: 2)
        let gradients = gradients(values, of: store)
        let exact = values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        let norms = Workspace.everyKind.map { $0.norm(of: gradients) }
        #expect(abs(norms[0] - exact) <= 1e-6 * exact)
        #expect(norms.allSatisfy { $0 == norms[0] })
    }

    @Test func aNormIsNotFiniteIfAGradientIsNot() {
        let (store, _) = store(seed: 1)
        for bad: Float in [.nan, .infinity, -.infinity] {
            var values = randomGradient(seed: 2)
            values[Self.count - 1] = bad
            #expect(!Workspace(threads: 1).norm(of: gradients(values, of: store)).isFinite)
        }
    }

    @Test func gradientDescentIsOneFusedStepInEveryWorkspace() {
        let (start, weight) = store(seed: 3)
        let values = randomGradient(seed: 4)
        let expected = zip(start[weight], values).map { $0.addingProduct(-0.3, $1) }
        for workspace in Workspace.everyKind {
            var store = start
            workspace.sgdStep(
                &store, in: 0..<store.bufferCount, gradients(values, of: start).storage, stepSize: 0.3)
            #expect(store[weight].bits == expected.bits, "\(workspace.kind)")
        }
    }

    /// Five steps of Adam as an optimiser would ask for them.
    private func adam(
        from start: ParameterStore, weight: Parameter, scale: Double, decay: Double, on workspace: Workspace
    ) -> [Float] {
        var store = start
        let moments = (FloatStorage(count: store.bufferCount), FloatStorage(count: store.bufferCount))
        for step in 1...5 {
            let count = Double(step)
            workspace.adamStep(
                &store, in: 0..<store.bufferCount, firstMoment: moments.0, secondMoment: moments.1,
                gradients(randomGradient(seed: UInt64(step)), of: store).storage,
                step: Kernels.AdamStep(
                    gradientScale: Float(scale), beta1: 0.9, beta2: 0.999, epsilon: 1e-8,
                    stepSize: Float(0.1 / (1 - pow(0.9, count))),
                    secondMomentScale: Float(1 / (1 - pow(0.999, count)).squareRoot()), decay: Float(0.1 * decay)))
        }
        return store[weight]
    }

    @Test(arguments: [0, 0.01])
    func adamAgreesWithItsFormula(decay: Double) {
        let (start, weight) = store(seed: 5)
        var expected = start[weight].map(Double.init)
        var reference = ReferenceAdam(count: Self.count, learningRate: 0.1, weightDecay: decay)
        for step in 1...5 {
            reference.step(&expected, gradients: randomGradient(seed: UInt64(step)).map { Double($0) * 0.25 })
        }
        for name in Kernels.available {
            guard let kernels = Kernels(named: name) else { continue }
            let workspace = Workspace(threads: 1, kernels: kernels)
            let values = adam(from: start, weight: weight, scale: 0.25, decay: decay, on: workspace)
            #expect(relativeError(values, from: expected) <= 1e-6, "\(name)")
        }
    }

    @Test func adamGivesTheSameBitsInEveryWorkspace() {
        let (start, weight) = store(seed: 6)
        let results = Workspace.everyKind.map {
            adam(from: start, weight: weight, scale: 1, decay: 0.01, on: $0).bits
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }

    @Test func aWeightWithoutAGradientStaysAsItIsUnderAdam() {
        let (start, weight) = store(seed: 7)
        var store = start
        let moments = (FloatStorage(count: store.bufferCount), FloatStorage(count: store.bufferCount))
        Workspace(threads: 1).adamStep(
            &store, in: 0..<store.bufferCount, firstMoment: moments.0, secondMoment: moments.1,
            gradients([Float](repeating: 0, count: Self.count), of: store).storage,
            step: Kernels.AdamStep(
                gradientScale: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, stepSize: 1, secondMomentScale: 30,
                decay: 0))
        #expect(store[weight].bits == start[weight].bits)
    }
}
