import Seq2SeqLayers

extension ContinuousEncoderDecoder: StoredSequenceModel {
    private struct Configuration: Codable {
        let inputSize: Int
        let outputSize: Int
        let hidden: Int
        let layers: Int
    }

    /// How an encoder-decoder on vectors stands in a file.
    public static var storage: SequenceStorage<ContinuousEncoderDecoder> {
        SequenceStorage(
            format: "seq2seq-continuous",
            configuration: {
                Configuration(
                    inputSize: $0.inputSize, outputSize: $0.outputSize, hidden: $0.hidden, layers: $0.layers)
            }
        ) { configuration throws(SequentialError) in
            let sizes = [configuration.inputSize, configuration.outputSize, configuration.hidden]
            guard sizes.allSatisfy(Dense.possibleSizes.contains), (1...1000).contains(configuration.layers) else {
                throw .impossibleSize(
                    layer: "ContinuousEncoderDecoder", of: "sizes and layers",
                    found: "\(sizes) and \(configuration.layers)")
            }
            return ContinuousEncoderDecoder(
                declaringInputSize: configuration.inputSize, outputSize: configuration.outputSize,
                hidden: configuration.hidden, layers: configuration.layers)
        }
    }
}
