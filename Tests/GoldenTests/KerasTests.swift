import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Testing
import Seq2SeqTraining

/// Every shape of sequence model, held against Keras on a ragged, masked batch.
@Suite("Golden numbers from Keras")
struct KerasTests {
    /// Of a tensor's largest element.
    private static let tolerance = 1e-5
    private let workspace = Workspace(threads: 1)

    @Test(arguments: KerasFixture.stacks)
    func outputsAndMasksAreThoseOfKeras(name: String) throws {
        let fixture = try KerasFixture(named: name)
        let outputs = try fixture.sequential().predict(try fixture.x, on: workspace)
        #expect(outputs.padded?.mask == (try fixture.mask))
        let values = outputs.sequences.joined().flatMap { $0 }
        #expect(relativeError(values, from: try fixture.expectedOutputs()) <= Self.tolerance)
    }

    @Test(arguments: KerasFixture.stacks)
    func theLossAndEveryGradientAreThoseOfKeras(name: String) throws {
        let fixture = try KerasFixture(named: name)
        let model = try fixture.sequential()
        let (loss, gradients) = try model.lossAndGradients(
            for: try fixture.x, try fixture.y, loss: fixture.loss, on: workspace)
        try check(loss, model.kerasGradients(gradients), fixture)
    }

    @Test(arguments: KerasFixture.stacks, [Optimizer.Method.sgd, .adam])
    func fiveStepsLoseWhatKerasLoses(name: String, method: Optimizer.Method) throws {
        let fixture = try KerasFixture(named: name)
        var model = try fixture.sequential()
        let (x, y) = (try fixture.x, try fixture.y)
        try checkSteps(fixture, method) { update in
            let (loss, gradients) = try model.lossAndGradients(for: x, y, loss: fixture.loss, on: workspace)
            update(&model.parameters, gradients)
            return loss.perToken
        }
    }

    @Test(arguments: KerasFixture.stacksFromStates)
    func theStatesThatLayersEndWithAreThoseOfKeras(name: String) throws {
        let fixture = try KerasFixture(named: name)
        let states = try fixture.sequential().predict(
            try fixture.x, from: try fixture.states(), on: workspace
        ).states
        let expected = try fixture.states("expected.")
        #expect(states.count == expected.count)
        for (state, wanted) in zip(states, expected) {
            #expect(state.cell.isEmpty == wanted.cell.isEmpty)
            for (vectors, wantedVectors) in zip(state.vectors, wanted.vectors) {
                let error = relativeError(
                    vectors.flatMap { $0 }, from: wantedVectors.flatMap { $0 }.map(Double.init))
                #expect(error <= Self.tolerance)
            }
        }
    }

    @Test(arguments: KerasFixture.stacks)
    func kerasWeightsComeBackAsTheyWent(name: String) throws {
        let fixture = try KerasFixture(named: name)
        #expect(try fixture.sequential().kerasWeights == fixture.weights)
    }

    private var encoderDecoder: (KerasFixture, ContinuousEncoderDecoder) {
        get throws {
            let fixture = try KerasFixture(named: "encoder_decoder")
            var model = ContinuousEncoderDecoder(inputSize: 3, outputSize: 2, hidden: 5)
            try model.setKerasWeights(try fixture.weights)
            return (fixture, model)
        }
    }

    @Test func theEncoderDecoderIsThatOfKeras() throws {
        let (fixture, model) = try encoderDecoder
        let (loss, gradients) = try model.lossAndGradients(
            for: .sequences(try fixture.maskedX), .sequences(try fixture.maskedY), loss: fixture.loss, on: workspace)
        try check(loss, model.kerasGradients(gradients), fixture)
    }

    @Test func theEncoderDecoderRunsFreelyAsKerasDoes() throws {
        let (fixture, model) = try encoderDecoder
        let written = try model.predict(.sequences(try fixture.maskedX), steps: 6, on: workspace)
        let values = written.sequences.joined().flatMap { $0 }
        #expect(relativeError(values, from: try fixture.expected("free_outputs")) <= Self.tolerance)
    }

    @Test(arguments: [Optimizer.Method.sgd, .adam])
    func fiveStepsOfTheEncoderDecoderLoseWhatKerasLoses(method: Optimizer.Method) throws {
        var (fixture, model) = try encoderDecoder
        let (x, y) = (try fixture.maskedX, try fixture.maskedY)
        try checkSteps(fixture, method) { update in
            let (loss, gradients) = try model.lossAndGradients(
                for: .sequences(x), .sequences(y), loss: fixture.loss, on: workspace)
            update(&model.parameters, gradients)
            return loss.perToken
        }
    }

    private func check(_ loss: Loss, _ gradients: [[Float]], _ fixture: KerasFixture) throws {
        let expected = try fixture.expected("loss")[0]
        #expect(abs(loss.perToken - expected) <= Self.tolerance * expected)
        for (index, gradient) in gradients.enumerated() {
            let mean = gradient.map { $0 / Float(loss.tokenCount) }
            let error = relativeError(mean, from: try fixture.expected("gradient.\(index)"))
            #expect(error <= Self.tolerance, "gradient \(index)")
        }
    }

    private func checkSteps(
        _ fixture: KerasFixture, _ method: Optimizer.Method,
        _ step: ((inout ParameterStore, Gradients) -> Void) throws -> Double
    ) throws {
        let expected = try fixture.expected("\(method.rawValue)_losses")
        var optimizer = Optimizer(method, learningRate: method == .sgd ? 0.1 : 0.01)
        try #require(expected.count == 5)
        for (index, wanted) in expected.enumerated() {
            // Keras adds its epsilon before it corrects the second moment's bias, PyTorch and this toolkit after.
            optimizer.epsilon = 1e-7 / (1 - pow(optimizer.beta2, Double(index + 1))).squareRoot()
            let loss = try step { parameters, gradients in
                optimizer.update(&parameters, along: gradients, on: workspace)
            }
            #expect(abs(loss - wanted) <= Self.tolerance * wanted, "step \(index)")
        }
    }
}
