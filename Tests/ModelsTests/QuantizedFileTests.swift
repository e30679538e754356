import Foundation
import Seq2SeqModels
import Seq2SeqTensors
import Testing

@Suite("Model files in 8 bits")
struct QuantizedFileTests {
    private static func model(inputFeeding: Bool = false) throws -> TranslationModel {
        try floatModel(inputFeeding: inputFeeding).quantized()
    }

    private static func floatModel(inputFeeding: Bool = false) throws -> TranslationModel {
        try TinyModels.make(layers: 2, bidirectional: true, bridge: .dense) {
            $0.attention = .additive
            $0.inputFeeding = inputFeeding
        }
    }

    private static func file(_ model: TranslationModel) throws -> Data {
        try TinyModels.withDirectory { directory in
            try model.write(to: directory + "/m")
            return try Data(contentsOf: URL(fileURLWithPath: directory + "/m"))
        }
    }

    private static func problem(_ bytes: Data) throws -> ModelFileError.Problem? {
        do {
            _ = try reading(bytes)
            return nil
        } catch let error as ModelFileError {
            return error.problem
        }
    }

    /// A file without checksums in which elements of a tensor are replaced.
    private static func changed(_ tensor: String, at offset: Int, to bytes: [UInt8]) throws -> Data {
        var file = try EditableFile(file(model()))
        file.dropChecksums()
        let entry = try #require(file.header[tensor] as? [String: Any])
        let start = file.data.startIndex + (try #require(entry["data_offsets"] as? [Int]))[0] + offset
        file.data.replaceSubrange(start..<start + bytes.count, with: bytes)
        return try file.bytes()
    }

    @Test func aModelSurvivesTheFileToTheBit() throws {
        for inputFeeding in [false, true] {
            let model = try Self.model(inputFeeding: inputFeeding)
            let bytes = try Self.file(model)
            let read = try reading(bytes)
            #expect(read.precision == .int8 && model.precision == .int8)
            #expect(TinyModels.weights(read) == TinyModels.weights(model))
            #expect(try Self.file(read) == bytes)
            #expect(read.network.configuration == model.network.configuration)
            #expect(read.trainingRecord == model.trainingRecord)
        }
    }

    @Test func otherReadersFindIntegersAndTheScalesOfRows() throws {
        let file = try EditableFile(Self.file(Self.model()))
        let tensors = file.header.filter { $0.key != "__metadata__" }.compactMapValues { $0 as? [String: Any] }
        let floats = tensors.filter { $0.value["dtype"] as? String == "F32" }
        let integers = tensors.filter { $0.value["dtype"] as? String == "I8" }
        #expect(floats.count + integers.count == tensors.count)
        func ends(_ entries: [String: [String: Any]]) -> [Int] {
            entries.values.compactMap { $0["data_offsets"] as? [Int] }.joined().sorted()
        }
        // Every float lies where floats may.
        #expect(ends(floats).allSatisfy { $0 % 4 == 0 } && ends(floats).last == ends(integers).first)
        for (name, entry) in integers {
            let rows = try #require(entry["shape"] as? [Int])[0]
            #expect(floats[name + ".scale"]?["shape"] as? [Int] == [rows, 1], "\(name)")
        }
        // An integer times the scale of its row is the weight, as exactly as 8 bits can say it.
        let name = "encoder.weight_hh_l1_reverse"
        func bytes(of entry: [String: Any]?) throws -> Data {
            let range = try #require(entry?["data_offsets"] as? [Int])
            return file.data.dropFirst(range[0]).prefix(range[1] - range[0])
        }
        let values = try bytes(of: integers[name]).map { Int8(bitPattern: $0) }
        let scales = try bytes(of: floats[name + ".scale"]).withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 4).map {
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
            }
        }
        let parameters = try Self.floatModel().network.parameters
        let weights = parameters[try #require(parameters.parameter(named: name))]
        try #require(values.count == weights.count && weights.count % scales.count == 0)
        for (index, weight) in weights.enumerated() {
            let scale = scales[index / (weights.count / scales.count)]
            #expect(abs(Float(values[index]) * scale - weight) <= 0.501 * scale, "\(index)")
        }
        #expect(floats["attention.energy.weight"] != nil && floats["encoder.bias_hh_l0"] != nil)
        #expect(integers["encoder.weight_hh_l1_reverse"] != nil && integers["target_embedding.weight"] != nil)
        let fed = try EditableFile(Self.file(Self.model(inputFeeding: true)))
        #expect((fed.header["target_embedding.weight"] as? [String: Any])?["dtype"] as? String == "F32")
    }

