import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText

/// About how much memory a training takes, beside the program and its pairs.
public struct MemoryEstimate: Sendable, Hashable {
    /// Weights, gradients, moments, packed weights, averages and the best model.
    public let weightBytes: Int
    /// Activations of the largest batch, of a batch to train on with their gradients.
    public let activationBytes: Int

    /// The sum of both, in bytes.
    public var bytes: Int { weightBytes + activationBytes }

    /// Looks for the largest batch that these pairs can make.
    ///
    /// - Parameters:
    ///   - training: numbers of tokens of each pair to train on, end tokens not counted.
    ///   - validation: the same of pairs to validate with; if there are any, the best model is kept beside the one that
    ///     is trained.
    public init(
        _ network: EncoderDecoder, training: [(source: Int, target: Int)],
        validation: [(source: Int, target: Int)] = [], options: TrainingOptions
    ) {
        let activations = ActivationMemory(network.configuration, for: options)
        let largest = max(
            Self.largestBatch(of: training, options, bytes: activations.bytes),
            Self.largestBatch(of: validation, options, bytes: activations.bytesWithoutGradients))
        self.init(
            network, activationBytes: largest, options: options,
            batchCount: options.accumulate == 1
                ? 1 : BatchOrder(lengths: training, size: options.size, seed: options.seed).batchCount,
            keepsBest: !validation.isEmpty)
    }

    /// What the largest batch takes that pairs of these lengths can make.
    private static func largestBatch(
        of lengths: [(source: Int, target: Int)], _ options: TrainingOptions,
        bytes: ((source: Int, target: Int)) -> Int
    ) -> Int {
        switch options.size {
        case .pairs(let count): return lengths.map(bytes).sorted(by: >).prefix(count).reduce(0, +)
        case .tokens:
            let order = BatchOrder(lengths: lengths, size: options.size, seed: options.seed)
            return order.batches(epoch: 0).map { $0.reduce(0) { $0 + bytes(lengths[$1]) } }.max() ?? 0
        }
    }

    /// An estimate for a batch whose activations take so much, in epochs of so many batches.
    init(
        _ network: EncoderDecoder, activationBytes: Int, options: TrainingOptions, batchCount: Int, keepsBest: Bool
    ) {
        let moments = options.optimizer.keepsMoments ? 2 : 0
        // Weights, the moments, the averages, the best model: these are in a checkpoint, and written from there.
        let kept = 1 + moments + options.averaging.bufferCount + (keepsBest ? 1 : 0)
        let buffer = network.parameters.bufferCount * MemoryLayout<Float>.stride
        // Gradients, and each product's two packed forms.
        let gradients = GradientSum.bufferCount(of: min(options.accumulate, batchCount))
        weightBytes = (kept + gradients + 2) * buffer
        self.activationBytes = activationBytes
    }
}

extension ActivationMemory {
    /// What a training with these options takes.
    init(_ model: EncoderDecoder.Configuration, for options: TrainingOptions) {
        self.init(
            model, isDropped: options.dropout > 0, isVariational: options.variationalDropout,
            softmaxSamples: options.softmaxSamples)
    }
}
