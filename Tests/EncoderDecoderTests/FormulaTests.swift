import Foundation
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing
import Seq2SeqText

/// The whole model, held against its formulas in double precision.
@Suite("Encoder-decoder: formulas")
struct FormulaTests {
    @Test(arguments: Variant.all)
    func logitsAgreeWithTheFormulas(variant: Variant) {
        let model = variant.model()
        let oracle = ReferenceEncoderDecoder(model.parameters, options: variant.oracleOptions)
        let pairs = EncodedPair.ragged()
        let logits = model.logits(for: Batch(pairs), on: Workspace(threads: 1))
        for (pair, rows) in zip(pairs, logits) {
            let expected = oracle.logits(
                source: pair.source, targetInput: [Vocabulary.begin] + pair.target, copies: pair.copies)
            #expect(relativeError(rows.flatMap { $0 }, from: expected.elements) <= 1e-5)
        }
    }

    @Test(arguments: Variant.few)
    func anEvaluationHasTheBitsOfTheLossAndCountsTheTokensThatAreLikeliest(variant: Variant) {
        let model = variant.model()
        let batch = Batch(EncodedPair.ragged())
        let workspace = Workspace(threads: 1)
        let evaluation = model.evaluation(of: batch, on: workspace)
        #expect(evaluation.loss == model.loss(for: batch, on: workspace))
        let targets = EncodedPair.ragged().map { $0.target + [Vocabulary.end] }
        let correct = zip(model.logits(for: batch, on: workspace), targets).reduce(0) { sum, pair in
            sum + zip(pair.0, pair.1).count { logits, target in logits.max() == logits[Int(target)] }
        }
        #expect(evaluation.correctTokens == correct)
    }

    @Test(arguments: Variant.all)
    func theLossAndEveryGradientAgreeWithCentralDifferences(variant: Variant) throws {
        let model = variant.model()
        let pairs = Array(EncodedPair.ragged()[..<4])
        let (loss, gradients) = model.lossAndGradients(for: Batch(pairs), on: Workspace(threads: 1))
        let start = ReferenceEncoderDecoder(model.parameters, options: variant.oracleOptions)
        let oracle = { (names: [String], point: [DoubleMatrix]) -> Double in
            var moved = start
            for (name, weight) in zip(names, point) { moved.weights[name] = weight }
            return pairs.reduce(0) { sum, pair in
                sum
                    + moved.loss(
                        source: pair.source, targetInput: [Vocabulary.begin] + pair.target,
                        targetOutput: pair.target + [Vocabulary.end], copies: pair.copies)
            }
        }
        let expectedLoss = oracle([], [])
        #expect(abs(loss.sum - expectedLoss) <= 1e-6 * expectedLoss)
        #expect(loss.tokenCount == pairs.reduce(0) { $0 + $1.target.count + 1 })
        #expect(gradients.tokenCount == loss.tokenCount)
        for name in model.parameters.names {
            let parameter = try #require(model.parameters.parameter(named: name))
            let weight = DoubleMatrix(parameter, of: model.parameters)
            let wanted = centralDifferences(at: [weight]) { oracle([name], $0) }
            #expect(relativeError(gradients[parameter], from: wanted[0].elements) <= 1e-5, "\(name)")
        }
    }

    /// The masks of a step are fixed, so the loss is a smooth function of the weights: a step against the gradient
    /// lowers it by the gradient's square.
    @Test(arguments: Variant.few)
    func theGradientUnderDropoutIsThatOfTheLossUnderDropout(variant: Variant) throws {
        let model = variant.model(embedding: 12, hidden: 16, bound: 0.4)
        let regularization = Regularization(dropout: StepDropout(rate: 0.4, seed: 3, step: 2), labelSmoothing: 0.2)
        let batch = Batch(EncodedPair.ragged())
        let workspace = Workspace(threads: 1)
        func loss(_ model: EncoderDecoder) -> Double {
            model.lossAndGradients(for: batch, regularization: regularization, on: workspace).loss.sum
        }
        let (_, gradients) = model.lossAndGradients(for: batch, regularization: regularization, on: workspace)
        var square = 0.0
        var (ahead, back) = (model, model)
        let reach: Float = 1e-3
        for name in model.parameters.names {
            let parameter = try #require(model.parameters.parameter(named: name))
            let gradient = gradients[parameter]
            square += gradient.reduce(0.0) { $0 + Double($1) * Double($1) }
            ahead.parameters[parameter] = zip(model.parameters[parameter], gradient).map { $0 + reach * $1 }
            back.parameters[parameter] = zip(model.parameters[parameter], gradient).map { $0 - reach * $1 }
        }
        let slope = (loss(ahead) - loss(back)) / Double(2 * reach)
        // Single precision leaves about 1e-5 of the loss to noise, and the second differences a little more.
        #expect(abs(slope - square) < 0.02 * square)
    }

    @Test func anUntrainedModelKnowsNothing() {
        var random = RandomSource(seed: 3)
        var configuration = EncoderDecoder.Configuration(sourceVocabularySize: 60, targetVocabularySize: 100)
        configuration.embedding = 32
        configuration.hidden = 48
        let model = EncoderDecoder(configuration, using: &random)
        let pairs = EncodedPair.random(50, longest: 10, vocabulary: 60)
        let loss = model.loss(for: Batch(pairs), on: Workspace(threads: 1))
        #expect(abs(loss.perToken - log(100)) < 0.05)
    }

    @Test func theLossWithoutGradientsIsTheSame() {
        for variant in Variant.few {
            let batch = Batch(EncodedPair.ragged())
            let workspace = Workspace(threads: 1)
            let model = variant.model()
            #expect(model.loss(for: batch, on: workspace) == model.lossAndGradients(for: batch, on: workspace).loss)
        }
    }

    @Test func logProbabilitiesAddUpToTheLoss() {
        let batch = Batch(EncodedPair.ragged())
        let workspace = Workspace(threads: 1)
        let model = Variant.few[1].model()
        let sum = model.logProbabilities(of: batch, on: workspace).reduce(0, +)
        let loss = model.loss(for: batch, on: workspace).sum
        #expect(abs(sum + loss) <= 1e-12 * loss)
    }

    @Test func aCopyIsASnapshot() throws {
        var model = Variant().model()
        let copy = model
        let batch = Batch(EncodedPair.ragged())
        let workspace = Workspace(threads: 1)
        let before = model.loss(for: batch, on: workspace)
        model.parameters.update { values in
            for index in values.indices { values[index] *= 0.5 }
        }
        #expect(model.loss(for: batch, on: workspace) != before)
        #expect(copy.loss(for: batch, on: workspace) == before)
    }

    @Test func twoDirectionsNeedAnEvenHiddenSize() async {
        await #expect(processExitsWith: .failure) {
            _ = Variant(isBidirectional: true).model(hidden: 7)
        }
    }
}
