import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// Encoder-decoders whose ends are vectors, held against PyTorch on ragged batches of which one source is empty.
@Suite("Golden numbers of vectors from PyTorch")
struct VectorsGoldenTests {
    /// Of a tensor's largest element.
    private static let tolerance = 1e-5
    private let workspace = Workspace(threads: 1)

    @Test(arguments: VectorsFixture.ofVectors)
    func outputsAreThoseOfPyTorch(name: String) throws {
        let fixture = try VectorsFixture(named: name)
        let model = try fixture.ofVectors()
        var tape = Tape(on: workspace, parameters: model.parameters, isRecording: false)
        var pass = SequentialPass()
        let signal = try model.outputs(for: fixture.x, targets: fixture.y, &pass, on: &tape)
        let rows = signal.sums.value
        let values = signal.layout.packedSequences.joined().flatMap { rows.rows($0..<$0 + 1).elements }
        #expect(relativeError(values, from: try fixture.expected("outputs")) <= Self.tolerance)
    }

    @Test(arguments: VectorsFixture.ofVectors)
    func whatIsWrittenFreelyIsThatOfPyTorch(name: String) throws {
        let fixture = try VectorsFixture(named: name)
        var model = try fixture.ofVectors()
        if model.configuration.decidesEnd {
            // PyTorch's side writes on, whatever the end says.
            let bias = try #require(model.parameters.parameter(named: "output.bias"))
            model.parameters[bias][model.parameters[bias].count - 1] = -100
        }
        let written = try model.predict(fixture.x, steps: 4, on: workspace).sequences.joined().flatMap { $0 }
        #expect(relativeError(written, from: try fixture.expected("free")) <= Self.tolerance)
    }

    @Test(arguments: VectorsFixture.ofVectors)
    func theLossAndEveryGradientAreThoseOfPyTorch(name: String) throws {
        let fixture = try VectorsFixture(named: name)
        let model = try fixture.ofVectors()
        let (loss, gradients) = try model.lossAndGradients(
            for: fixture.x, fixture.y, loss: try #require(SequenceLoss(rawValue: fixture.loss)), on: workspace)
        try check(loss, gradients, model.parameters, fixture)
    }

    private func check(
        _ loss: Loss, _ gradients: Gradients, _ parameters: ParameterStore, _ fixture: VectorsFixture
    ) throws {
        let expected = try fixture.expected("loss")[0]
        #expect(abs(loss.perToken - expected) <= Self.tolerance * abs(expected))
        for name in parameters.names {
            let parameter = try #require(parameters.parameter(named: name))
            let mean = gradients[parameter].map { $0 / Float(loss.tokenCount) }
            #expect(
                relativeError(mean, from: try fixture.expected("gradient.\(name)")) <= Self.tolerance, "\(name)")
        }
    }

    @Test(arguments: VectorsFixture.ofVectors, [Optimizer.Method.sgd, .adam])
    func fiveStepsLoseWhatPyTorchLoses(name: String, method: Optimizer.Method) throws {
        let fixture = try VectorsFixture(named: name)
        var model = try fixture.ofVectors()
        let kind = try #require(SequenceLoss(rawValue: fixture.loss))
        try checkSteps(fixture, method) { optimizer in
            let (loss, gradients) = try model.lossAndGradients(for: fixture.x, fixture.y, loss: kind, on: workspace)
            optimizer.update(&model.parameters, along: gradients, on: workspace)
            return loss.perToken
        }
    }

    private func checkSteps(
        _ fixture: VectorsFixture, _ method: Optimizer.Method, _ step: (inout Optimizer) throws -> Double
    ) throws {
        var optimizer = Optimizer(method, learningRate: method == .sgd ? 0.1 : 0.01)
        for (index, wanted) in try fixture.expected("\(method.rawValue)_losses").enumerated() {
            let loss = try step(&optimizer)
            #expect(abs(loss - wanted) <= Self.tolerance * abs(wanted), "step \(index)")
        }
    }

    @Test func unitsAreMeansAndDeviations() throws {
        let fixture = try VectorsFixture(named: "vectors_huber")
        let scales = try fixture.ofVectors().configuration.scales
        for (name, found) in [("inputs", scales.inputs), ("outputs", scales.outputs), ("known", scales.known)] {
            let expected = try fixture.scales(name).map(Double.init)
            #expect(relativeError(found.flatMap { [$0.shift, $0.scale] }, from: expected) <= 1e-6, "\(name)")
        }
    }

    @Test(arguments: VectorsFixture.ofTokens)
    func logitsOfTokensAreThoseOfPyTorch(name: String) throws {
        let fixture = try VectorsFixture(named: name)
        let logits = try fixture.ofTokens().logits(for: Batch(fixture.pairs), on: workspace)
        let values = logits.joined().flatMap { $0 }
        #expect(relativeError(values, from: try fixture.expected("outputs")) <= Self.tolerance)
    }

    @Test(arguments: VectorsFixture.ofTokens)
    func theLossOfTokensAndEveryGradientAreThoseOfPyTorch(name: String) throws {
        let fixture = try VectorsFixture(named: name)
        let model = try fixture.ofTokens()
        let (loss, gradients) = model.lossAndGradients(for: Batch(fixture.pairs), on: workspace)
        try check(loss, gradients, model.parameters, fixture)
    }

    @Test(arguments: VectorsFixture.ofTokens, [Optimizer.Method.sgd, .adam])
    func fiveStepsOfTokensLoseWhatPyTorchLoses(name: String, method: Optimizer.Method) throws {
        let fixture = try VectorsFixture(named: name)
        var model = try fixture.ofTokens()
        try checkSteps(fixture, method) { optimizer in
            let (loss, gradients) = model.lossAndGradients(for: Batch(fixture.pairs), on: workspace)
            optimizer.update(&model.parameters, along: gradients, on: workspace)
            return loss.perToken
        }
    }
}
