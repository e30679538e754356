import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Testing
import Seq2SeqText

/// Pairs of which a side is empty, held against the formulas in double precision: nothing is read, so the encoder gives
/// the state that it starts from, and there is nothing to attend to or to copy.
@Suite("Encoder-decoder: blank sides")
struct BlankSidesTests {
    static let variants = Variant.few + Variant.tagging + Variant.pointing

    /// Among others some without a source, some without a target, one without either.
    private static func pairs(_ variant: Variant) -> [EncodedPair] {
        var pairs = EncodedPair.ragged()
        for index in [4, 5] { (pairs[index].source, pairs[index].copies) = ([], []) }
        pairs.insert(EncodedPair(source: [], target: []), at: 1)
        return variant.readsTags ? pairs.map { $0.tagged() } : pairs
    }

    private static func loss(_ oracle: ReferenceEncoderDecoder, _ pairs: [EncodedPair]) -> Double {
        pairs.reduce(0) { sum, pair in
            sum
                + oracle.loss(
                    source: pair.source, targetInput: [Vocabulary.begin] + pair.target,
                    targetOutput: pair.target + [Vocabulary.end], copies: pair.copies, tags: pair.tags)
        }
    }

    @Test(arguments: variants)
    func logitsAgreeWithTheFormulas(variant: Variant) {
        let model = variant.model()
        let oracle = ReferenceEncoderDecoder(model.parameters, options: variant.oracleOptions)
        let pairs = Self.pairs(variant)
        for (pair, rows) in zip(pairs, model.logits(for: Batch(pairs), on: Workspace(threads: 1))) {
            let expected = oracle.logits(
                source: pair.source, targetInput: [Vocabulary.begin] + pair.target, copies: pair.copies,
                tags: pair.tags)
            #expect(relativeError(rows.flatMap { $0 }, from: expected.elements) <= 1e-5)
        }
    }

    /// Also where no pair has a source at all.
    @Test(arguments: Variant.few + Variant.tagging, [false, true])
    func theLossAndEveryGradientAgreeWithCentralDifferences(variant: Variant, areAllBlank: Bool) throws {
        let model = variant.model()
        let pairs = Self.pairs(variant).filter { !areAllBlank || $0.source.isEmpty }
        let (total, gradients) = model.lossAndGradients(for: Batch(pairs), on: Workspace(threads: 1))
        let start = ReferenceEncoderDecoder(model.parameters, options: variant.oracleOptions)
        #expect(abs(total.sum - Self.loss(start, pairs)) <= 1e-6 * total.sum)
        for name in model.parameters.names {
            let parameter = try #require(model.parameters.parameter(named: name))
            let weight = DoubleMatrix(parameter, of: model.parameters)
            let wanted = centralDifferences(at: [weight]) { point in
                var moved = start
                moved.weights[name] = point[0]
                return Self.loss(moved, pairs)
            }
            let found = gradients[parameter]
            if wanted[0].elements.allSatisfy({ abs($0) < 1e-9 }) {
                #expect(found.allSatisfy { $0 == 0 }, "\(name)")
            } else {
                // Gradients of scores nearly cancel over the few positions there are, with coverage the more.
                let tolerance = variant.covers ? 2e-4 : name.contains("attention") ? 1e-4 : 1e-5
                #expect(relativeError(found, from: wanted[0].elements) <= tolerance, "\(name)")
            }
        }
    }

    @Test(arguments: variants, [false, true])
    func aPairHasTheBitsThatItHasAloneOnEveryMachine(variant: Variant, isVariational: Bool) {
        let model = variant.model(embedding: variant.tiesEmbeddings ? 36 : 20, hidden: 36)
        let regularization = Regularization(
            dropout: StepDropout(rate: 0.2, seed: 1, step: 3), isVariational: isVariational, labelSmoothing: 0.1,
            scheduledSampling: ScheduledSampling(probability: 0.5, seed: 1, step: 3),
            coverageLoss: variant.covers ? 0.5 : 0)
        let pairs = Self.pairs(variant)
        model.expectSameBitsEverywhere(for: pairs, regularization)
        model.expectSameBitsEverywhere(for: pairs.filter(\.source.isEmpty), regularization)
    }

    @Test(arguments: variants, Precision.allCases)
    func stepsHaveTheBitsOfTheWholeTarget(variant: Variant, precision: Precision) {
        let model = variant.model(embedding: variant.tiesEmbeddings ? 36 : 20, hidden: 36)
        let workspace = Workspace(threads: 2, precision: precision)
        let pairs = Self.pairs(variant)
        let expected = model.logProbabilities(of: Batch(pairs), on: workspace)
        #expect(expected.allSatisfy { $0.isFinite })
        let start = model.encode(
            pairs.map(\.source), copies: variant.copies ? pairs.map(\.copies) : [],
            tags: variant.readsTags ? pairs.map(\.tags) : [], on: workspace)
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

    @Test func aBlankSourceIsTheStateBeforeAnythingIsRead() {
        let model = Variant(isBidirectional: true, attention: .dot).model()
        let vectors = model.encodings(of: [[], [5, 6], []], on: Workspace(threads: 1))
        #expect(vectors[0] == [Float](repeating: 0, count: 6) && vectors[2] == vectors[0])
        #expect(vectors[1] == model.encodings(of: [[5, 6]], on: Workspace(threads: 1))[0])
    }
}
