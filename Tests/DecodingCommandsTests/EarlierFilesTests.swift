import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

/// Files of earlier builds.
@Suite("Files of an earlier build")
struct EarlierFilesTests {
    static let names = ["plain", "full"]
    let bench: Bench

    init() throws {
        bench = try Bench()
        for name in ["pairs.tsv", "valid.tsv"] { try copy(name, to: name) }
    }

    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/Earlier")

    private func copy(_ file: String, to name: String) throws {
        try bench.write([UInt8](Data(contentsOf: Self.directory.appendingPathComponent(file))), to: name)
    }

    private func text(_ file: String) throws -> String {
        String(decoding: try Data(contentsOf: Self.directory.appendingPathComponent(file)), as: UTF8.self)
    }

    private func options(_ name: String) throws -> [String] {
        try text(name + ".options").split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// Resumes from the checkpoint of a training.
    private func resume(_ name: String, _ words: [String]) throws -> Run {
        try copy(name + ".middle.safetensors", to: "model.safetensors")
        try copy(name + ".safetensors.checkpoint", to: "model.safetensors.checkpoint")
        let files = ["--train", "pairs.tsv", "--valid", "valid.tsv", "--model", "model.safetensors"]
        return try bench.run("seq2seq-train", files + words + ["--resume", "--quiet"])
    }

    @Test(arguments: names)
    func aCheckpointIsResumedToTheSameBytes(name: String) throws {
        let run = try resume(name, try options(name))
        #expect(run.exitCode == 0, "\(run.messages)")
        let expected = try Data(contentsOf: Self.directory.appendingPathComponent(name + ".safetensors"))
        #expect(try bench.bytes(of: "model.safetensors") == [UInt8](expected))
    }

    /// The bits of every weight, in their order.
    private func bits(_ model: TranslationModel) -> [[UInt32]] {
        let parameters = model.network.parameters
        return parameters.names.compactMap { parameters.parameter(named: $0) }.map { parameters[$0].map(\.bitPattern) }
    }

    /// Its model also has a record of every option, which later builds have more of.
    @Test func stepsOfBeforeTheyWereEvenAreTakenToTheSameWeights() throws {
        let run = try resume("steps", try options("steps"))
        #expect(run.exitCode == 0, "\(run.messages)")
        let expected = try TranslationModel(
            data: Data(contentsOf: Self.directory.appendingPathComponent("steps.safetensors")))
        let model = try TranslationModel(contentsOf: bench.path(of: "model.safetensors"))
        #expect(bits(model) == bits(expected))
    }

    @Test(arguments: names + ["steps"])
    func aModelDecodesToTheSameBytes(name: String) throws {
        try copy(name + ".safetensors", to: "model.safetensors")
        let sources = try text("valid.tsv").split(separator: "\n").map { $0.prefix { $0 != "\t" } + "\n" }.joined()
        let run = try bench.decode(["--beam", "3", "--n-best", "2", "--format", "jsonl"], input: sources)
        #expect(run.exitCode == 0, "\(run.messages)")
        // Records of the build that wrote the fixture did not say how many tokens are unknown.
        let output = run.output.replacing(#/,"unknown_source_tokens":\d+/#, with: "")
        #expect(output == (try text(name + ".jsonl")))
    }

    @Test func whatIsNotGivenAgainStaysAsItWas() throws {
        let run = try resume("full", try options("full").filter { $0 != "--bidirectional" })
        #expect(run.exitCode == 0, "\(run.messages)")
    }

    @Test func aFlagThatIsTurnedOffIsToldInWords() throws {
        let run = try resume("full", try options("full").filter { $0 != "--bidirectional" } + ["--no-bidirectional"])
        #expect(run.exitCode == 64)
        #expect(run.messages.contains("made with --bidirectional given, but now it is not given"), "\(run.messages)")
    }

    @Test(arguments: [("--beta1", "0.8"), ("--beta2", "0.98"), ("--epsilon", "0.001"), ("--weight-decay", "0.1")])
    func theOptimizersSettingsStayAsTheyWere(name: String, value: String) throws {
        let run = try resume("full", try options("full") + [name, value])
        #expect(run.exitCode == 64)
        #expect(run.messages.contains("made with \(name) not given, but now it is \(value)"), "\(run.messages)")
    }
}
