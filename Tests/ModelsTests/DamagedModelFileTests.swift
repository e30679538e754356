import Foundation
import Seq2SeqModels
import Testing
import Seq2SeqText

/// A file that is not a whole model of ours is refused with what is wrong with it.
struct DamagedModelFileTests {
    /// What is wrong with a file with these bytes; nil if nothing is.
    private func problem(_ bytes: Data) throws -> ModelFileError.Problem? {
        do {
            _ = try reading(bytes)
            return nil
        } catch let error as ModelFileError {
            return error.problem
        }
    }

    @Test func everyCutIsRefused() throws {
        let file = try writtenFile()
        for length in 0..<file.count {
            let problem = try problem(file.prefix(length))
            switch problem {
            case .cutShort(_, let found): #expect(found == length)
            case .notSafetensors: #expect(length < 9)
            default: Issue.record("A file cut after \(length) bytes gives \(String(describing: problem))")
            }
        }
    }

    @Test func aFlippedBitInAnyByteIsRefused() throws {
        let file = try writtenFile()
        for byte in 0..<file.count {
            // All bits of the length, one of every other byte.
            for bit in byte < 8 ? 0..<8 : byte % 8..<byte % 8 + 1 {
                var flipped = file
                flipped[byte] ^= 1 << UInt8(bit)
                if try problem(flipped) == nil { Issue.record("Bit \(bit) of byte \(byte) was flipped unseen") }
            }
        }
    }

    @Test func flippedDataIsCalledDamaged() throws {
        var file = try writtenFile()
        file[file.count - 3] ^= 4
        #expect(try problem(file) == .altered(part: "data"))
    }

    @Test func trailingBytesAreRefused() throws {
        let file = try writtenFile()
        #expect(try problem(file + [0]) == .trailingBytes(expected: file.count))
    }

    @Test(arguments: [
        Data("hello, this is no model at all".utf8), Data(repeating: 0, count: 100), Data(repeating: 255, count: 100),
        Data([0x50, 0x4B, 3, 4, 0, 0, 0, 0, 0, 0, 0]), Data([2, 0, 0, 0, 0, 0, 0, 0]) + Data("[]".utf8),
        Data([3, 0, 0, 0, 0, 0, 0, 0]) + Data("{a}".utf8),
    ])
    func otherFormatsAreRefused(bytes: Data) throws {
        #expect(try problem(bytes) == .notSafetensors)
    }

    @Test func anotherProgramsTensorsAreRefused() throws {
        let empty = Data([2, 0, 0, 0, 0, 0, 0, 0]) + Data("{}".utf8)
        #expect(try problem(empty) == .foreignFormat(found: nil, expected: "seq2seq"))
        var file = try EditableFile(writtenFile())
        file.metadata["format"] = "pt"
        #expect(try problem(file.bytes()) == .foreignFormat(found: "pt", expected: "seq2seq"))
    }

    @Test func aLaterVersionIsRefused() throws {
        var file = try EditableFile(writtenFile())
        file.metadata["format_version"] = "2"
        #expect(try problem(file.bytes()) == .laterVersion(found: "2", known: "1"))
    }

    @Test func aModelWithAPartWeLackIsRefused() throws {
        var file = try EditableFile(writtenFile())
        file.dropChecksums()
        try file.configure("attention", "multi-head")
        #expect(try problem(file.bytes()) == .unknownPart(option: "attention", value: "multi-head"))
    }

