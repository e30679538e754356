import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing
import Seq2SeqText
import Seq2SeqTraining

/// The promise about bits: alone or in any batch, with any threads, on any instruction set.
@Suite("Encoder-decoder: bits")
struct BitsTests {
    private static let vocabulary = 100
    private static let pairs = EncodedPair.random(14, longest: 9, vocabulary: vocabulary)

    /// Large enough that several threads are used.
    private func model(_ variant: Variant) -> EncoderDecoder {
        variant.model(vocabulary: Self.vocabulary, embedding: 20, hidden: 40, bound: 0.3)
    }

    @Test(arguments: Variant.all)
    func aPairAloneHasTheBitsThatItHasInABatch(variant: Variant) {
        let model = model(variant)
        let workspace = Workspace(threads: 1)
        let logits = model.logits(for: Batch(Self.pairs), on: workspace)
        let logProbabilities = model.logProbabilities(of: Batch(Self.pairs), on: workspace)
        for (index, pair) in Self.pairs.enumerated() {
            #expect(model.logits(for: Batch([pair]), on: workspace)[0] == logits[index])
            #expect(model.logProbabilities(of: Batch([pair]), on: workspace) == [logProbabilities[index]])
        }
    }

    @Test(arguments: Variant.few)
    func theOrderOfABatchDoesNotShow(variant: Variant) {
        let model = model(variant)
        let workspace = Workspace(threads: 1)
        let expected = model.logProbabilities(of: Batch(Self.pairs), on: workspace)
        var random = RandomSource(seed: 1)
        for _ in 0..<5 {
            var order = Array(Self.pairs.indices)
            random.shuffle(&order)
            let actual = model.logProbabilities(of: Batch(order.map { Self.pairs[$0] }), on: workspace)
            #expect(actual == order.map { expected[$0] })
        }
    }

    @Test(arguments: Variant.few)
    func dropoutDoesNotDependOnTheBatch(variant: Variant) throws {
        let model = model(variant)
        let workspace = Workspace(threads: 1)
        let regularization = Regularization(dropout: StepDropout(rate: 0.3, seed: 5, step: 9))
        func loss(_ indices: [Int]) -> Loss {
            model.lossAndGradients(
                for: Batch(indices.map { Self.pairs[$0] }, ids: indices), regularization: regularization, on: workspace
            ).loss
        }
        let alone = Self.pairs.indices.map { loss([$0]).sum }
        for pair in Self.pairs.indices.dropFirst() {
            // Sums of two pairs' tokens are added in another order than the pairs' own sums.
            #expect(abs(loss([pair, 0]).sum - alone[pair] - alone[0]) < 1e-9 * alone[pair])
        }
        #expect(alone[3] != model.loss(for: Batch([Self.pairs[3]]), on: workspace).sum)
    }

    @Test(arguments: Variant.few)
    func dropoutGivesTheSameBitsOnEveryMachine(variant: Variant) {
        let model = model(variant)
        let regularization = Regularization(dropout: StepDropout(rate: 0.3, seed: 5, step: 9), labelSmoothing: 0.1)
        func result(_ workspace: Workspace) -> (Loss, [Float]) {
            let (loss, gradients) = model.lossAndGradients(
                for: Batch(Self.pairs), regularization: regularization, on: workspace)
            let parameters = model.parameters
            return (loss, parameters.names.compactMap(parameters.parameter).flatMap { gradients[$0] })
        }
        let expected = result(Workspace(threads: 1))
        for workspace in Workspace.everyKind {
            let actual = result(workspace)
            #expect(actual.0 == expected.0 && actual.1 == expected.1)
        }
    }

    /// A longer companion is what pads the others.
    @Test(arguments: Variant.all)
    func extraPaddingChangesNothing(variant: Variant) {
        let model = model(variant)
        let workspace = Workspace(threads: 1)
        let pair = Self.pairs[3]
        var random = RandomSource(seed: 2)
        let alone = model.logits(for: Batch([pair]), on: workspace)[0]
        for (source, target) in [(40, 1), (1, 40), (40, 40)] {
            let long = EncodedPair(
                sourceLength: source, targetLength: target, vocabulary: Self.vocabulary, using: &random)
            #expect(model.logits(for: Batch([long, pair]), on: workspace)[1] == alone)
        }
    }

