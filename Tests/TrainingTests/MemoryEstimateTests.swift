import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing
import Seq2SeqText
import Seq2SeqTraining

struct MemoryEstimateTests {
    struct Kind: Sendable {
        var layers = 1
        var bidirectional = false
        var attention = Attention.Kind.none
        var inputFeeding = false
        var bridge = Bridge.Kind.copy
        var dropout = 0.0
        var copy = false
        var coverage = false
        var second = false
        var cell = RecurrentCell.lstm

        static let all = [
            Kind(), Kind(layers: 2, bidirectional: true), Kind(attention: .dot), Kind(layers: 2, attention: .general),
            Kind(bidirectional: true, attention: .additive, dropout: 0.1),
            Kind(layers: 3, bridge: .dense, dropout: 0.2),
            Kind(layers: 2, attention: .dot, inputFeeding: true, dropout: 0.1),
            Kind(attention: .additive, inputFeeding: true), Kind(attention: .general, copy: true),
            Kind(attention: .additive, copy: true, coverage: true),
            Kind(bidirectional: true, attention: .dot, inputFeeding: true, copy: true, coverage: true),
            Kind(layers: 2, bidirectional: true, second: true),
            Kind(bidirectional: true, attention: .general, dropout: 0.1, second: true),
            Kind(layers: 2, bidirectional: true, bridge: .dense, dropout: 0.1, cell: .gru),
            Kind(attention: .additive, inputFeeding: true, cell: .gru),
        ]
    }

    private func network(_ kind: Kind) -> EncoderDecoder {
        var random = RandomSource(seed: 1)
        return EncoderDecoder(
            .init(
                sourceVocabularySize: 200, targetVocabularySize: 300, readsSecondSource: kind.second, cell: kind.cell,
                embedding: 64,
                hidden: 128, layers: kind.layers, bidirectional: kind.bidirectional, bridge: kind.bridge,
                attention: kind.attention,
                inputFeeding: kind.inputFeeding, copy: kind.copy, coverage: kind.coverage), using: &random)
    }

    private func pairs(_ lengths: [(Int, Int)], _ kind: Kind = Kind()) -> [EncodedPair] {
        lengths.map { source, target in
            let ids = Array(repeating: Int32(5), count: source)
            return EncodedPair(
                source: ids, target: Array(repeating: 6, count: target), copies: ids,
                secondSource: kind.second ? ids : [])
        }
    }

    private func takenBytes(_ network: EncoderDecoder, _ batch: [EncodedPair], dropout: Double) -> Double {
        let workspace = Workspace(threads: 1)
        let step = dropout > 0 ? StepDropout(rate: Float(dropout), seed: 1, step: 1) : nil
        _ = network.lossAndGradients(for: Batch(batch), regularization: .init(dropout: step), on: workspace)
        return Double(workspace.peakActivationBytes)
    }

    @Test(arguments: Kind.all, [1...40, 3...5, 60...75])
    func theEstimateIsNearWhatTheLargestBatchTakes(kind: Kind, lengths: ClosedRange<Int>) {
        let network = network(kind)
        let pairs = pairs(lengths.map { ($0, $0) }, kind)
        let options = TrainingOptions(batchSize: 16, dropout: kind.dropout)
        let estimate = MemoryEstimate(network, training: pairs.lengths, options: options)
        let taken = takenBytes(network, Array(pairs.suffix(16)), dropout: kind.dropout)
        let ratio = Double(estimate.activationBytes) / taken
        #expect((0.9...1.15).contains(ratio), "\(ratio)")
    }

