import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Testing
import Seq2SeqText

/// Tags beside sources, held against their formulas in double precision.
@Suite("Encoder-decoder: tags")
struct TagsTests {
    /// Some with tags, some without.
    private static let pairs = EncodedPair.ragged().map { $0.tagged() }

    private func loss(_ oracle: ReferenceEncoderDecoder, _ pairs: [EncodedPair]) -> Double {
        pairs.reduce(0) { sum, pair in
            sum
                + oracle.loss(
                    source: pair.source, targetInput: [Vocabulary.begin] + pair.target,
                    targetOutput: pair.target + [Vocabulary.end], copies: pair.copies, tags: pair.tags)
        }
    }

    @Test(arguments: Variant.tagging)
    func logitsAgreeWithTheFormulas(variant: Variant) {
        #expect(Set(Self.pairs.map(\.tags.count)).isSuperset(of: [0, 1, 2, 3]))
        let model = variant.model()
        let oracle = ReferenceEncoderDecoder(model.parameters, options: variant.oracleOptions)
        let logits = model.logits(for: Batch(Self.pairs), on: Workspace(threads: 1))
        for (pair, rows) in zip(Self.pairs, logits) {
            let expected = oracle.logits(
                source: pair.source, targetInput: [Vocabulary.begin] + pair.target, copies: pair.copies,
                tags: pair.tags)
            #expect(relativeError(rows.flatMap { $0 }, from: expected.elements) <= 1e-5)
        }
    }

    @Test(arguments: Variant.tagging)
    func theLossAndEveryGradientAgreeWithCentralDifferences(variant: Variant) throws {
        let model = variant.model()
        let pairs = Array(Self.pairs[..<4])
        let (total, gradients) = model.lossAndGradients(for: Batch(pairs), on: Workspace(threads: 1))
        let start = ReferenceEncoderDecoder(model.parameters, options: variant.oracleOptions)
        #expect(abs(total.sum - loss(start, pairs)) <= 1e-6 * total.sum)
        for name in model.parameters.names {
            let parameter = try #require(model.parameters.parameter(named: name))
            let weight = DoubleMatrix(parameter, of: model.parameters)
            let wanted = centralDifferences(at: [weight]) { point in
                var moved = start
                moved.weights[name] = point[0]
                return loss(moved, pairs)
            }
            let error = relativeError(gradients[parameter], from: wanted[0].elements)
            #expect(error <= variant.tolerance(of: name), "\(name)")
        }
    }

    @Test(arguments: Variant.tagging)
    func aBatchWithoutAnyTagHasTheGradientsOfTheFormulas(variant: Variant) throws {
        let model = variant.model()
        let pairs = Self.pairs.filter(\.tags.isEmpty)
        #expect(!pairs.isEmpty)
        let (_, gradients) = model.lossAndGradients(for: Batch(pairs), on: Workspace(threads: 1))
        let start = ReferenceEncoderDecoder(model.parameters, options: variant.oracleOptions)
        for name in model.parameters.names {
            let parameter = try #require(model.parameters.parameter(named: name))
            let wanted = centralDifferences(at: [DoubleMatrix(parameter, of: model.parameters)]) { point in
                var moved = start
                moved.weights[name] = point[0]
                return loss(moved, pairs)
            }
            let error = relativeError(gradients[parameter], from: wanted[0].elements)
            #expect(error <= variant.tolerance(of: name), "\(name)")
        }
        for workspace in Workspace.everyKind {
            let (_, others) = model.lossAndGradients(for: Batch(pairs), on: workspace)
            for parameter in model.parameters.names.compactMap(model.parameters.parameter(named:)) {
                #expect(others[parameter].bits == gradients[parameter].bits, "\(workspace.kind)")
            }
        }
    }

    @Test(arguments: Variant.tagging)
    func aTaggedPairHasTheBitsThatItHasAloneOnEveryMachine(variant: Variant) {
        let model = variant.model(embedding: 20, hidden: 36)
        let regularization = Regularization(
            dropout: StepDropout(rate: 0.2, seed: 1, step: 3), labelSmoothing: 0.1,
            scheduledSampling: ScheduledSampling(probability: 0.5, seed: 1, step: 3))
        model.expectSameBitsEverywhere(for: Self.pairs, regularization)
    }

    @Test(arguments: Variant.tagging)
    func stepsHaveTheBitsOfTheWholeTarget(variant: Variant) {
        let model = variant.model(embedding: 20, hidden: 36)
        let workspace = Workspace(threads: 2)
        let expected = model.logProbabilities(of: Batch(Self.pairs), on: workspace)
        let start = model.encode(
            Self.pairs.map(\.source), copies: Self.pairs.map(\.copies), tags: Self.pairs.map(\.tags), on: workspace)
        for (index, pair) in Self.pairs.enumerated() {
            var (state, last, sum) = (start.selecting(rows: [index, index]), Vocabulary.begin, 0.0)
            for token in pair.target + [Vocabulary.end] {
                let step = model.step([last, last], from: state, on: workspace)
                sum += Double(step.logProbabilities[1][Int(token)])
                (state, last) = (step.state, token)
            }
            #expect(sum == expected[index])
        }
    }

    @Test func tagsMakeADifference() {
        let model = Variant.tagging[2].model()
        let pair = Self.pairs[0]
        let logs = [[], [4], [5], [4, 5]].map { (tags: [Int32]) in
            let tagged = EncodedPair(source: pair.source, target: pair.target, copies: pair.copies, tags: tags)
            return model.logProbabilities(of: Batch([tagged]), on: Workspace(threads: 1))[0]
        }
        #expect(Set(logs).count == 4)
    }

    @Test func idsOfTagsThatTheModelLacksAreRefused() async {
        await #expect(processExitsWith: .failure) {
            let pair = EncodedPair(source: [4], target: [5], tags: [4])
            _ = Variant().model().loss(for: Batch([pair]), on: Workspace(threads: 1))
        }
        await #expect(processExitsWith: .failure) {
            let pair = EncodedPair(source: [4], target: [5], tags: [Int32(EncodedPair.tagCount)])
            _ = Variant.tagging[0].model().loss(for: Batch([pair]), on: Workspace(threads: 1))
        }
    }
}
