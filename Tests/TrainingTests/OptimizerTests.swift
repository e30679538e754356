import Foundation
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing
import Seq2SeqText
import Seq2SeqTraining

/// The rules themselves are compared with PyTorch's; here is what surrounds them.
struct OptimizerTests {
    private func network() -> EncoderDecoder {
        var random = RandomSource(seed: 1)
        var configuration = EncoderDecoder.Configuration(sourceVocabularySize: 8, targetVocabularySize: 8)
        configuration.embedding = 4
        configuration.hidden = 6
        return EncoderDecoder(configuration, using: &random)
    }

    private let batch = Batch([
        EncodedPair(source: [4, 5, 6], target: [6, 5]), EncodedPair(source: [7], target: [4, 4, 5, 7]),
    ])

    @Test func clippingScalesTheStepToTheNorm() throws {
        let workspace = Workspace(threads: 1)
        let start = network()
        let (_, gradients) = start.lossAndGradients(for: batch, on: workspace)
        let parameter = try #require(start.parameters.parameter(named: "output.bias"))
        var free = start
        var clipped = start
        var freely = Optimizer(.sgd, learningRate: 1)
        let norm = freely.update(&free.parameters, along: gradients, on: workspace)
        var clipping = Optimizer(.sgd, learningRate: 1, clipNorm: norm / 2)
        #expect(clipping.update(&clipped.parameters, along: gradients, on: workspace) == norm)
        for index in 0..<8 {
            let step = start.parameters[parameter][index] - free.parameters[parameter][index]
            let clippedStep = start.parameters[parameter][index] - clipped.parameters[parameter][index]
            // The rule adds 1e-6 to the norm; the difference of two weights is rounded.
            let tolerance = abs(step) * Float(1e-6 / norm) + start.parameters[parameter][index].ulp + 2e-8
            #expect(abs(clippedStep - step / 2) <= tolerance)
        }
    }

    @Test(arguments: Optimizer.Method.allCases)
    func aCopyGoesOnFromTheSameMoments(method: Optimizer.Method) {
        let workspace = Workspace(threads: 1)
        var first = network()
        var optimizer = Optimizer(method, learningRate: 0.01)
        func step(_ optimizer: inout Optimizer, _ model: inout EncoderDecoder) {
            let (_, gradients) = model.lossAndGradients(for: batch, on: workspace)
            optimizer.update(&model.parameters, along: gradients, on: workspace)
        }
        step(&optimizer, &first)
        var second = first
        var copy = optimizer
        step(&optimizer, &first)
        // The copy is untouched by what the original did since.
        step(&copy, &second)
        for name in first.parameters.names {
            guard let parameter = first.parameters.parameter(named: name) else { continue }
            #expect(first.parameters[parameter] == second.parameters[parameter])
        }
        #expect(optimizer.stepCount == 2 && copy.stepCount == 2)
    }

    @Test func aSnapshotIsNotTrained() throws {
        let workspace = Workspace(threads: 1)
        var model = network()
        let snapshot = model
        let parameter = try #require(model.parameters.parameter(named: "decoder.weight_hh_l0"))
        let before = snapshot.parameters[parameter]
        var optimizer = Optimizer(.adam, learningRate: 0.01)
        let (_, gradients) = model.lossAndGradients(for: batch, on: workspace)
        optimizer.update(&model.parameters, along: gradients, on: workspace)
        #expect(snapshot.parameters[parameter] == before)
        #expect(model.parameters[parameter] != before)
    }
}
