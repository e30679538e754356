import Foundation
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// A checkpoint that is not what a training wrote is refused with what is wrong with it.
struct DamagedCheckpointTests {
    private let pairs = TinyTraining.pairs(12)
    private let data: TrainingData
    private let options: TrainingOptions
    /// The bytes of a checkpoint that has moments, a best model and a moving average.
    private let whole: Data

    init() throws {
        data = try TrainingData(training: pairs, validation: Array(pairs.prefix(3)))
        options = TrainingOptions(
            epochs: nil, steps: 4, batchSize: 8, validateEvery: 2, averaging: .exponential(decay: 0.9))
        var trainer = Trainer(
            data.model(Self.configuration, seed: 1), on: data, options: options, workspace: Workspace(threads: 1))
        trainer.run()
        whole = try Self.withFile { path in
            try trainer.checkpoint.write(to: path)
            return try Data(contentsOf: URL(fileURLWithPath: path))
        }
    }

    private static var configuration: EncoderDecoder.Configuration {
        var configuration = TinyTraining.configuration(hidden: 2)
        configuration.embedding = 2
        return configuration
    }

    private static func withFile<Value>(_ body: (String) throws -> Value) throws -> Value {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        return try body(path)
    }

    /// What is wrong with a checkpoint of these bytes, or with going on from it; nil if nothing is.
    private func problem(_ bytes: Data) throws -> CheckpointError? {
        try Self.withFile { path in
            try bytes.write(to: URL(fileURLWithPath: path))
            do throws(CheckpointError) {
                _ = try Trainer(
                    data.model(Self.configuration, seed: 1), resuming: try TrainingCheckpoint(contentsOf: path),
                    on: data, options: options, workspace: Workspace(threads: 1))
                return nil
            } catch {
                return error
            }
        }
    }

    @Test func aFlippedBitIsRefused() throws {
        #expect(try problem(whole) == nil)
        let file = try EditableCheckpoint(whole)
        for byte in whole.indices {
            // All bits of the names of vectors, and one of every third byte elsewhere.
            let isNamed = file.vectorNames.contains { $0.contains(byte) }
            for bit in isNamed ? 0..<8 : byte % 3 == 0 ? byte % 8..<byte % 8 + 1 : 0..<0 {
                var flipped = whole
                flipped[byte] ^= 1 << UInt8(bit)
                if try problem(flipped) == nil { Issue.record("Bit \(bit) of byte \(byte) was flipped unseen") }
            }
        }
    }

    @Test(arguments: ["first_moment", "second_moment", "best_weights", "moving_average"])
    func aPartThatMustBeThereIsMissed(part: String) throws {
        var file = try EditableCheckpoint(whole)
        file.dropChecksums()
        file.header["checkpoint.Moving_average"] = file.header["checkpoint." + part]
        file.header["checkpoint." + part] = nil
        guard case .incomplete(_, part) = try problem(file.bytes()) else {
            Issue.record("\(part) was not missed")
            return
        }
    }

    @Test func aPartTooManyIsRefused() throws {
        var file = try EditableCheckpoint(whole)
        file.dropChecksums()
        file.addTensor("checkpoint.snapshot_0", of: 2)
        guard case .file(let error) = try problem(file.bytes()) else {
            Issue.record("a part too many was accepted")
            return
        }
        #expect(error.problem == .unexpectedTensor("snapshot_0"))
    }

    @Test(arguments: [
        ("learningRate", "0"), ("learningRate", "-1"), ("learningRate", "\"nan\""), ("learningRate", "\"inf\""),
        ("optimizerSteps", "-1"), ("optimizerSteps", "5"), ("steps", "-1"), ("steps", "4611686018427387904"),
        ("targetTokens", "-1"), ("targetTokens", "4611686018427387904"), ("epoch", "0"), ("epoch", "-1"),
        ("epoch", "4611686018427387904"), ("batch", "-1"), ("batch", "3"), ("batch", "4611686018427387904"),
        ("lastValidatedStep", "-1"), ("lastValidatedStep", "5"), ("plateaus", "-1"),
        ("plateaus", "4611686018427387904"), ("validationsSinceBest", "-1"), ("validationsSinceBest", "9"),
        ("skippedInARow", "-1"), ("skippedInARow", "9223372036854775807"), ("seconds", "-1"),
        ("stepsOfInterval", "0"), ("stepsOfInterval", "9223372036854775807"),
        ("learningRate", "4611686018427387904"), ("learningRate", "1e308"), ("targetTokens", "0"),
        ("targetTokens", "3"),
        ("batch", "1"), ("batch", "2"), ("lastValidatedStep", "0"), ("seconds", "1e308"), ("step", "0"),
        ("lossPerToken", "0"), ("lossPerToken", "-1"), ("lossPerToken", "1e308"), ("exactMatch", "-1"),
        ("exactMatch", "1e308"), ("tokenAccuracy", "-1"), ("tokenAccuracy", "1e308"),
        ("seconds", "\"nan\""), ("seconds", "\"inf\""), ("lossPerToken", "\"nan\""), ("step", "9"),
    ])
    func aFigureThatNoTrainingComesToIsRefused(key: String, value: String) throws {
        var file = try EditableCheckpoint(whole)
        file.dropChecksums()
        try file.setFigure(key, to: value)
        let problem = try problem(file.bytes())
        guard case .impossible(_, let found) = problem else {
            Issue.record("\(key) of \(value) gives \(String(describing: problem))")
            return
        }
        #expect(value.contains(found) || Double(found) == Double(value))
    }

