import Models
import Randomness
import Tensors
import Testing
import Text
import Training

struct MemoryEstimateTests {
    @Test(arguments: [(1, false), (2, true)])
    func theEstimateIsNearWhatTheLargestBatchTakes(layers: Int, bidirectional: Bool) {
        var configuration = EncoderDecoder.Configuration(sourceVocabularySize: 200, targetVocabularySize: 300)
        configuration.embedding = 64
        configuration.hidden = 128
        configuration.layers = layers
        configuration.bidirectional = bidirectional
        var random = RandomSource(seed: 1)
        let network = EncoderDecoder(configuration, using: &random)
        let pairs = (1...40).map { length in
            EncodedPair(source: Array(repeating: 5, count: length), target: Array(repeating: 6, count: length))
        }
        let workspace = Workspace(threads: 1)
        _ = network.lossAndGradients(for: Batch(Array(pairs.suffix(16))), on: workspace)
        let estimate = MemoryEstimate(network, training: pairs, batchSize: 16, optimizer: .adam, keepsBest: true)
        let taken = Double(workspace.peakActivationBytes)
        #expect((0.7...1.4).contains(Double(estimate.activationBytes) / taken))
    }
}
