import Models
import Text

/// About how much memory a training takes, beside the program and its pairs.
public struct MemoryEstimate: Sendable, Hashable {
    /// Weights, gradients, moments, packed weights, averages and the best model.
    public let weightBytes: Int
    /// Activations and their gradients of the largest batch.
    public let activationBytes: Int
    /// What it takes to write a checkpoint, for a moment.
    public let checkpointBytes: Int

    /// All together.
    public var bytes: Int { weightBytes + activationBytes + checkpointBytes }

    /// Looks for the largest batch that these pairs can make.
    ///
    /// - Parameter keepsBest: whether the best model is kept beside the one that is trained.
    public init(_ network: EncoderDecoder, training: [EncodedPair], options: TrainingOptions, keepsBest: Bool) {
        let activations = ActivationMemory(network.configuration, options)
        let lengths: [(source: Int, target: Int)] = training.map { ($0.source.count, $0.target.count) }
        let largest: Int
        switch options.size {
        case .pairs(let count):
            largest = lengths.map(activations.bytes).sorted(by: >).prefix(count).reduce(0, +)
        case .tokens:
            let order = BatchOrder(lengths: lengths, size: options.size, seed: options.seed)
            largest =
                order.batches(epoch: 0).map { $0.reduce(0) { $0 + activations.bytes(lengths[$1]) } }.max() ?? 0
        }
        self.init(network, activationBytes: largest, options: options, keepsBest: keepsBest)
    }

    /// An estimate for a batch whose activations take so much.
    init(_ network: EncoderDecoder, activationBytes: Int, options: TrainingOptions, keepsBest: Bool) {
        let moments = options.optimizer == .sgd ? 0 : 2
        // Weights, the moments, the averages, the best model: these are in a checkpoint.
        let kept = 1 + moments + options.averaging.bufferCount + (keepsBest ? 1 : 0)
        let buffer = network.parameters.bufferCount * MemoryLayout<Float>.stride
        // Gradients, and each product's two packed forms.
        weightBytes = (kept + 1 + 2) * buffer
        // A file's content is put together, then joined with its header.
        checkpointBytes = 2 * kept * buffer
        self.activationBytes = activationBytes
    }
}
