import Foundation
import Testing

/// Options of the model and of how it is trained, from the command line to the model file and back.
@Suite("Options of the model")
struct ModelOptionsTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
    }

    static let options = [
        ["--dropout", "0.3", "--variational-dropout", "--attention", "dot", "--input-feeding"]
    ]

    @Test(arguments: options)
    func resumedEqualsUninterruptedToTheByteAndDecodes(words: [String]) throws {
        let base = words + ["--valid", "pairs.tsv", "--validate-every", "5", "--quiet", "--batch-size", "8"]
        #expect(try bench.train(base + ["--steps", "20"]).exitCode == 0)
        let whole = try bench.bytes(of: "model.safetensors")
        try FileManager.default.removeItem(atPath: bench.path(of: "model.safetensors.checkpoint"))
        #expect(try bench.train(base + ["--steps", "7"]).exitCode == 0)
        let run = try bench.train(base + ["--steps", "20", "--resume"])
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(try bench.bytes(of: "model.safetensors") == whole)
        let decoding = try bench.decode(["--verify-invariance", "--beam", "3"], input: "abc\nba\n")
        #expect(decoding.exitCode == 0 && decoding.lines.count == 2, "\(decoding.messages)")
        #expect(try bench.train(words + ["--dry-run"]).exitCode == 0)
    }

    @Test(arguments: [
        (["--dropout", "0.3"], ["--variational-dropout"], "--variational-dropout not given, but now it is 1")
    ])
    func aResumedTrainingKeepsThem(base: [String], added: [String], message: String) throws {
        #expect(try bench.train(base + ["--steps", "2", "--quiet"]).exitCode == 0)
        let run = try bench.train(base + added + ["--steps", "4", "--resume", "--quiet"])
        #expect(run.exitCode == 64)
        #expect(
            run.messages.hasPrefix("seq2seq-train: The checkpoint was made with \(message)"), "\(run.messages)")
    }
}
