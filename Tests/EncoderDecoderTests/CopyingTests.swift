import Foundation
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Testing
import Seq2SeqText

/// Copying and coverage (See et al. 2017), where targets hold what only their sources have.
@Suite("Encoder-decoder: copying")
struct CopyingTests {
    private static let copying = Variant.pointing.filter(\.copies)
    private static let pairs = EncodedPair.ragged().map { $0.copying() }

    private struct Oracle {
        var model: ReferenceEncoderDecoder
        let variant: Variant
        let smoothing: Double
        let coverageLoss: Double

        /// Of which `1 - smoothing` lies on the targets, and `smoothing` evenly on the target's vocabulary of 10.
        func loss(_ pairs: [EncodedPair]) -> Double {
            pairs.reduce(0) { sum, pair in
                let input = [Vocabulary.begin] + pair.target
                let logs = model.logits(source: pair.source, targetInput: input, copies: pair.copies)
                let losses = (pair.target + [Vocabulary.end]).enumerated().map { row, target in
                    let even = logs.row(row).prefix(10).reduce(0, +) / 10
                    return -(1 - smoothing) * logs[row, Int(target)] - smoothing * even
                }
                let covered =
                    variant.covers
                    ? coverageLoss * model.coverageLoss(source: pair.source, targetInput: input) : 0
                return sum + losses.reduce(0, +) + covered
            }
        }
    }

    @Test(arguments: copying, [0, 0.3])
    func theLossAndEveryGradientAgreeWithCentralDifferences(variant: Variant, smoothing: Float) throws {
        let model = variant.model()
        #expect(Self.pairs.contains { $0.target.contains { $0 >= 10 } })
        let regularization = Regularization(labelSmoothing: smoothing, coverageLoss: variant.covers ? 0.7 : 0)
        let (loss, gradients) = model.lossAndGradients(
            for: Batch(Self.pairs), regularization: regularization, on: Workspace(threads: 1))
        let oracle = Oracle(
            model: ReferenceEncoderDecoder(model.parameters, options: variant.oracleOptions), variant: variant,
            smoothing: Double(smoothing), coverageLoss: Double(regularization.coverageLoss))
        let expected = oracle.loss(Self.pairs)
        #expect(abs(loss.sum - expected) <= 1e-6 * expected)
        for name in model.parameters.names {
            let parameter = try #require(model.parameters.parameter(named: name))
            let weight = DoubleMatrix(parameter, of: model.parameters)
            let wanted = centralDifferences(at: [weight]) { point in
                var moved = oracle
                moved.model.weights[name] = point[0]
                return moved.loss(Self.pairs)
            }
            let error = relativeError(gradients[parameter], from: wanted[0].elements)
            #expect(error <= variant.tolerance(of: name), "\(name)")
        }
    }

    @Test(arguments: Variant.pointing.filter(\.covers))
    func theLossOfCoverageIsAddedInTrainingAlone(variant: Variant) {
        let model = variant.model()
        let pairs = variant.copies ? Self.pairs : EncodedPair.ragged()
        let workspace = Workspace(threads: 1)
        let oracle = ReferenceEncoderDecoder(model.parameters, options: variant.oracleOptions)
        let covered = pairs.reduce(0) {
            $0 + oracle.coverageLoss(source: $1.source, targetInput: [Vocabulary.begin] + $1.target)
        }
        let plain = model.loss(for: Batch(pairs), on: workspace)
        let trained = model.lossAndGradients(
            for: Batch(pairs), regularization: Regularization(coverageLoss: 2), on: workspace
        ).loss
        #expect(abs(trained.sum - plain.sum - 2 * covered) <= 1e-5 * trained.sum)
        #expect(trained.tokenCount == plain.tokenCount)
    }

    @Test(arguments: copying)
    func probabilitiesAddUpToOneOverTheVocabularyAndTheSource(variant: Variant) {
        let logs = variant.model().logits(for: Batch(Self.pairs), on: Workspace(threads: 1))
        for (pair, rows) in zip(Self.pairs, logs) {
            for row in rows {
                #expect(row.count == max(10, Int(pair.copies.max() ?? 0) + 1))
                #expect(abs(row.reduce(0) { $0 + exp(Double($1)) } - 1) < 1e-6)
            }
        }
    }

    @Test(arguments: copying)
    func aPairThatCopiesHasTheBitsThatItHasAloneOnEveryMachine(variant: Variant) {
        let model = variant.model(embedding: 20, hidden: 36)
        let regularization = Regularization(labelSmoothing: 0.1, coverageLoss: 1)
        model.expectSameBitsEverywhere(for: Self.pairs, regularization)
    }

    @Test func whatOnlyTheSourceHasIsReadAsUnknown() {
        let model = Self.copying[0].model()
        let workspace = Workspace(threads: 1)
        let state = model.encode([[6, 7]], copies: [[10, 7]], on: workspace)
        let known = model.step([Vocabulary.unknown], from: state, on: workspace).logProbabilities[0]
        #expect(model.step([10], from: state, on: workspace).logProbabilities[0] == known)
    }

    /// A gate that is too near to 0 or 1 for a number leaves tokens improbable, not impossible: what only the source has
    /// where next to nothing is copied, and what both have in any case.
    @Test(arguments: [500, -500, 1e4, -1e4] as [Float])
    func aTokenOfTheSourceIsNeverImpossible(energy: Float) throws {
        var model = Self.copying[0].model()
        let bias = try #require(model.parameters.parameter(named: "copy.gate.bias"))
        model.parameters[bias] = [energy]
        let workspace = Workspace(threads: 1)
        let state = model.encode([[6, 7]], copies: [[10, 7]], on: workspace)
        let row = model.step([1], from: state, on: workspace).logProbabilities[0]
        let (known, further) = (row[7], row[10])
        #expect(row.count == 11 && known.isFinite && further.isFinite, "\(row)")
        // To one side of the gate the token that only the source has is as good as impossible, to the other it is not.
        #expect(energy > 0 ? further < -400 : further > -20, "\(row)")
        let (loss, gradients) = model.lossAndGradients(for: Batch(Self.pairs), on: workspace)
        #expect(loss.sum.isFinite && loss.sum > 1000)
        for name in model.parameters.names {
            let parameter = try #require(model.parameters.parameter(named: name))
            #expect(gradients[parameter].allSatisfy { $0.isFinite }, "\(name)")
        }
    }

    @Test func aModelWhoseWeightsAreNoNumbersGivesNoNumberAndGoesOn() throws {
        var model = Self.copying[0].model()
        let weight = try #require(model.parameters.parameter(named: "copy.gate.weight"))
        model.parameters[weight] = model.parameters[weight].map { _ in .nan }
        let workspace = Workspace(threads: 1)
        #expect(model.lossAndGradients(for: Batch(Self.pairs), on: workspace).loss.sum.isNaN)
        let state = model.encode([[6, 7]], copies: [[10, 7]], on: workspace)
        #expect(model.step([1], from: state, on: workspace).logProbabilities[0].allSatisfy { $0.isNaN })
    }

    @Test func copyingNeedsTheIdsOfTheSource() async {
        await #expect(processExitsWith: .failure) {
            let model = Variant(attention: .dot, copies: true).model()
            _ = model.loss(for: Batch([EncodedPair(source: [4], target: [5])]), on: Workspace(threads: 1))
        }
    }

    @Test func copyingAndCoverageNeedAttention() async {
        await #expect(processExitsWith: .failure) { _ = Variant(copies: true).model() }
        await #expect(processExitsWith: .failure) { _ = Variant(covers: true).model() }
    }
}
