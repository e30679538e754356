import Seq2SeqModels
import Seq2SeqOracle
import Testing

/// Encoders and decoders of unequal depth.
@Suite("Encoder-decoder: depth")
struct DepthTests {
    @Test(arguments: [
        (1, 1, [0]), (2, 2, [0, 1]), (3, 1, [2]), (3, 2, [1, 2]), (5, 3, [2, 3, 4]), (1, 3, [0, 0, 0]),
        (2, 4, [0, 1, 1, 1]),
    ])
    func eachLayerStartsFromTheEncodersOfItsHeight(encoder: Int, decoder: Int, seeds: [Int]) {
        let configuration = EncoderDecoder.Configuration(layers: 7, encoderLayers: encoder, decoderLayers: decoder)
        #expect(configuration.seedingLayers == seeds)
    }

    @Test func equalDepthsAreTheSameModelHoweverTheyAreGiven() {
        let expected = Variant(layers: 2, bridge: .dense).model().parameters
        for variant in [
            Variant(encoderLayers: 2, decoderLayers: 2, bridge: .dense),
            Variant(layers: 2, encoderLayers: 2, bridge: .dense),
        ] {
            let parameters = variant.model().parameters
            #expect(parameters.names == expected.names)
            for parameter in expected.names.compactMap(expected.parameter) {
                #expect(parameters[parameter].bits == expected[parameter].bits)
            }
        }
    }
}
