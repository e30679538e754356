import Seq2SeqLayers

extension Sequential: StoredSequenceModel {
    private struct Configuration: Codable {
        let input: LayerShape
        let layers: [Layer]
    }

    /// How a stack of layers stands in a file.
    public static var storage: SequenceStorage<Sequential> {
        SequenceStorage(
            format: "seq2seq-sequential", configuration: { Configuration(input: $0.inputShape, layers: $0.layers) }
        ) { configuration throws(SequentialError) in
            try Sequential(declaring: configuration.layers, input: configuration.input)
        }
    }
}
