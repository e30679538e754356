import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqTensors
import Testing

/// Layers of one's own in model files.
@Suite("Files with layers of one's own")
struct CustomLayerFileTests {
    /// A property whose name snake_case would not bring back.
    private struct Scaled: CustomLayer {
        static let kind = "scaled"
        var baseURL = "http://a/b"
        var factor: Float = 2
        var units: [Int] = [3, 4]

        func callAsFunction(_ input: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
            var x = input
            for (index, units) in units.enumerated() { x = try x.linear(units, "level_\(index)") * factor }
            return x
        }
    }

    /// What `Scaled` may have become later.
    private struct Renamed: CustomLayer {
        static let kind = "scaled"
        var scale: Float

        func callAsFunction(_ input: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
            try input.linear(4, "level_0") * scale
        }
    }

    /// The same settings, but other weights.
    private struct Changed: CustomLayer {
        static let kind = "scaled"
        var units: [Int]

        func callAsFunction(_ input: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
            try input.linear(4, "level")
        }
    }

    private struct Named: CustomLayer {
        static let kind = "dense"

        func callAsFunction(_ input: SymbolicTensor) throws(SequentialError) -> SymbolicTensor { input }
    }

    private func model() throws -> Sequential {
        try Sequential(input: .sequences(2)) {
            GRU(3, returnSequences: true)
            Scaled(factor: 0.1, units: [5, 4])
            Scaled()
            Dense(1)
        }
    }

    @Test func theyComeBackAsTheyWent() throws {
        let model = try model()
        let data = try model.data()
        let read = try Sequential(data: data, customLayers: [Scaled.self])
        #expect(read.layers == model.layers && read.layers.hashValue == model.layers.hashValue)
        #expect(read.kerasWeights == model.kerasWeights)
        #expect(try read.data() == data)
        let x = Examples.sequences([[[1, 2], [3, 4]], [[5, 6]]])
        #expect(try read.predict(x) == model.predict(x))
        #expect(model.names == ["gru", "scaled", "scaled_1", "dense"])
        #expect(model.parameters.names.contains("scaled_1.level_0.weight"))
        #expect(read.layers[1] != read.layers[2])
    }

    @Test func withoutTheRightTypeAFileIsRefused() throws {
        let data = try model().data()
        let wrong: [([any CustomLayer.Type], String)] = [
            ([], "there is no layer of the kind 'scaled'"), ([Named.self], "there is no layer of the kind 'scaled'"),
            ([Renamed.self], "cannot read its settings"), ([Changed.self], "scaled.level"),
        ]
        for (types, text) in wrong {
            let error = #expect(throws: ModelFileError.self) { try Sequential(data: data, customLayers: types) }
            #expect(error.map { "\($0)".contains(text) } == true, "\(String(describing: error))")
        }
    }

    @Test func kindsThatAFileCouldNotTellApartAreRefused() throws {
        #expect(throws: SequentialError.self) { try Sequential(input: .vectors(1)) { Named() } }
        #expect(throws: SequentialError.self) {
            try Sequential(input: .vectors(1)) {
                Scaled()
                Renamed(scale: 1)
            }
        }
    }

    @Test func settingsThatAreNoJSONAreRefusedInWriting() throws {
        let model = try Sequential(input: .vectors(1)) { Scaled(factor: .infinity) }
        #expect(throws: ModelFileError.self) { try model.data() }
    }
}
