import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Seq2SeqText
import Testing

/// Decoders without a source, held against their formulas in double precision.
@Suite("Encoder-decoder: language models")
struct LanguageModelTests {
    private static let pairs = EncodedPair.ragged().map {
        EncodedPair(source: TranslationModel.noSource, target: $0.target)
    }

    private func loss(_ oracle: ReferenceEncoderDecoder) -> Double {
        Self.pairs.reduce(0) { sum, pair in
            sum
                + oracle.loss(
                    source: [], targetInput: [Vocabulary.begin] + pair.target,
                    targetOutput: pair.target + [Vocabulary.end])
        }
    }

    @Test(arguments: Variant.sourceless)
    func noWeightIsAnEncoders(variant: Variant) {
        let names = variant.model().parameters.names
        #expect(names.allSatisfy { ["decoder", "output", "target_embedding"].contains($0.prefix { $0 != "." }) })
    }

    @Test(arguments: Variant.sourceless)
    func lossAndGradientsAgreeWithTheFormulas(variant: Variant) throws {
        let model = variant.model()
        let (total, gradients) = model.lossAndGradients(for: Batch(Self.pairs), on: Workspace(threads: 1))
        let start = ReferenceEncoderDecoder(model.parameters, options: variant.oracleOptions)
        #expect(abs(total.sum - loss(start)) <= 1e-6 * total.sum)
        for name in model.parameters.names {
            let parameter = try #require(model.parameters.parameter(named: name))
            let wanted = centralDifferences(at: [DoubleMatrix(parameter, of: model.parameters)]) { point in
                var moved = start
                moved.weights[name] = point[0]
                return loss(moved)
            }
            let error = relativeError(gradients[parameter], from: wanted[0].elements)
            #expect(error <= variant.tolerance(of: name), "\(name)")
        }
    }

    @Test(arguments: Variant.sourceless)
    func aTextHasTheBitsThatItHasAloneOnEveryMachineAndStepByStep(variant: Variant) {
        let model = variant.model(embedding: 20, hidden: 36)
        let regularization = Regularization(
            dropout: StepDropout(rate: 0.2, seed: 1, step: 3), labelSmoothing: 0.1,
            scheduledSampling: ScheduledSampling(probability: 0.5, seed: 1, step: 3))
        func result(_ workspace: Workspace) -> [[UInt32]] {
            let (_, gradients) = model.lossAndGradients(
                for: Batch(Self.pairs), regularization: regularization, on: workspace)
            return model.parameters.names.compactMap(model.parameters.parameter(named:)).map { gradients[$0].bits }
        }
        let expected = model.logProbabilities(of: Batch(Self.pairs), on: Workspace(threads: 1))
        let gradients = result(Workspace(threads: 1))
        for workspace in Workspace.everyKind {
            #expect(model.logProbabilities(of: Batch(Self.pairs), on: workspace) == expected, "\(workspace.kind)")
            #expect(result(workspace) == gradients, "\(workspace.kind)")
            for (pair, logProbability) in zip(Self.pairs, expected) {
                #expect(model.logProbabilities(of: Batch([pair]), on: workspace) == [logProbability])
                var (state, last, sum) = (model.encode([pair.source], on: workspace), Vocabulary.begin, 0.0)
                for token in pair.target + [Vocabulary.end] {
                    let step = model.step([last], from: state, on: workspace)
                    sum += Double(step.logProbabilities[0][Int(token)])
                    (state, last) = (step.state, token)
                }
                #expect(sum == logProbability)
            }
        }
    }

    @Test func partsThatReadASourceAreRefused() async {
        await #expect(processExitsWith: .failure) { _ = Variant(attention: .dot, readsSource: false).model() }
        await #expect(processExitsWith: .failure) { _ = Variant(isBidirectional: true, readsSource: false).model() }
        await #expect(processExitsWith: .failure) { _ = Variant(readsTags: true, readsSource: false).model() }
        await #expect(processExitsWith: .failure) {
            _ = Variant(readsSource: false).model().encodings(of: [[4]], on: Workspace(threads: 1))
        }
    }
}