    @Test func weightsMustBeTheConfigurations() throws {
        var file = try EditableFile(writtenFile())
        file.dropChecksums()
        try file.configure("layers", 2)
        #expect(try problem(file.bytes()) == .missingTensor("encoder.weight_ih_l1"))
        try file.configure("layers", 1)
        try file.configure("hidden", 8)
        #expect(
            try problem(file.bytes())
                == .shape(tensor: "encoder.weight_ih_l0", expected: [32, 3], found: [16, 3]))
        try file.configure("hidden", 4)
        try file.configure("bridge", "dense")
        #expect(try problem(file.bytes()) == .missingTensor("bridge.hidden_l0.weight"))
    }

    @Test func aWeightTooManyIsRefused() throws {
        var file = try EditableFile(writtenFile())
        file.dropChecksums()
        file.header["extra"] = ["dtype": "F32", "shape": [1], "data_offsets": [file.data.count, file.data.count + 4]]
        file.data += [0, 0, 0, 0]
        #expect(try problem(file.bytes()) == .unexpectedTensor("extra"))
    }

    @Test(arguments: [
        ("embedding", 1 << 40), ("hidden", -1), ("hidden", 0), ("layers", 1 << 50), ("layers", 0),
        ("encoder_layers", 1 << 50), ("decoder_layers", 0),
        ("length_ratio", -1), ("length_ratio", Int(1e15)),
    ])
    func impossibleSizesAreRefusedBeforeMemoryIsTaken(key: String, value: Int) throws {
        var file = try EditableFile(writtenFile())
        file.dropChecksums()
        try file.configure(key, value)
        guard case .invalidMetadata(key: "configuration", _) = try problem(file.bytes()) else {
            Issue.record("\(key) of \(value) was not refused")
            return
        }
    }

    @Test(arguments: ["configuration", "source_vocabulary", "target_vocabulary"])
    func metadataMustBeThereAndReadable(key: String) throws {
        for value in [nil, "", "{", "[1]", "[\"<pad>\"]", "null"] {
            var file = try EditableFile(writtenFile())
            file.dropChecksums()
            file.metadata[key] = value
            guard case .invalidMetadata(key: key, _) = try problem(file.bytes()) else {
                Issue.record("\(key) of \(value ?? "nothing") was not refused")
                continue
            }
        }
    }

    @Test(arguments: [
        ("shape", [16, -3]), ("shape", [1 << 62, 1 << 62]), ("data_offsets", [0]), ("data_offsets", [4, 0]),
        ("data_offsets", [-192, 0]), ("data_offsets", [Int.max - 191, Int.max]), ("shape", [8, 6]),
    ])
    func impossiblePlacesAreRefused(key: String, value: [Int]) throws {
        var file = try EditableFile(writtenFile())
        file.dropChecksums()
        try file.change("encoder.weight_ih_l0", key, value)
        let problem = try problem(file.bytes())
        switch problem {
        case .invalidHeader, .shape: break
        default: Issue.record("\(key) of \(value) gives \(String(describing: problem))")
        }
    }

    @Test func aTensorLargerThanAnyDiskIsRefused() throws {
        let count = 2_305_843_009_213_693_951
        let entry = #"{"dtype":"F32","shape":[\#(count)],"data_offsets":[0,\#(4 * count)]}"#
        let header = Data(#"{"__metadata__":{},"a":\#(entry)}"#.utf8)
        let bytes = Data((0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }) + header
        #expect(try problem(bytes) == .invalidHeader(tensor: "a"))
    }

    @Test func otherElementTypesAreRefused() throws {
        var file = try EditableFile(writtenFile())
        try file.change("output.bias", "dtype", "F16")
        #expect(try problem(file.bytes()) == .elementType(tensor: "output.bias", found: "F16"))
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func weightsThatAreNotFiniteAreRefused(value: Float) throws {
        var model = try TinyModels.make()
        let weight = try #require(model.network.parameters.parameter(named: "encoder.weight_hh_l0"))
        model.network.parameters[weight][5] = value
        let bytes = try TinyModels.withDirectory { directory in
            try model.write(to: directory + "/m")
            return try Data(contentsOf: URL(fileURLWithPath: directory + "/m"))
        }
        #expect(try problem(bytes) == .notFinite(tensor: "encoder.weight_hh_l0"))
    }

    @Test(arguments: ["\n", "x\n", "\r", "\t", "x\ty"])
    func aTargetTokenThatWouldBreakALineIsRefused(token: String) throws {
        var file = try EditableFile(writtenFile())
        file.dropChecksums()
        let tokens = try #require(file.metadata["target_vocabulary"])
        var vocabulary = try JSONDecoder().decode([String].self, from: Data(tokens.utf8))
        vocabulary[5] = token
        file.metadata["target_vocabulary"] = String(decoding: try JSONEncoder().encode(vocabulary), as: UTF8.self)
        #expect(try problem(file.bytes()) == .brokenLine(token: token, id: 5))
    }

    @Test func whereAFileCannotBeReadIsTold() throws {
        try TinyModels.withDirectory { directory in
            #expect(throws: ModelFileError(path: directory + "/none", problem: .notFound)) {
                try TranslationModel(contentsOf: directory + "/none")
            }
            #expect(throws: ModelFileError(path: directory, problem: .directory)) {
                try TranslationModel(contentsOf: directory)
            }
        }
        #expect(throws: ModelFileError(path: "/dev/zero", problem: .notSafetensors)) {
            try TranslationModel(contentsOf: "/dev/zero")
        }
        #expect(throws: ModelFileError(path: "/dev/null", problem: .cutShort(expected: 8, found: 0))) {
            try TranslationModel(contentsOf: "/dev/null")
        }
    }

    @Test func messagesSayWhereAndWhat() {
        let error = ModelFileError(path: "m.safetensors", problem: .cutShort(expected: 100, found: 60))
        #expect(
            error.description
                == "m.safetensors is cut short: it should have 100 bytes but ends after 60. Copy or train it again.")
    }
}
