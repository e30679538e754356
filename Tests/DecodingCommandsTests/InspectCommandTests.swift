import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("seq2seq-inspect")
struct InspectCommandTests {
    private static func inspect(_ words: [String], on bench: Bench) throws -> Run {
        try bench.run("seq2seq-inspect", words)
    }

    /// The object that `--format json` writes.
    private static func object(_ words: [String], on bench: Bench, exitCode: Int32 = 0) throws -> [String: Any] {
        let run = try inspect(words + ["--format", "json"], on: bench)
        #expect(run.exitCode == exitCode && run.messages == "" && run.lines.count == 1)
        return try #require(try JSONSerialization.jsonObject(with: Data(run.outputBytes)) as? [String: Any])
    }

    @Test func aModelIsToldInLinesOfATerminal() throws {
        let run = try Self.inspect(["model.safetensors"], on: try .withModel())
        #expect(run.exitCode == 0 && run.messages == "")
        #expect(run.output.hasPrefix("model.safetensors: model, "))
        let squeezed = run.output.replacing(/[ ]+/, with: " ")
        for part in [
            ", and the data has it\n", "\nParameters\n source_embedding ", "\n hidden 8 given\n",
            "\n attention none default\n", "\n length_ratio 1 chosen: counted in the training pairs\n",
            "\nSource vocabulary: ", "\n first \"", "--pairs counts them.\n", "\n encoder.weight_ih_l0 [32, 8] ",
        ] {
            #expect(squeezed.contains(part), "\(part)")
        }
        #expect(!run.output.contains("Training so far"))
        #expect(run.lines.allSatisfy { $0.count <= 80 })
    }

