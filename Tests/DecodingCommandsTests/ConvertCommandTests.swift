import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("seq2seq-convert")
struct ConvertCommandTests {
    private static let sources =
        (0..<40).map { "ab\($0 % 7)c" + String(repeating: "b", count: $0 % 5) }
        .joined(separator: "\n") + "\n"

    private static func convert(_ words: [String] = [], to output: String = "small.safetensors", on bench: Bench) throws
        -> Run
    {
        try bench.run(
            "seq2seq-convert", ["--model", "model.safetensors", "--to", "int8", "--output", output] + words)
    }

    /// A trained model, and `small.safetensors` that was made of it.
    private static func bench(_ options: [String] = []) throws -> Bench {
        let bench = try Bench.withModel()
        if !options.isEmpty { #expect(try bench.train(["--steps", "2", "--quiet"] + options).exitCode == 0) }
        let run = try convert(["--quiet"], on: bench)
        #expect(run.exitCode == 0 && run.output == "" && run.messages == "", "\(run.messages)")
        return bench
    }

    static let models = [[], ["--attention", "general", "--input-feeding", "--layers", "2"], ["--bidirectional"]]

    @Test(arguments: models)
    func itDecodesToTheBytesOfTheModelInEightBits(options: [String]) throws {
        let bench = try Self.bench(options)
        let searches = [
            ["--scores"], ["--beam", "4", "--n-best", "3", "--format", "jsonl", "--verify-invariance"],
            ["--sample", "--seed", "3", "--threads", "2"], ["--score", "pairs.tsv"],
        ]
        for search in searches {
            let input = Array((search.contains("--score") ? "" : Self.sources).utf8)
            let expected = try bench.decode(search + ["--precision", "int8", "--quiet"], bytes: input)
            func small(_ words: [String]) throws -> Run {
                try bench.run(
                    "seq2seq-decode", ["--model", "small.safetensors", "--quiet"] + search + words, input: input)
            }
            let found = try small([])
            #expect(found.exitCode == 0 && found.outputBytes == expected.outputBytes, "\(search): \(found.messages)")
            #expect(try small(["--precision", "int8"]).outputBytes == expected.outputBytes)
            #expect(try small(["--precision", "float32"]).exitCode == 0)
        }
        let twice = ["--model", "model.safetensors", "--model", "small.safetensors"]
        let two = try bench.run("seq2seq-decode", twice, input: Array(Self.sources.utf8))
        #expect(two.exitCode == 0 && two.lines.count == 40, "\(two.messages)")
        let bytes = try ["model.safetensors", "small.safetensors"].map { try bench.bytes(of: $0).count }
        #expect(bytes[1] < bytes[0])
    }

    /// An object is a result that was asked for; tables are what quiet runs leave out.
    @Test func anObjectIsWrittenAlsoWhereNothingElseIsTold() throws {
        let bench = try Self.bench()
        let quiet = try Self.convert(["--quiet", "--format", "json", "--overwrite"], on: bench)
        let told = try Self.convert(["--format", "json", "--overwrite"], on: bench)
        #expect(quiet.exitCode == 0 && quiet.output.hasPrefix("{") && quiet.output == told.output, "\(quiet.messages)")
        #expect(try Self.convert(["--quiet", "--overwrite"], on: bench).output == "")
    }

    @Test func errorsAndWhatBecomesOfPairsAreTold() throws {
        let bench = try Self.bench()
        let run = try Self.convert(["--pairs", "pairs.tsv", "--overwrite"], on: bench)
        #expect(run.exitCode == 0 && run.messages == "")
        let squeezed = run.output.replacing(/[ ]+/, with: " ")
        for part in [
            "model.safetensors: 0.0 MiB, weights as floats\nsmall.safetensors: 0.0 MiB, weights in 8 bits, ",
            "\n encoder.weight_hh_l0 [32, 8] 0.", "\n all 0.", "What both do with 60 pairs\n", "\n loss per token ",
            "\n exact 0.00 % 0.00 %\n", "\n outputs that are the same ", "\n tokens that are the same ",
        ] {
            #expect(squeezed.contains(part), "\(part) is not in \(run.output)")
        }
        let words = ["--pairs", "pairs.tsv", "--overwrite", "--format", "json"]
        let json = try Self.convert(words, on: bench)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.outputBytes)) as? [String: Any])
        let trial = try #require(object["trial"] as? [String: Any])
        #expect(trial["pairs"] as? Int == 60 && (trial["equal_tokens"] as? Double ?? 0) > 0.5)
        let tensors = try #require(object["tensors"] as? [[String: Any]])
        for tensor in tensors {
            let error = try #require(tensor["error"] as? [String: Double])
            #expect(error["relative", default: 1] < 0.02 && error["largest", default: 1] <= 0.5 / 127 * 1.0001)
        }
        #expect(tensors.contains { $0["name"] as? String == "source_embedding.weight" })
        #expect((object["bytes"] as? [String: Int])?["after"] == (try bench.bytes(of: "small.safetensors").count))
        let same = try bench.bytes(of: "small.safetensors")
        #expect(try Self.convert(["--quiet", "--threads", "1"], to: "again.safetensors", on: bench).exitCode == 0)
        #expect(try bench.bytes(of: "again.safetensors") == same)
    }

    @Test func whatIsThereIsKept() throws {
        let bench = try Self.bench()
        let before = try bench.bytes(of: "small.safetensors")
        let again = try Self.convert(on: bench)
        #expect(again.exitCode == 73 && again.output == "")
        #expect(
            again.messages
                == "seq2seq-convert: small.safetensors holds a model. Give another --output, or --overwrite to replace it.\n"
        )
        try bench.write("mine", to: "notes.txt")
        let notes = try Self.convert(["--overwrite"], to: "notes.txt", on: bench)
        #expect(notes.exitCode == 73 && notes.messages.contains("so it is not replaced"))
        #expect(try bench.text(of: "notes.txt") == "mine")
        let checkpoint = try Self.convert(["--overwrite"], to: "model.safetensors.checkpoint", on: bench)
        #expect(checkpoint.exitCode == 73, "\(checkpoint.messages)")
        let itself = try Self.convert(["--overwrite"], to: "./model.safetensors", on: bench)
        #expect(itself.exitCode == 64, "\(itself.messages)")
        #expect(try Self.convert(to: "nowhere/m.safetensors", on: bench).exitCode == 73)
        #expect(try bench.bytes(of: "small.safetensors") == before)
        #expect(try !bench.names().contains { $0.contains("partial") || $0.hasSuffix(".lock") })
    }

    @Test func whatCannotBeConvertedIsRefused() throws {
        let bench = try Self.bench()
        func convert(_ model: String, _ words: [String] = ["--to", "int8", "--output", "o.safetensors"]) throws -> Run {
            try bench.run("seq2seq-convert", (model == "" ? [] : ["--model", model]) + words)
        }
        let twice = try convert("small.safetensors")
        #expect(twice.exitCode == 65 && twice.messages.contains("holds weights in 8 bits already"))
        #expect(try convert("model.safetensors.checkpoint").exitCode == 65)
        #expect(try convert("missing.safetensors").exitCode == 66)
        #expect(try convert("pairs.tsv").exitCode == 65)
        var bytes = try bench.bytes(of: "model.safetensors")
        bytes[bytes.count - 9] ^= 1
        try bench.write(bytes, to: "damaged.safetensors")
        #expect(try convert("damaged.safetensors").exitCode == 65)
        for words in [
            ["--to", "int4", "--output", "o"], ["--output", "o"], ["--to", "int8"],
            ["--to", "int8", "--output", "-"], ["--to", "int8", "--output", "o", "--columns", "2,1"],
        ] {
            #expect(try convert("model.safetensors", words).exitCode == 64, "\(words)")
        }
        #expect(try convert("", ["--to", "int8", "--output", "o"]).exitCode == 64)
        #expect(try !bench.names().contains("o") && !bench.names().contains("o.safetensors"))
    }

    @Test func otherCommandsTakeIt() throws {
        let bench = try Self.bench()
        let inspection = try bench.run("seq2seq-inspect", ["small.safetensors"])
        #expect(inspection.exitCode == 0 && inspection.output.contains("format version 1, weights in 8 bits\n"))
        #expect(inspection.output.contains("[32, 8] I8 ") && inspection.output.contains("output.weight.scale"))
        let comparison = try bench.run("seq2seq-inspect", ["model.safetensors", "--compare", "small.safetensors"])
        #expect(comparison.exitCode == 1 && comparison.output.contains(" % of the norm"))
        let pairs = ["--pairs", "pairs.tsv", "--format", "json"]
        let small = try bench.run("seq2seq-evaluate", ["--model", "small.safetensors"] + pairs)
        let floats = try bench.run("seq2seq-evaluate", ["--model", "model.safetensors", "--precision", "int8"] + pairs)
        #expect(small.exitCode == 0 && floats.exitCode == 0, "\(small.messages)")
        #expect(small.output.replacing("small", with: "model") == floats.output)
        let like = ["--train", "pairs.tsv", "--model", "like.safetensors", "--steps", "1", "--quiet"]
        let trained = try bench.run("seq2seq-train", like + ["--like", "small.safetensors", "--threads", "1"])
        #expect(trained.exitCode == 0, "\(trained.messages)")
        // Training writes floats; a file in 8 bits is a model that it does not replace unasked.
        try bench.write(try bench.bytes(of: "small.safetensors"), to: "model.safetensors")
        #expect(try bench.train(["--steps", "3", "--resume", "--quiet"]).exitCode == 0)
        #expect(try TranslationModel(contentsOf: bench.path(of: "model.safetensors")).precision == .float32)
    }
}
