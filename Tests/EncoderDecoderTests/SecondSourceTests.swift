import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Testing
import Seq2SeqText

/// Second sources beside sources, held against their formulas in double precision.
@Suite("Encoder-decoder: second sources")
struct SecondSourceTests {
    /// Some with a second source, some without; some with tags.
    private static func pairs(for variant: Variant) -> [EncodedPair] {
        EncodedPair.ragged().map { variant.readsTags ? $0.tagged().doubled() : $0.doubled() }
    }

    private func loss(_ oracle: ReferenceEncoderDecoder, _ pairs: [EncodedPair]) -> Double {
        pairs.reduce(0) { sum, pair in
            sum
                + oracle.loss(
                    source: pair.source, targetInput: [Vocabulary.begin] + pair.target,
                    targetOutput: pair.target + [Vocabulary.end], copies: pair.copies, tags: pair.tags,
                    secondSource: pair.secondSource)
        }
    }

    private func expectGradients(of model: EncoderDecoder, for pairs: [EncodedPair], _ variant: Variant) throws {
        let (total, gradients) = model.lossAndGradients(for: Batch(pairs), on: Workspace(threads: 1))
        let start = ReferenceEncoderDecoder(model.parameters, options: variant.oracleOptions)
        #expect(abs(total.sum - loss(start, pairs)) <= 1e-6 * total.sum)
        for name in model.parameters.names {
            let parameter = try #require(model.parameters.parameter(named: name))
            let wanted = centralDifferences(at: [DoubleMatrix(parameter, of: model.parameters)]) { point in
                var moved = start
                moved.weights[name] = point[0]
                return loss(moved, pairs)
            }
            let error = relativeError(gradients[parameter], from: wanted[0].elements)
            // With coverage scores' gradients nearly cancel.
            #expect(error <= (variant.covers ? 1e-4 : 1e-5), "\(name)")
        }
    }

    @Test(arguments: Variant.twofold)
    func logitsAgreeWithTheFormulas(variant: Variant) {
        let pairs = Self.pairs(for: variant)
        #expect(Set(pairs.map(\.secondSource.count)).isSuperset(of: [0, 2, 3, 4]))
        let model = variant.model()
        let oracle = ReferenceEncoderDecoder(model.parameters, options: variant.oracleOptions)
        let logits = model.logits(for: Batch(pairs), on: Workspace(threads: 1))
        for (pair, rows) in zip(pairs, logits) {
            let expected = oracle.logits(
                source: pair.source, targetInput: [Vocabulary.begin] + pair.target, copies: pair.copies,
                tags: pair.tags, secondSource: pair.secondSource)
            #expect(relativeError(rows.flatMap { $0 }, from: expected.elements) <= 1e-5)
        }
    }

    @Test(arguments: Variant.twofold)
    func theLossAndEveryGradientAgreeWithCentralDifferences(variant: Variant) throws {
        try expectGradients(of: variant.model(), for: Array(Self.pairs(for: variant)[..<4]), variant)
    }

    @Test(arguments: Variant.twofold)
    func aBatchWithoutAnySecondSourceHasTheGradientsOfTheFormulas(variant: Variant) throws {
        let model = variant.model()
        let pairs = Self.pairs(for: variant)[..<3].map { pair in
            var pair = pair
            pair.secondSource = []
            return pair
        }
        try expectGradients(of: model, for: pairs, variant)
        let (_, gradients) = model.lossAndGradients(for: Batch(pairs), on: Workspace(threads: 1))
        for workspace in Workspace.everyKind {
            let (_, others) = model.lossAndGradients(for: Batch(pairs), on: workspace)
            for parameter in model.parameters.names.compactMap(model.parameters.parameter(named:)) {
                #expect(others[parameter].bits == gradients[parameter].bits, "\(workspace.kind)")
            }
        }
    }

    @Test(arguments: Variant.twofold, [false, true])
    func aPairHasTheBitsThatItHasAloneOnEveryMachine(variant: Variant, isVariational: Bool) {
        let model = variant.model(embedding: 20, hidden: 36)
        let regularization = Regularization(
            dropout: StepDropout(rate: 0.2, seed: 1, step: 3), isVariational: isVariational, labelSmoothing: 0.1,
            scheduledSampling: ScheduledSampling(probability: 0.5, seed: 1, step: 3))
        model.expectSameBitsEverywhere(for: Self.pairs(for: variant), regularization)
    }

    @Test(arguments: Variant.twofold)
    func stepsHaveTheBitsOfTheWholeTarget(variant: Variant) {
        let model = variant.model(embedding: 20, hidden: 36)
        let (pairs, workspace) = (Self.pairs(for: variant), Workspace(threads: 2))
        let expected = model.logProbabilities(of: Batch(pairs), on: workspace)
        let start = model.encode(
            pairs.map(\.source), copies: pairs.map(\.copies), tags: pairs.map(\.tags),
            secondSources: pairs.map(\.secondSource), on: workspace)
        for (index, pair) in pairs.enumerated() {
            var (state, last, sum) = (start.selecting(rows: [index, index]), Vocabulary.begin, 0.0)
            for token in pair.target + [Vocabulary.end] {
                let step = model.step([last, last], from: state, on: workspace)
                sum += Double(step.logProbabilities[1][Int(token)])
                (state, last) = (step.state, token)
            }
            #expect(sum == expected[index])
        }
    }

    @Test(arguments: Variant.twofold)
    func everyTokenOfASecondSourceMakesADifference(variant: Variant) {
        let model = variant.model()
        let pair = Self.pairs(for: variant)[0]
        let logs = [[], [4], [5], [4, 5], [5, 4], [5, 4, 4]].map { (second: [Int32]) in
            var pair = pair
            pair.secondSource = second
            return model.logProbabilities(of: Batch([pair]), on: Workspace(threads: 1))[0]
        }
        #expect(Set(logs).count == logs.count)
    }

    @Test func aSecondSourceThatTheModelLacksOrCannotReadIsRefused() async {
        await #expect(processExitsWith: .failure) {
            let pair = EncodedPair(source: [4], target: [5], secondSource: [4])
            _ = Variant().model().loss(for: Batch([pair]), on: Workspace(threads: 1))
        }
        await #expect(processExitsWith: .failure) {
            let pair = EncodedPair(source: [4], target: [5], secondSource: [100])
            _ = Variant.twofold[0].model().loss(for: Batch([pair]), on: Workspace(threads: 1))
        }
        await #expect(processExitsWith: .failure) {
            _ = Variant.twofold[0].model().encode(
                [[4], [5]], secondSources: [[4]], on: Workspace(threads: 1))
        }
    }
}
