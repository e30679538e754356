import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Testing
import Seq2SeqTraining

/// A tagger with a conditional random field, held against pytorch-crf on a ragged, masked batch.
@Suite("Golden numbers from pytorch-crf")
struct CRFTests {
    /// Of a tensor's largest element.
    private static let tolerance = 1e-5
    private let workspace = Workspace(threads: 1)
    private let fixture: KerasFixture

    init() throws {
        fixture = try KerasFixture(named: "tagger", by: "crf")
    }

    @Test func bestPathsAreThoseOfPyTorch() throws {
        let outputs = try fixture.sequential().predict(try fixture.x, on: workspace)
        #expect(outputs.padded?.mask == (try fixture.mask))
        let values = outputs.sequences.joined().flatMap { $0 }
        #expect(values.map(Double.init) == (try fixture.expectedOutputs()))
    }

    @Test func theLikelihoodAndEveryGradientAreThoseOfPyTorch() throws {
        let model = try fixture.sequential()
        let (loss, gradients) = try model.lossAndGradients(
            for: try fixture.x, try fixture.y, loss: fixture.loss, on: workspace)
        let expected = try fixture.expected("loss")[0]
        #expect(abs(loss.perToken - expected) <= Self.tolerance * expected)
        for (index, gradient) in model.kerasGradients(gradients).enumerated() {
            let mean = gradient.map { $0 / Float(loss.tokenCount) }
            let error = relativeError(mean, from: try fixture.expected("gradient.\(index)"))
            #expect(error <= Self.tolerance, "gradient \(index)")
        }
    }

    @Test(arguments: [Optimizer.Method.sgd, .adam])
    func fiveStepsLoseWhatPyTorchLoses(method: Optimizer.Method) throws {
        var model = try fixture.sequential()
        let (x, y) = (try fixture.x, try fixture.y)
        var optimizer = Optimizer(method, learningRate: method == .sgd ? 0.1 : 0.01)
        for wanted in try fixture.expected("\(method.rawValue)_losses") {
            let (loss, gradients) = try model.lossAndGradients(for: x, y, loss: fixture.loss, on: workspace)
            #expect(abs(loss.perToken - wanted) <= Self.tolerance * wanted)
            optimizer.update(&model.parameters, along: gradients, on: workspace)
        }
    }

    @Test func aTaggerLearnsWhatFollowsWhat() throws {
        // The tag of a step is 1 after a 0, whatever is read: no layer that sees single steps can know.
        let lengths = [6, 5, 4, 6, 3, 2]
        let x = Examples.sequences(lengths.map { Array(repeating: [1], count: $0) })
        let y = Examples.tokens(lengths.map { length in (0..<length).map { Int32($0 % 2) } })
        var model = try Sequential(input: .sequences(1)) {
            Dense(2)
            CRF()
        }
        let reports = try model.fit(
            x, y, loss: .conditionalRandomField, metrics: [.accuracy], optimizer: Optimizer(.adam, learningRate: 0.1),
            epochs: 60, on: workspace)
        #expect(reports.last?.metrics == [1])
        #expect(
            try model.predict(x, on: workspace).argmax == lengths.map { length in (0..<length).map { Int32($0 % 2) } })
    }

    @Test func aLossOfAnotherLastLayerIsRefused() throws {
        let model = try fixture.sequential()
        #expect(throws: SequentialError.self) {
            try model.evaluate(try fixture.x, try fixture.y, loss: .categoricalCrossEntropy, on: workspace)
        }
        let plain = try Sequential(input: .sequences(3)) { Dense(4, activation: .softmax) }
        let error = #expect(throws: SequentialError.self) {
            try plain.evaluate(try fixture.x, try fixture.y, loss: .conditionalRandomField, on: workspace)
        }
        #expect(
            "\(error.map(String.init(describing:)) ?? "")"
                == "The loss conditionalRandomField needs a CRF as the last layer, but that is another.")
        #expect(throws: SequentialError.outsideRange(id: 9, count: 4)) {
            try model.evaluate(
                .sequences([[[1, 2, 3]]]), .tokens([[9]]), loss: .conditionalRandomField, on: workspace)
        }
    }
}