    @Test(arguments: [("minimum_count", "-1"), ("subword_dropout", "-1"), ("batch_size", "-1")])
    func anOptionThatNoTrainingHasIsRefused(name: String, value: String) throws {
        var file = try EditableCheckpoint(whole)
        file.dropChecksums()
        try file.setFigure(name, to: value, in: "configuration")
        #expect(try problem(file.bytes()) == .impossible(figure: name, value: value))
    }

    @Test func snapshotsThatMustBeThereAreMissed() throws {
        let options = TrainingOptions(
            epochs: nil, steps: 4, batchSize: 8, validateEvery: 2, averaging: .mean(of: .last, count: 2))
        var trainer = Trainer(
            data.model(Self.configuration, seed: 1), on: data, options: options, workspace: Workspace(threads: 1))
        trainer.run()
        try Self.withFile { path in
            try trainer.checkpoint.write(to: path)
            _ = try TrainingCheckpoint(contentsOf: path)
            for snapshots in [nil, "[]"] {
                var file = try EditableCheckpoint(try Data(contentsOf: URL(fileURLWithPath: path)))
                file.dropChecksums()
                try file.setList("snapshots", to: snapshots)
                let damaged = path + ".damaged"
                try file.bytes().write(to: URL(fileURLWithPath: damaged))
                defer { unlink(damaged) }
                let error = try #require(throws: CheckpointError.self) { try TrainingCheckpoint(contentsOf: damaged) }
                #expect(error.description.contains("snapshots"), "\(error)")
            }
        }
    }

    @Test(arguments: ["{", "", "[]", "{\"steps\":1}", "null"])
    func aPositionThatCannotBeReadIsMissed(text: String) throws {
        var file = try EditableCheckpoint(whole)
        file.dropChecksums()
        file.metadata["checkpoint"] = text
        guard case .incomplete(_, part: "position") = try problem(file.bytes()) else {
            Issue.record("\(text) was accepted")
            return
        }
    }

    @Test(arguments: ["encoder.weight_hh_l0", "checkpoint.moving_average", "checkpoint.second_moment"])
    func numbersThatAreNotFiniteAreRefused(tensor: String) throws {
        for value in [Float.nan, .infinity] {
            var file = try EditableCheckpoint(whole)
            file.dropChecksums()
            try file.setFirstElement(of: tensor, to: value)
            guard case .file(let error) = try problem(file.bytes()) else {
                Issue.record("\(value) in \(tensor) was accepted")
                return
            }
            #expect(error.problem == .notFinite(tensor: tensor))
        }
    }
}

/// A checkpoint taken apart, so that a test can write one that no training would.
private struct EditableCheckpoint {
    /// The header as JSON.
    var header: [String: Any]
    var data: Data
    /// Where the names of what is no weight are in the file.
    let vectorNames: [Range<Int>]

    init(_ file: Data) throws {
        let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        header = try #require(try JSONSerialization.jsonObject(with: file[8..<8 + length]) as? [String: Any])
        data = file[(8 + length)...]
        vectorNames = header.keys.sorted().filter { $0.hasPrefix("checkpoint.") }
            .compactMap { file.firstRange(of: Data("\"\($0)\":".utf8)) }
    }

    var metadata: [String: String] {
        get { header["__metadata__"] as? [String: String] ?? [:] }
        set { header["__metadata__"] = newValue }
    }

    mutating func dropChecksums() {
        for key in ["checksum", "metadata_checksum", "tensors_checksum"] { metadata[key] = nil }
    }

    /// Replaces the value of every figure of a name in the position.
    mutating func setFigure(_ key: String, to value: String, in part: String = "checkpoint") throws {
        let text = try #require(metadata[part])
        let regex = try Regex("\"\(key)\":[^,}\\]]+")
        #expect(text.contains(regex))
        metadata[part] = text.replacing(regex, with: "\"\(key)\":\(value)")
    }

    /// Replaces a list in the position, or removes it.
    mutating func setList(_ key: String, to value: String?) throws {
        let text = try #require(metadata["checkpoint"])
        var position = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(position[key] != nil)
        position[key] = try value.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) }
        metadata["checkpoint"] = String(decoding: try JSONSerialization.data(withJSONObject: position), as: UTF8.self)
    }

    mutating func addTensor(_ name: String, of count: Int) {
        header[name] = ["dtype": "F32", "shape": [count], "data_offsets": [data.count, data.count + 4 * count]]
        data += Data(count: 4 * count)
    }

    mutating func setFirstElement(of tensor: String, to value: Float) throws {
        let offsets = try #require((header[tensor] as? [String: Any])?["data_offsets"] as? [Int])
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
        data.replaceSubrange(data.startIndex + offsets[0]..<data.startIndex + offsets[0] + 4, with: bytes)
    }

    func bytes() throws -> Data {
        let json = try JSONSerialization.data(withJSONObject: header)
        return Data((0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) }) + json + data
    }
}
