import Foundation
import Seq2SeqModels
import Testing

/// The layers of encoder and decoder, what connects them and what they start from, in a model file.
struct DepthFileTests {
    private func configuration(_ model: TranslationModel) throws -> [String: Any] {
        try TinyModels.withDirectory { directory in
            try model.write(to: directory + "/m")
            let file = try EditableFile(Data(contentsOf: URL(fileURLWithPath: directory + "/m")))
            let json = try #require(file.metadata["configuration"])
            return try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        }
    }

    /// Layers of the encoder and of the decoder.
    static let depths: [[Int?]] = [[3, 1], [1, 3], [2, nil], [nil, 2]]

    @Test(arguments: depths, Bridge.Kind.allCases)
    func unequalDepthsSurviveTheFile(depths: [Int?], bridge: Bridge.Kind) throws {
        let model = try TinyModels.make(bridge: bridge) {
            $0.encoderLayers = depths[0]
            $0.decoderLayers = depths[1]
        }
        let read = try TinyModels.withDirectory { directory in
            try model.write(to: directory + "/m")
            return try TranslationModel(contentsOf: directory + "/m")
        }
        #expect(read.network.configuration.seedingLayers == model.network.configuration.seedingLayers)
        #expect(TinyModels.weights(read) == TinyModels.weights(model))
    }

    @Test func residualConnectionsSurviveTheFileAndAreWrittenIfThereAreAny() throws {
        let model = try TinyModels.make(layers: 2) { $0.residual = true }
        let read = try TinyModels.withDirectory { directory in
            try model.write(to: directory + "/m")
            return try TranslationModel(contentsOf: directory + "/m")
        }
        #expect(read.network.configuration == model.network.configuration)
        #expect(try configuration(model)["residual"] as? Bool == true)
        #expect(try configuration(TinyModels.make())["residual"] == nil)
    }

    @Test func whatFirstWeightsAreDrawnFromIsWrittenUnlessItIsTheDefault() throws {
        let model = try TinyModels.make { $0.initialWeights = .orthogonal }
        let read = try TinyModels.withDirectory { directory in
            try model.write(to: directory + "/m")
            return try TranslationModel(contentsOf: directory + "/m")
        }
        #expect(read.network.configuration == model.network.configuration)
        #expect(try configuration(model)["initializer"] as? String == "orthogonal")
        #expect(try configuration(TinyModels.make())["initializer"] == nil)
    }

    @Test func onlyADepthOfItsOwnIsWritten() throws {
        let equal = try configuration(TinyModels.make(layers: 2) { $0.encoderLayers = 2 })
        #expect(equal["layers"] as? Int == 2 && equal["encoder_layers"] == nil && equal["decoder_layers"] == nil)
        let unequal = try configuration(TinyModels.make(layers: 2) { $0.encoderLayers = 3 })
        #expect(unequal["layers"] as? Int == 2 && unequal["decoder_layers"] == nil)
        #expect(unequal["encoder_layers"] as? Int == 3)
    }
}