    @Test(arguments: [nil, 300])
    func noBatchOfATrainingTakesMoreThanTheEstimate(batchTokens: Int?) {
        var random = RandomSource(seed: 3)
        let pairs = pairs((0..<200).map { _ in (random.next(in: 1...30), random.next(in: 0...30)) })
        let network = network(Kind(attention: .general))
        let options = TrainingOptions(batchSize: 8, batchTokens: batchTokens)
        let estimate = MemoryEstimate(network, training: pairs.lengths, options: options)
        let order = BatchOrder(lengths: pairs.lengths, size: options.size, seed: options.seed)
        let taken = [0, 1].flatMap { order.batches(epoch: $0) }.map { batch in
            takenBytes(network, batch.map { pairs[$0] }, dropout: 0)
        }
        let largest = taken.max() ?? 0
        #expect(largest <= 1.05 * Double(estimate.activationBytes))
        // With a number of pairs the longest of all could meet, though they seldom do.
        #expect(Double(estimate.activationBytes) <= (batchTokens == nil ? 1.6 : 1.15) * largest)
    }

    @Test(arguments: Kind.all)
    func aLongPairToValidateWithIsForeseen(kind: Kind) {
        let network = network(kind)
        let pairs = pairs([(300, 200)], kind)
        let workspace = Workspace(threads: 1)
        _ = network.evaluation(of: Batch(pairs), on: workspace)
        let estimate = MemoryEstimate(
            network, training: [(3, 3)], validation: pairs.lengths, options: TrainingOptions(dropout: kind.dropout))
        let ratio = Double(estimate.activationBytes) / Double(workspace.peakActivationBytes)
        #expect((0.8...2).contains(ratio), "\(ratio)")
    }

    @Test func whatATrainingKeepsIsCounted() {
        let network = network(Kind())
        let buffer = network.parameters.bufferCount * 4
        func estimate(_ options: TrainingOptions, keepsBest: Bool = false) -> MemoryEstimate {
            MemoryEstimate(network, training: [(3, 3)], validation: keepsBest ? [(3, 3)] : [], options: options)
        }
        let plain = estimate(TrainingOptions(optimizer: .sgd))
        #expect(plain.weightBytes == 4 * buffer && plain.bytes == plain.weightBytes + plain.activationBytes)
        #expect(estimate(TrainingOptions()).weightBytes == 6 * buffer)
        #expect(estimate(TrainingOptions(), keepsBest: true).weightBytes == 7 * buffer)
        #expect(estimate(TrainingOptions(averaging: .exponential(decay: 0.9))).weightBytes == 7 * buffer)
        #expect(estimate(TrainingOptions(averaging: .mean(of: .last, count: 4))).weightBytes == 11 * buffer)
        // Of a single batch there is nothing to add up.
        #expect(estimate(TrainingOptions(accumulate: 9)).bytes == estimate(TrainingOptions()).bytes)
        let pairs = [(source: Int, target: Int)](repeating: (3, 3), count: 64 * 40)
        for (count, buffers) in [(1, 0), (2, 1), (3, 1), (4, 2), (9, 3), (1_000_000, 5)] {
            let estimate = MemoryEstimate(network, training: pairs, options: TrainingOptions(accumulate: count))
            #expect(estimate.weightBytes == (6 + buffers) * buffer, "\(count)")
        }
    }

    @Test func aLargerBatchIsAnnouncedBeforeItIsComputed() throws {
        let data = try TinyTraining.data()
        var trainer = TinyTraining.trainer(data, TrainingOptions(epochs: 2, batchTokens: 40))
        var announced: [Int] = []
        let summary = trainer.run { event in
            if case .largerBatch(let estimate) = event { announced.append(estimate.activationBytes) }
            return .proceed
        }
        #expect(announced == announced.sorted() && Set(announced).count == announced.count)
        let estimate = data.memoryEstimate(TinyTraining.configuration(), trainer.options)
        #expect(announced.last == estimate.activationBytes)
        #expect(summary.ending == .finished)

        var stopped = TinyTraining.trainer(data, TrainingOptions(epochs: 2, batchTokens: 40))
        let before = TinyTraining.bits(stopped.model)
        let end = stopped.run { event in
            if case .largerBatch = event { return .stop }
            return .proceed
        }
        #expect(end.steps == 0 && end.ending == .stopped && TinyTraining.bits(stopped.model) == before)
    }
}

extension [EncodedPair] {
    fileprivate var lengths: [(source: Int, target: Int)] { map(\.lengths) }
}
