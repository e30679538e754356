import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Testing
import Seq2SeqText
import Seq2SeqTraining

/// The model and the optimisers, held against PyTorch's.
@Suite("Golden numbers from PyTorch")
struct GoldenTests {
    /// Of a tensor's largest element.
    private static let tolerance = 1e-5

    @Test(arguments: Fixture.names)
    func logitsAreThoseOfPyTorch(name: String) throws {
        let fixture = try Fixture(named: name)
        let logits = fixture.model.logits(for: Batch(fixture.pairs), on: Workspace(threads: 1))
        let values = logits.joined().flatMap { $0 }
        #expect(relativeError(values, from: try fixture.expected("logits")) <= Self.tolerance)
    }

    @Test(arguments: Fixture.names)
    func theLossAndEveryGradientAreThoseOfPyTorch(name: String) throws {
        let fixture = try Fixture(named: name)
        let (loss, gradients) = fixture.model.lossAndGradients(
            for: Batch(fixture.pairs), regularization: fixture.regularization, on: Workspace(threads: 1))
        let expectedLoss = try fixture.expected("loss")[0]
        #expect(abs(loss.sum - expectedLoss) <= Self.tolerance * expectedLoss)
        #expect(try fixture.expected("token_count") == [Double(loss.tokenCount)])
        let parameters = fixture.model.parameters
        for name in parameters.names {
            let parameter = try #require(parameters.parameter(named: name))
            let perToken = gradients[parameter].map { $0 / Float(loss.weight) }
            let error = relativeError(perToken, from: try fixture.expected("gradient.\(name)"))
            #expect(error <= Self.tolerance, "\(name)")
        }
    }

    /// Loss per token before each of ten steps.
    private func losses(_ fixture: Fixture, _ optimizer: Optimizer) -> [Double] {
        var (model, optimizer) = (fixture.model, optimizer)
        let batch = Batch(fixture.pairs)
        let workspace = Workspace(threads: 1)
        return (0..<10).map { _ in
            let (loss, gradients) = model.lossAndGradients(
                for: batch, regularization: fixture.regularization, on: workspace)
            optimizer.update(&model.parameters, along: gradients, on: workspace)
            return loss.perToken
        }
    }

    @Test(arguments: Fixture.names, Optimizer.Method.allCases)
    func tenStepsLoseWhatPyTorchLoses(name: String, method: Optimizer.Method) throws {
        let fixture = try Fixture(named: name)
        var optimizer =
            method == .sgd
            ? Optimizer(.sgd, learningRate: 0.1) : Optimizer(method, learningRate: 0.01, clipNorm: 1)
        optimizer.weightDecay = 0.01
        let actual = losses(fixture, optimizer)
        let expected = try fixture.expected("\(method.rawValue)_losses")
        #expect(actual.count == expected.count)
        for (step, (value, wanted)) in zip(actual, expected).enumerated() {
            #expect(abs(value - wanted) <= Self.tolerance * wanted, "step \(step)")
        }
    }
}