    @Test func jsonHasTheModelsFigures() throws {
        let bench = try Bench.withModel()
        let model = try TranslationModel(contentsOf: bench.path(of: "model.safetensors"))
        let object = try Self.object(["model.safetensors", "--token-count", "2"], on: bench)
        #expect(object["kind"] as? String == "model" && object["checksum_verified"] as? Bool == true)
        #expect(object["bytes"] as? Int == (try bench.bytes(of: "model.safetensors").count))
        let parameters = try #require(object["parameters"] as? [String: Int])
        #expect(parameters["total"] == model.network.parameters.count)
        #expect(parameters.values.reduce(0, +) == 2 * model.network.parameters.count)
        let settings = try #require(object["settings"] as? [String: [String: Any]])
        #expect(settings["hidden"]?["value"] as? Int == 8 && settings["hidden"]?["origin"] as? String == "given")
        #expect(settings["bidirectional"]?["value"] as? Bool == false)
        #expect(settings["epochs"]?["value"] is NSNull && settings["train"] == nil && settings["threads"] == nil)
        let source = try #require((object["vocabularies"] as? [String: [String: Any]])?["source"])
        #expect(source["size"] as? Int == model.sourceVocabulary.count)
        let rarest = try #require(source["rarest"] as? [[String: Any]])
        #expect(rarest.count == 2 && rarest[0]["id"] as? Int == model.sourceVocabulary.count - 1)
        #expect(rarest[0]["token"] as? String == model.sourceVocabulary.tokens.last && rarest[0]["count"] is NSNull)
        let tensors = try #require(object["tensors"] as? [[String: Any]])
        let weight = try #require(tensors.first { $0["name"] as? String == "output.weight" })
        let parameter = try #require(model.network.parameters.parameter(named: "output.weight"))
        let values = model.network.parameters[parameter]
        let norm = values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs((weight["norm"] as? Double ?? 0) - norm) < 1e-9 * norm)
        #expect(weight["minimum"] as? Double == values.min().map(Double.init))
        #expect(weight["maximum"] as? Double == values.max().map(Double.init))
        #expect(weight["shape"] as? [Int] == model.network.parameters.shape(of: parameter))
    }

    @Test func tokensAreCountedInPairs() throws {
        let bench = try Bench.withModel()
        try bench.write("ab\tb\nbb?\tc\n", to: "some.tsv")
        let words = ["model.safetensors", "--pairs", "some.tsv", "--token-count", "99"]
        let vocabularies = try #require(try Self.object(words, on: bench)["vocabularies"] as? [String: [String: Any]])
        let source = try #require(vocabularies["source"])
        let first = try #require(source["first"] as? [[String: Any]])
        let counts = first.map { ($0["token"] as? String ?? "", $0["count"] as? Int ?? -1) }
        for (token, count) in counts { #expect(count == ["a": 1, "b": 3][token, default: 0], "\(token)") }
        #expect(source["unknown_count"] as? Int == 1)
        #expect((vocabularies["target"]?["first"] as? [[String: Any]])?.contains { $0["count"] as? Int == 1 } == true)
    }

    @Test func aCheckpointTellsWhereTheTrainingStood() throws {
        let bench = try Bench.withModel()
        let object = try Self.object(["model.safetensors.checkpoint"], on: bench)
        #expect(object["kind"] as? String == "checkpoint")
        let training = try #require(object["training"] as? [String: Any])
        #expect(training["steps"] as? Int == 2 && training["best"] is NSNull)
        let tensors = try #require(object["tensors"] as? [[String: Any]])
        #expect(tensors.contains { $0["name"] as? String == "checkpoint.first_moment" })
        let text = try Self.inspect(["model.safetensors.checkpoint"], on: bench).output
        #expect(text.contains("\nTraining so far\n  steps          2\n"))
    }

    @Test func aModelEqualsItselfAndTheOneInItsCheckpoint() throws {
        let bench = try Bench.withModel()
        for other in ["model.safetensors", "model.safetensors.checkpoint"] {
            let run = try Self.inspect(["model.safetensors", "--compare", other], on: bench)
            #expect(run.exitCode == 0)
            #expect(run.output.hasPrefix("model.safetensors and \(other) are equal\n"))
        }
    }

    @Test func differencesAreNamedWithTheirExitCode() throws {
        let bench = try Bench.withModel()
        var model = try TranslationModel(contentsOf: bench.path(of: "model.safetensors"))
        let parameters = model.network.parameters
        let handle = try #require(parameters.parameter(named: "output.weight"))
        var values = parameters[handle]
        values[11] += 0.5
        values[12] -= 0.25
        model.network.parameters[handle] = values
        model.trainingRecord.learningRate = 0.5
        try model.write(to: bench.path(of: "other.safetensors"))
        let words = ["model.safetensors", "--compare", "other.safetensors"]
        let run = try Self.inspect(words, on: bench)
        #expect(run.exitCode == 1 && run.messages == "")
        #expect(run.output.hasPrefix("model.safetensors and other.safetensors differ\n"))
        #expect(run.output.contains("  learning_rate  0.001  0.5\n"))
        #expect(run.output.contains("  output.weight  largest difference 0.5 at [1, 3], "))
        let object = try Self.object(words, on: bench, exitCode: 1)
        let tensors = try #require(object["tensors"] as? [[String: Any]])
        #expect(tensors.count == 1 && tensors[0]["different_elements"] as? Int == 2)
        #expect(object["settings"] as? [String: [String]] == ["learning_rate": ["0.001", "0.5"]])
    }

    @Test func otherVocabulariesAndShapesAreNamed() throws {
        let bench = try Bench.withModel()
        try FileManager.default.moveItem(
            atPath: bench.path(of: "model.safetensors"), toPath: bench.path(of: "first.safetensors"))
        try bench.write(TinyTraining.pairs + "é\té\n", to: "pairs.tsv")
        #expect(try bench.train(["--steps", "2", "--quiet", "--attention", "dot"]).exitCode == 0)
        let run = try Self.inspect(["first.safetensors", "--compare", "model.safetensors"], on: bench)
        #expect(run.exitCode == 1)
        let squeezed = run.output.replacing(/[ ]+/, with: " ")
        for part in [
            "\n only in the second \"é\"\n", "\n attention none dot\n",
            "\n attention.combine.weight only in the second, [", "\n output.bias [",
        ] {
            #expect(squeezed.contains(part), "\(part): \(run.output)")
        }
    }

    @Test func originsAreThoseThatTheFileRecords() throws {
        let bench = try Bench.withModel()
        let bytes = try bench.bytes(of: "model.safetensors")
        let length = bytes.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        let object = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length]))
        var header = try #require(object as? [String: Any])
        var metadata = try #require(header["__metadata__"] as? [String: String])
        // A file that another program has written needs no checksums.
        for key in ["checksum", "metadata_checksum"] { metadata[key] = nil }
        let reason = "there are few pairs, and a larger state would learn them by heart"
        metadata["settings"] = """
            [{"name":"hidden","value":"8","origin":"chosen","because":"\(reason)"},\
            {"name":"max_length","value":"90","origin":"given"},{"name":"layers","value":"1","origin":"given"}]
            """
        header["__metadata__"] = metadata
        let json = try JSONSerialization.data(withJSONObject: header)
        let prefix = (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) }
        try bench.write(prefix + json + bytes[(8 + length)...], to: "model.safetensors")
        let settings = try Self.object(["model.safetensors"], on: bench)["settings"] as? [String: [String: Any]]
        #expect(settings?["hidden"]?["origin"] as? String == "chosen: \(reason)")
        #expect(settings?["layers"]?["origin"] as? String == "given")
        #expect(settings?["max_length"]?["value"] as? String == "90")
        #expect(settings?["dropout"]?["origin"] as? String == "default")
        let run = try Self.inspect(["model.safetensors"], on: bench)
        #expect(run.output.contains("checksum   none: another program wrote it\n"))
        #expect(run.output.replacing(/\n? +/, with: " ").contains(" hidden 8 chosen: \(reason)"))
        #expect(run.lines.allSatisfy { $0.count <= 80 })
    }

    @Test func whatCannotComputeCanBeLookedInto() throws {
        let bench = try Bench.withModel()
        var model = try TranslationModel(contentsOf: bench.path(of: "model.safetensors"))
        model.network.parameters.update { values in
            values[0] = .nan
            values[1] = -.infinity
        }
        try model.write(to: bench.path(of: "model.safetensors"))
        #expect(try bench.decode(input: "a\n").exitCode == 65)
        let run = try Self.inspect(["model.safetensors"], on: bench)
        #expect(run.exitCode == 0)
        #expect(run.output.contains("  1 NaN, 1 infinite\n"))
        let same = try Self.inspect(["model.safetensors", "--compare", "model.safetensors"], on: bench)
        #expect(same.exitCode == 0)
    }

    @Test func aFileThatDecodingRefusesIsRefusedAlike() throws {
        let bench = try Bench.withModel()
        let bytes = try bench.bytes(of: "model.safetensors")
        var altered = bytes
        altered[bytes.count - 2] ^= 1
        for damaged in [[], Array(bytes.prefix(100)), bytes.dropLast(), altered, Array("a\tb\n".utf8)] {
            try bench.write(Array(damaged), to: "model.safetensors")
            let (run, decoding) = (
                try Self.inspect(["model.safetensors"], on: bench), try bench.decode(input: "a\n")
            )
            #expect(run.exitCode == 65 && run.output == "")
            #expect(run.messages == decoding.messages.replacing("seq2seq-decode", with: "seq2seq-inspect"))
        }
        let missing = try Self.inspect(["no.safetensors"], on: bench)
        #expect(missing.exitCode == 66)
    }
}
