import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Testing

/// Pairs count as much as their weights say.
struct WeightsTests {
    private static let variants: [EncoderDecoder.Configuration] = [
        EncoderDecoder.Configuration(
            sourceVocabularySize: 9, targetVocabularySize: 8, embedding: 5, hidden: 6, bidirectional: true,
            attention: .general),
        EncoderDecoder.Configuration(
            sourceVocabularySize: 9, targetVocabularySize: 8, embedding: 5, hidden: 6, attention: .additive,
            inputFeeding: true, copy: true, coverage: true),
    ]

    private static let regularization = Regularization(labelSmoothing: 0.1, coverageLoss: 0.5)

    private func pairs(_ weights: [Float]) -> [EncodedPair] {
        var random = RandomSource(seed: 5)
        return weights.map { weight in
            let source = (0..<random.next(in: 1...5)).map { _ in Int32(random.next(in: 4...7)) }
            let target = (0..<random.next(in: 1...5)).map { _ in Int32(random.next(in: 4...7)) }
            return EncodedPair(source: source, target: target, copies: source, weight: weight)
        }
    }

    private func run(
        _ configuration: EncoderDecoder.Configuration, _ pairs: [EncodedPair], threads: Int = 1
    ) -> (loss: Loss, values: [[Float]]) {
        var random = RandomSource(seed: 2)
        let model = EncoderDecoder(configuration, using: &random)
        let (loss, gradients) = model.lossAndGradients(
            for: Batch(pairs), regularization: Self.regularization, on: Workspace(threads: threads))
        return (loss, model.parameters.names.compactMap { model.parameters.parameter(named: $0).map { gradients[$0] } })
    }

    @Test(arguments: variants) func weightsOfOneChangeNoBit(configuration: EncoderDecoder.Configuration) {
        let (plain, weighted) = (pairs([1, 1, 1, 1]), pairs([1, 1, 1, 2]))
        #expect(Batch(plain).tokenWeights == nil && Batch(weighted).tokenWeights != nil)
        // Alone, a pair of weight 1 among others has the bits that it has without any weights.
        let (first, second) = (run(configuration, [plain[0]]), run(configuration, [weighted[0]]))
        #expect(first.loss == second.loss && first.values == second.values)
        #expect(first.loss.weight == Double(first.loss.tokenCount))
    }

    @Test(arguments: variants) func aPairOfWeightTwoIsThatPairTwice(configuration: EncoderDecoder.Configuration) {
        let once = pairs([1, 2, 1, 0.5])
        var twice = pairs([1, 1, 1, 0.5])
        twice.insert(twice[1], at: 2)
        let (weighted, repeated) = (run(configuration, once), run(configuration, twice))
        #expect(abs(weighted.loss.perToken - repeated.loss.perToken) < 1e-6)
        #expect(weighted.loss.weight == repeated.loss.weight)
        for (own, others) in zip(weighted.values, repeated.values) {
            let largest = max(1e-3, others.map(abs).max() ?? 0)
            #expect(zip(own, others).allSatisfy { abs($0 - $1) < 1e-5 * largest })
        }
    }

    @Test(arguments: variants) func aPairOfWeightZeroIsAsIfItWereNotThere(
        configuration: EncoderDecoder.Configuration
    ) {
        let (with, without) = (pairs([2, 0, 0.5, 0]), pairs([2, 0, 0.5, 0]).filter { $0.weight > 0 })
        let (first, second) = (run(configuration, with), run(configuration, without))
        #expect(first.loss.perToken == second.loss.perToken)
        for (own, others) in zip(first.values, second.values) {
            #expect(zip(own, others).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }

    @Test(arguments: variants) func threadsDoNotChangeABit(configuration: EncoderDecoder.Configuration) {
        let pairs = pairs([1, 2, 0.25, 0.5, 3, 1, 1])
        let (one, three) = (run(configuration, pairs), run(configuration, pairs, threads: 3))
        #expect(one.loss == three.loss && one.values == three.values)
    }

    @Test func gradientsOfBatchesAddUpWithTheirWeights() {
        let configuration = Self.variants[0]
        var random = RandomSource(seed: 2)
        let model = EncoderDecoder(configuration, using: &random)
        let workspace = Workspace(threads: 1)
        let parts = [Batch(pairs([1, 1])), Batch(pairs([0.5, 2]))]
        let (loss, together) = model.lossAndGradients(for: parts, on: workspace)
        var sum = model.lossAndGradients(for: parts[0], on: workspace).gradients
        #expect(sum.weight == nil)
        sum.add(model.lossAndGradients(for: parts[1], on: Workspace(threads: 1)).gradients)
        #expect(sum.divisor == loss.weight && together.divisor == loss.weight)
    }
}