    @Test(arguments: Variant.few)
    func everyWorkspaceGivesTheSameLossesAndGradients(variant: Variant) {
        let model = model(variant)
        let batch = Batch(Self.pairs)
        var expected: (logits: [[[Float]]], loss: Loss, gradients: [[UInt32]])?
        for workspace in Workspace.everyKind {
            let logits = model.logits(for: batch, on: workspace)
            let (loss, gradients) = model.lossAndGradients(for: batch, on: workspace)
            let bits = model.parameters.names.compactMap(model.parameters.parameter(named:)).map { gradients[$0].bits }
            if let expected {
                #expect(logits == expected.logits, "\(workspace.kind)")
                #expect(loss == expected.loss, "\(workspace.kind)")
                #expect(bits == expected.gradients, "\(workspace.kind)")
            }
            expected = expected ?? (logits, loss, bits)
        }
    }

    /// Losses of every step and the weights after the last.
    private func train(
        _ model: EncoderDecoder, steps: Int, on workspace: Workspace
    ) -> (losses: [Double], weights: [[UInt32]]) {
        var model = model
        var optimizer = Optimizer(.adam, learningRate: 0.01, clipNorm: 1)
        let batches = [Self.pairs[..<7], Self.pairs[7...], Self.pairs[4..<11]].map { Batch(Array($0)) }
        let losses = (0..<steps).map { step in
            let (loss, gradients) = model.lossAndGradients(for: batches[step % batches.count], on: workspace)
            optimizer.update(&model.parameters, along: gradients, on: workspace)
            return loss.sum
        }
        let parameters = model.parameters.names.compactMap(model.parameters.parameter(named:))
        return (losses, parameters.map { model.parameters[$0].bits })
    }

    @Test(arguments: Variant.few)
    func everyWorkspaceTrainsToTheSameBits(variant: Variant) {
        let model = model(variant)
        let results = Workspace.everyKind.map { (kind: $0.kind, result: train(model, steps: 50, on: $0)) }
        for (kind, result) in results {
            #expect(result.losses == results[0].result.losses, "\(kind)")
            #expect(result.weights == results[0].result.weights, "\(kind)")
        }
        let losses = results[0].result.losses
        #expect(losses[49] < 0.7 * losses[1], "Fifty steps did not learn three batches")
    }

    @Test func aWorkspaceThatWasUsedBeforeGivesTheSameBits() {
        let model = model(Variant.few[1])
        let used = Workspace(threads: 2)
        _ = train(self.model(Variant.few[0]), steps: 3, on: used)
        _ = model.lossAndGradients(for: Batch(EncodedPair.random(40, longest: 20, vocabulary: 100)), on: used)
        let expected = train(model, steps: 5, on: Workspace(threads: 2))
        let actual = train(model, steps: 5, on: used)
        #expect(actual.losses == expected.losses && actual.weights == expected.weights)
    }

    @Test func theGradientOfABatchIsTheSumOfItsPairs() throws {
        let model = model(Variant.few[1])
        let workspace = Workspace(threads: 1)
        let (_, together) = model.lossAndGradients(for: Batch(Self.pairs), on: workspace)
        var (_, sum) = model.lossAndGradients(for: Batch([Self.pairs[0]]), on: workspace)
        for pair in Self.pairs.dropFirst() {
            sum.add(model.lossAndGradients(for: Batch([pair]), on: workspace).gradients)
        }
        #expect(sum.tokenCount == together.tokenCount)
        for name in model.parameters.names {
            let parameter = try #require(model.parameters.parameter(named: name))
            #expect(relativeError(sum[parameter], from: together[parameter].map(Double.init)) <= 1e-5, "\(name)")
        }
    }

    @Test func aWarmedUpStepTakesNoNewMemory() {
        let model = model(Variant.few[1])
        let workspace = Workspace(threads: 1)
        let batch = Batch(EncodedPair.random(60, longest: 20, vocabulary: Self.vocabulary))
        for _ in 0..<3 { _ = model.lossAndGradients(for: batch, on: workspace) }
        #expect(workspace.arena.blockCount == 1)
        let peak = workspace.peakActivationBytes
        _ = model.lossAndGradients(for: batch, on: workspace)
        #expect(workspace.peakActivationBytes == peak)
    }
}
