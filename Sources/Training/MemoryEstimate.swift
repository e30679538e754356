import Models
import Text

/// About how much memory a training takes.
public struct MemoryEstimate: Sendable, Hashable {
    /// Weights, gradients, moments, packed weights and the best model.
    public let weightBytes: Int
    /// Activations and their gradients of the largest batch.
    public let activationBytes: Int

    /// Both together.
    public var bytes: Int { weightBytes + activationBytes }

    /// Looks for the largest batch that these pairs can make.
    public init(
        _ network: EncoderDecoder, training: [EncodedPair], batchSize: Int, optimizer: Optimizer.Method,
        keepsBest: Bool
    ) {
        let float = MemoryLayout<Float>.stride
        let moments = optimizer == .sgd ? 0 : 2
        // Weights and gradients, the moments, each product's two packed forms, the best model.
        weightBytes = (2 + moments + 2 + (keepsBest ? 1 : 0)) * network.parameters.count * float
        let lengths = training.map { (source: $0.source.count, target: $0.target.count + 1) }
        let largest = lengths.sorted { $0.source + $0.target > $1.source + $1.target }.prefix(batchSize)
        let configuration = network.configuration
        // Of each layer and token: gates, cell, output and its gradient, and the panels of a weight gradient.
        let perLayer = 8 * configuration.hidden
        let perSourceToken = 3 * configuration.embedding + configuration.encoderDepth * perLayer
        let perTargetToken = 3 * configuration.embedding + configuration.decoderDepth * perLayer
        // Attention's keys, queries, contexts, their concatenation and its result, each with its gradient.
        let attention = configuration.attention == .none ? 0 : 12 * configuration.hidden
        let source = largest.reduce(0) { $0 + $1.source } * (perSourceToken + attention / 6)
        let target =
            largest.reduce(0) { $0 + $1.target }
            * (perTargetToken + attention + configuration.hidden + configuration.targetVocabularySize)
        activationBytes = (source + target) * float
    }
}
