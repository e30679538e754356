import Foundation
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Testing
import Seq2SeqText

/// Scheduled sampling: teacher forcing on tokens of which some are the model's own.
@Suite("Encoder-decoder: scheduled sampling")
struct ScheduledSamplingTests {
    private func regularization(
        _ probability: Double, dropout: Float = 0.3, isVariational: Bool = false, step: Int = 4
    ) -> Regularization {
        Regularization(
            dropout: dropout > 0 ? StepDropout(rate: dropout, seed: 3, step: step) : nil, isVariational: isVariational,
            scheduledSampling: ScheduledSampling(probability: probability, seed: 3, step: step))
    }

    private static let pairs = EncodedPair.ragged() + EncodedPair.random(12, longest: 9, vocabulary: 9)

    /// The token that a number draws from logits: in Double, and not by the code under test.
    private func token(_ draw: Double, _ logits: [Float]) -> Int32 {
        let greatest = Double(logits.max() ?? 0)
        let shares = logits.enumerated().map { $0 < 3 ? 0 : exp(Double($1) - greatest) }
        var rest = draw * shares.reduce(0, +)
        for (id, share) in shares.enumerated() {
            rest -= share
            if rest < 0 { return Int32(id) }
        }
        return Int32(logits.count - 1)
    }

    /// What was drawn step by step is what the fused pass over the mixed tokens would draw at every such place.
    @Test(arguments: Variant.all, [(dropout: Float(0), isVariational: false), (0.3, false), (0.3, true)])
    func everyOwnTokenIsDrawnFromWhatTheFusedPassGives(
        variant: Variant, masks: (dropout: Float, isVariational: Bool)
    ) {
        let model = variant.model(embedding: 20, hidden: 36)
        let workspace = Workspace(threads: 1)
        let regularization = regularization(0.5, dropout: masks.dropout, isVariational: masks.isVariational)
        let batch = Batch(Self.pairs, ids: Self.pairs.indices.map { 100 + 7 * $0 })
        let mixed = model.sampled(batch, regularization, on: workspace)
        #expect(mixed.targetOutput == batch.targetOutput && mixed.source == batch.source)
        let logits = model.logits(for: mixed, regularization, on: workspace)
        let (read, reference) = (mixed.targetInputs, batch.targetInputs)
        var (own, all) = (0, 0)
        for pair in read.indices {
            for time in read[pair].indices {
                let draw = regularization.scheduledSampling?.draw(pair: batch.pairIDs[pair], time: time)
                all += time > 0 ? 1 : 0
                guard let draw else {
                    #expect(read[pair][time] == reference[pair][time])
                    continue
                }
                own += 1
                #expect(read[pair][time] == token(draw, logits[pair][time - 1]))
            }
        }
        #expect(own > all / 3 && own < 2 * all / 3)
    }

    @Test(arguments: Variant.few)
    func aPairReadsTheSameInAnyBatchOnAnyWorkspace(variant: Variant) {
        let model = variant.model(embedding: 20, hidden: 36)
        let regularization = regularization(0.4)
        let ids = Self.pairs.indices.map { 3 * $0 }
        let workspaces = Workspace.everyKind
        let together = model.sampled(Batch(Self.pairs, ids: ids), regularization, on: workspaces[0])
        for workspace in workspaces {
            for (index, pair) in Self.pairs.enumerated() {
                let alone = model.sampled(Batch([pair], ids: [ids[index]]), regularization, on: workspace)
                #expect(alone.targetInputs[0] == together.targetInputs[index], "\(workspace.kind)")
            }
            let reversed = Batch(Self.pairs.reversed(), ids: ids.reversed())
            #expect(
                model.sampled(reversed, regularization, on: workspace).targetInputs.reversed()
                    == together.targetInputs, "\(workspace.kind)")
        }
    }

    @Test(arguments: Variant.few)
    func withoutItsOwnTokensTheBitsAreThoseOfTeacherForcing(variant: Variant) {
        let model = variant.model()
        let workspace = Workspace(threads: 1)
        let batch = Batch(Self.pairs)
        var plain = regularization(0)
        plain.scheduledSampling = nil
        let expected = model.lossAndGradients(for: batch, regularization: plain, on: workspace)
        // So small a probability that no coin says so.
        for probability in [0, 1e-9] {
            let actual = model.lossAndGradients(
                for: batch, regularization: regularization(probability), on: workspace)
            #expect(actual.loss == expected.loss)
            for name in model.parameters.names {
                guard let parameter = model.parameters.parameter(named: name) else { continue }
                #expect(actual.gradients[parameter].bits == expected.gradients[parameter].bits)
            }
        }
    }

    @Test(arguments: Variant.few)
    func theGradientIsThatOfTeacherForcingOnWhatIsRead(variant: Variant) {
        let model = variant.model()
        let workspace = Workspace(threads: 1)
        var regularization = regularization(0.5)
        let batch = Batch(Self.pairs)
        let mixed = model.sampled(batch, regularization, on: workspace)
        let actual = model.lossAndGradients(for: batch, regularization: regularization, on: workspace)
        regularization.scheduledSampling = nil
        let expected = model.lossAndGradients(for: mixed, regularization: regularization, on: workspace)
        #expect(actual.loss == expected.loss)
        for name in model.parameters.names {
            guard let parameter = model.parameters.parameter(named: name) else { continue }
            #expect(actual.gradients[parameter].bits == expected.gradients[parameter].bits)
        }
    }

    @Test func coinsDependOnStepPairAndTime() {
        func draws(seed: UInt64 = 1, step: Int = 1) -> [Double?] {
            let sampling = ScheduledSampling(probability: 0.25, seed: seed, step: step)
            return (0..<40).flatMap { pair in (1..<26).map { sampling.draw(pair: pair, time: $0) } }
        }
        let first = draws()
        #expect((200...300).contains(first.compactMap(\.self).count))
        #expect(first == draws() && first != draws(step: 2) && first != draws(seed: 2))
        #expect(Set(first.compactMap(\.self)).count > 190)
        let certain = ScheduledSampling(probability: 1, seed: 1, step: 1)
        #expect(certain.draw(pair: 0, time: 0) == nil)
        #expect((1..<100).allSatisfy { certain.draw(pair: 0, time: $0) != nil })
    }
}
