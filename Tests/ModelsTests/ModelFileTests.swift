import Foundation
import Seq2SeqModels
import Testing
import Seq2SeqText

/// What is written can be read again, whole, by us and by others.
struct ModelFileTests {
    @Test(arguments: [(1, false, Bridge.Kind.copy), (2, false, .dense), (1, true, .dense), (2, true, .copy)])
    func aModelSurvivesTheFileToTheBit(layers: Int, bidirectional: Bool, bridge: Bridge.Kind) throws {
        let model = try TinyModels.make(layers: layers, bidirectional: bidirectional, bridge: bridge)
        let read = try TinyModels.withDirectory { directory in
            try model.write(to: directory + "/m.safetensors")
            return try TranslationModel(contentsOf: directory + "/m.safetensors")
        }
        #expect(TinyModels.weights(read) == TinyModels.weights(model))
        #expect(read.network.parameters.names == model.network.parameters.names)
        #expect(read.network.configuration == model.network.configuration)
        #expect(read.sourceVocabulary == model.sourceVocabulary)
        #expect(read.targetVocabulary == model.targetVocabulary)
        #expect(read.sourceTokenizer == .characters)
        #expect(read.targetTokenizer == .words)
        #expect(read.lengthRatio == 1.5)
        #expect(read.trainingRecord == model.trainingRecord)
    }

    @Test func negativeZeroAndSubnormalsSurvive() throws {
        var model = try TinyModels.make()
        let bias = try #require(model.network.parameters.parameter(named: "encoder.bias_ih_l0"))
        model.network.parameters[bias] = [Float](repeating: -0.0, count: 15) + [Float.leastNonzeroMagnitude]
        let read = try TinyModels.withDirectory { directory in
            try model.write(to: directory + "/m")
            return try TranslationModel(contentsOf: directory + "/m")
        }
        #expect(TinyModels.weights(read) == TinyModels.weights(model))
    }

    @Test func equalModelsGiveEqualBytes() throws {
        try TinyModels.withDirectory { directory in
            try TinyModels.make().write(to: directory + "/a")
            try TranslationModel(contentsOf: directory + "/a").write(to: directory + "/b")
            #expect(FileManager.default.contentsEqual(atPath: directory + "/a", andPath: directory + "/b"))
        }
    }

    @Test func theHeaderIsWhatOtherReadersExpect() throws {
        let file = try writtenFile()
        let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(file[8] == UInt8(ascii: "{"))
        #expect(length % 8 == 0)
        let editable = try EditableFile(file)
        #expect(editable.metadata["format"] == "seq2seq")
        #expect(editable.metadata["format_version"] == "1")
        let entry = try #require(editable.header["encoder.bias_hh_l0"] as? [String: Any])
        #expect(entry["dtype"] as? String == "F32")
        #expect(entry["shape"] as? [Int] == [16])
        let range = try #require(entry["data_offsets"] as? [Int])
        let start = editable.data.startIndex
        #expect(editable.data[start + range[0]..<start + range[1]].allSatisfy { $0 == 0 })
    }

    @Test func theSecondBiasOfAnotherProgramIsAdded() throws {
        let model = try TinyModels.make()
        var file = try EditableFile(writtenFile())
        file.dropChecksums()
        let entry = try #require(file.header["decoder.bias_hh_l0"] as? [String: Any])
        let range = try #require(entry["data_offsets"] as? [Int])
        let start = file.data.startIndex + range[0]
        withUnsafeBytes(of: Float(0.25).bitPattern.littleEndian) { bytes in
            file.data.replaceSubrange(start..<start + 4, with: bytes)
        }
        let read = try reading(file.bytes())
        let name = "decoder.bias_ih_l0"
        let before = try #require(model.network.parameters.parameter(named: name))
        #expect(read.network.parameters[before][0] == model.network.parameters[before][0] + 0.25)
        #expect(read.network.parameters[before][1...] == model.network.parameters[before][1...])
    }

    @Test func aFileOfAnotherProgramNeedsNoChecksums() throws {
        var file = try EditableFile(writtenFile())
        file.dropChecksums()
        #expect(try TinyModels.weights(reading(file.bytes())) == TinyModels.weights(TinyModels.make()))
    }

    @Test func aModelReadFromAPipeIsTheSame() throws {
        let file = try writtenFile()
        let read = try TinyModels.withDirectory { directory in
            #expect(mkfifo(directory + "/pipe", 0o600) == 0)
            let writer = Thread {
                #expect(throws: Never.self) { try file.write(to: URL(fileURLWithPath: directory + "/pipe")) }
            }
            writer.start()
            return try TranslationModel(contentsOf: directory + "/pipe")
        }
        #expect(try TinyModels.weights(read) == TinyModels.weights(TinyModels.make()))
    }
}

/// The bytes of a tiny model's file.
func writtenFile() throws -> Data {
    try TinyModels.withDirectory { directory in
        try TinyModels.make().write(to: directory + "/m")
        return try Data(contentsOf: URL(fileURLWithPath: directory + "/m"))
    }
}

/// The model in a file with these bytes.
func reading(_ bytes: Data) throws -> TranslationModel {
    try TinyModels.withDirectory { directory in
        try bytes.write(to: URL(fileURLWithPath: directory + "/m"))
        return try TranslationModel(contentsOf: directory + "/m")
    }
}
