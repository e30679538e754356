import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

@Suite("Decoding with bad files")
struct BadModelTests {
    /// What was done to a model file, how the command ends and what it says.
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let exitCode: Int32
        let messagePart: String
        let change: @Sendable (inout [UInt8]) -> Void

        init(
            _ name: String, _ exitCode: Int32, _ messagePart: String,
            _ change: @escaping @Sendable (inout [UInt8]) -> Void
        ) {
            testDescription = name
            self.exitCode = exitCode
            self.messagePart = messagePart
            self.change = change
        }
    }

    static let damages: [Damage] = [
        Damage("emptied", 65, "is cut short") { $0 = [] },
        Damage("cut within the length", 65, "is not a model") { $0 = Array($0.prefix(5)) },
        Damage("cut within the header", 65, "is cut short") { $0 = Array($0.prefix(100)) },
        Damage("cut within the data", 65, "is cut short") { $0.removeLast(400) },
        Damage("cut by one byte", 65, "is cut short") { $0.removeLast() },
        Damage("with a byte too many", 65, "goes on after its end") { $0.append(0) },
        Damage("with a bit flipped in the last weight", 65, "is damaged: its data") { $0[$0.count - 2] ^= 1 },
        Damage("with a bit flipped in the first weight", 65, "is damaged: its data") { bytes in
            bytes[8 + Int(bytes[0]) + 256 * Int(bytes[1])] ^= 64
        },
        Damage("with a later version", 65, "has format version 2") { bytes in
            let text = String(decoding: bytes, as: Unicode.ASCII.self)
            if let range = text.range(of: "\"format_version\":\"1\"") {
                bytes[text.distance(from: text.startIndex, to: range.upperBound) - 2] = UInt8(ascii: "2")
            }
        },
        Damage("with another format", 65, "Expected the format 'seq2seq'") { bytes in
            let text = String(decoding: bytes, as: Unicode.ASCII.self)
            if let range = text.range(of: "\"format\":\"seq2seq\"") {
                bytes[text.distance(from: text.startIndex, to: range.upperBound) - 2] = UInt8(ascii: "x")
            }
        },
        Damage("replaced by a corpus", 65, "is not a model") { $0 = Array(TinyTraining.pairs.utf8) },
        Damage("replaced by a claim of a huge header", 65, "model.safetensors") {
            $0 = Array(repeating: 0x7F, count: 8) + $0
        },
    ]

    @Test(arguments: damages)
    func aDamagedModelIsRefused(_ damage: Damage) throws {
        let bench = try Bench.withModel()
        var bytes = try bench.bytes(of: "model.safetensors")
        damage.change(&bytes)
        try bench.write(bytes, to: "model.safetensors")
        let run = try bench.decode(["--output", "output.txt"], input: "abc\n")
        #expect(run.exitCode == damage.exitCode)
        #expect(run.messages.hasPrefix("seq2seq-decode: model.safetensors"), "\(run.messages)")
        #expect(run.messages.contains(damage.messagePart), "\(run.messages)")
        #expect(try bench.names() == ["model.safetensors", "model.safetensors.checkpoint", "pairs.tsv"])
    }

    @Test func noFlippedBitCrashesTheReader() throws {
        let bench = try Bench.withModel()
        let bytes = try bench.bytes(of: "model.safetensors")
        for place in stride(from: 0, to: bytes.count, by: bytes.count / 60) {
            var flipped = bytes
            flipped[place] ^= UInt8(1 << (place % 8))
            try bench.write(flipped, to: "model.safetensors")
            let run = try bench.decode(input: "abc\n")
            #expect(run.exitCode == 65, "byte \(place): \(run.messages)")
        }
    }

    /// A model of vectors, as programs make them, is no model for lines of text.
    @Test(arguments: [
        ("seq2seq-decode", "--model vectors.safetensors"),
        ("seq2seq-evaluate", "--model vectors.safetensors --pairs pairs.tsv"),
        ("seq2seq-train", "--train pairs.tsv --from vectors.safetensors --model new.safetensors"),
        ("seq2seq-train", "--train pairs.tsv --like vectors.safetensors --model new.safetensors"),
    ])
    func aModelOfVectorsIsRefused(command: String, words: String) throws {
        let bench = try Bench.withModel()
        let pairs = ["a", "ab", "b"].map { TextPair(vectors: $0.utf8.map { [Float($0)] }, target: $0) }
        let model = try TrainingData(training: pairs).model(.init(embedding: 4, hidden: 4), seed: 1)
        try bench.write([UInt8](model.data()), to: "vectors.safetensors")
        let run = try bench.run(command, words.split(separator: " ").map(String.init), input: Array("abc\n".utf8))
        #expect(run.exitCode == 65 && run.messages.contains("vectors.safetensors reads vectors"), "\(run.messages)")
        let shown = try bench.run("seq2seq-inspect", ["vectors.safetensors"])
        #expect(shown.exitCode == 0 && shown.output.contains("source_features"), "\(shown.output)")
    }

    static let badInputs: [BadInput] = [
        BadInput("no such model", [:], "--model m", 66, "m: no such file."),
        BadInput("a model that is a directory", [:], "--model .", 66, ". is a directory. Name a model file in it."),
        BadInput(
            "no such input", [:], "--model model.safetensors --input no.txt --output out.txt", 66,
            "no.txt cannot be read: No such file or directory."),
        BadInput(
            "an input that is a directory", [:], "--model model.safetensors --input . --output out.txt", 66,
            ". cannot be read: Is a directory."),
        BadInput(
            "no such pairs to score", [:], "--model model.safetensors --score no.tsv --output out.txt", 66,
            "no.tsv: no such file."),
        BadInput(
            "a model for pairs to score", [:], "--model model.safetensors --score model.safetensors --output out.txt",
            65,
            "model.safetensors is not UTF-8 text, but a file of weights (safetensors)"),
        BadInput(
            "an output in a directory that is not there", [:], "--model model.safetensors --output no/out.txt", 73,
            "no/out.txt cannot be written: No such file or directory."),
        BadInput(
            "an output that is a directory", [:], "--model model.safetensors --output .", 73,
            ". cannot be written: Is a directory."),
    ]

    @Test(arguments: badInputs)
    func isToldWithAnExitCodeAndLeavesNoFile(_ input: BadInput) throws {
        let bench = try Bench.withModel()
        let run = try bench.run("seq2seq-decode", input.words, input: Array("abc\n".utf8))
        #expect(run.exitCode == input.exitCode)
        #expect(run.output == "")
        #expect(run.messages.hasPrefix("seq2seq-decode: "))
        for part in input.messageParts { #expect(run.messages.contains(part), "\(run.messages)") }
        #expect(try bench.names() == ["model.safetensors", "model.safetensors.checkpoint", "pairs.tsv"])
    }

    #if os(Linux)
        @Test(arguments: [(">/dev/full", "The results"), ("--output /dev/full", "/dev/full")])
        func aFullDiskIsToldWithAnExitCode(_ output: String, name: String) throws {
            let run = try Bench.withModel().runShell(
                "seq2seq-decode --model model.safetensors --input pairs.tsv \(output)")
            #expect(run.exitCode == 73)
            #expect(run.messages == "seq2seq-decode: \(name) cannot be written: No space left on device.\n")
        }
    #endif
}