    @Test func weightsThatChangeAreWrittenAsFloats() throws {
        var model = try Self.model()
        let bias = try #require(model.network.parameters.parameter(named: "output.bias"))
        model.network.parameters[bias][0] = 7
        #expect(model.precision == .float32)
        let read = try reading(try Self.file(model))
        #expect(read.precision == .float32 && TinyModels.weights(read) == TinyModels.weights(model))
    }

    @Test func cutsAndFlippedBitsAreRefusedAllOverTheFile() throws {
        let file = try Self.file(Self.model())
        for byte in stride(from: 0, to: file.count, by: 3) {
            var flipped = file
            flipped[byte] ^= 1 << UInt8(byte % 8)
            if try Self.problem(flipped) == nil { Issue.record("A bit of byte \(byte) was flipped unseen") }
            if try Self.problem(file.prefix(byte)) == nil { Issue.record("A cut after \(byte) bytes was not seen") }
        }
        #expect(try Self.problem(file + [0]) == .trailingBytes(expected: file.count))
    }

    @Test func numbersThatRoundingNeverGivesAreRefused() throws {
        let name = "encoder.weight_ih_l0"
        #expect(
            try Self.problem(Self.changed(name, at: 1, to: [0x80]))
                == .impossibleNumber(tensor: name, found: "-128", expected: "integers from -127 to 127"))
        for scale in [-1, Float.greatestFiniteMagnitude] {
            let bytes = withUnsafeBytes(of: scale.bitPattern.littleEndian, Array.init)
            let problem = try Self.problem(Self.changed(name + ".scale", at: 4, to: bytes))
            #expect(
                problem
                    == .impossibleNumber(
                        tensor: name + ".scale", found: "\(scale)", expected: "scales that are finite and not below 0"))
        }
        for value in [Float.nan, .infinity] {
            let bytes = withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
            for tensor in ["output.bias", "encoder.bias_hh_l0", name + ".scale"] {
                #expect(try Self.problem(Self.changed(tensor, at: 0, to: bytes)) == .notFinite(tensor: tensor))
            }
        }
    }

    @Test func tensorsThatDoNotBelongThereAreRefused() throws {
        func changed(_ change: (inout EditableFile) throws -> Void) throws -> ModelFileError.Problem? {
            var file = try EditableFile(Self.file(Self.model()))
            file.dropChecksums()
            try change(&file)
            return try Self.problem(file.bytes())
        }
        #expect(try changed { _ in } == nil)
        let scale = "output.weight.scale"
        #expect(
            try changed { try $0.change(scale, "shape", [7]) } == .shape(tensor: scale, expected: [7, 1], found: [7]))
        #expect(
            try changed { file in
                file.header["other.scale"] = file.header[scale]
                file.header[scale] = nil
            } == .missingTensor(scale))
        #expect(
            try changed { try $0.change("output.weight", "dtype", "I16") }
                == .elementType(tensor: "output.weight", found: "I16"))
        // A weight of floats with a scale, and integers where the model reads elements.
        var floats = try EditableFile(writtenFile())
        floats.dropChecksums()
        let count = floats.data.count
        floats.data += Data(repeating: 0, count: 28)
        floats.header[scale] = ["dtype": "F32", "shape": [7, 1], "data_offsets": [count, count + 28]]
        #expect(try Self.problem(floats.bytes()) == .unexpectedTensor(scale))
        var bias = try EditableFile(writtenFile())
        bias.dropChecksums()
        let entry = try #require(bias.header["output.bias"] as? [String: Any])
        let range = try #require(entry["data_offsets"] as? [Int])
        try bias.change("output.bias", "dtype", "I8")
        try bias.change("output.bias", "shape", [range[1] - range[0]])
        #expect(try Self.problem(bias.bytes()) == .shape(tensor: "output.bias", expected: [7], found: [28]))
    }
}
