import Foundation
import Seq2SeqBench
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
        ["--dropout", "0.3", "--variational-dropout", "--attention", "dot", "--input-feeding"],
        ["--encoder-layers", "3", "--decoder-layers", "2", "--bidirectional", "--bridge", "dense"],
        ["--decoder-layers", "2", "--attention", "dot"],
        ["--layers", "3", "--residual", "--dropout", "0.2", "--variational-dropout"],
        ["--initializer", "orthogonal"], ["--initializer", "uniform"],
        ["--attention", "general", "--copy", "--minimum-count", "12"],
        [
            "--attention", "additive", "--copy", "--coverage", "--coverage-loss", "0.5", "--input-feeding",
            "--scheduled-sampling", "0.3", "--scheduled-sampling-decay", "fixed", "--label-smoothing", "0.1",
            "--minimum-count", "12",
        ],
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

    /// Options of a training, and others with which it is not gone on.
    static let changes = [
        (["--dropout", "0.3"], ["--dropout", "0.3", "--variational-dropout"], "--variational-dropout not given,"),
        (["--layers", "2"], ["--layers", "2", "--residual"], "--residual not given,"),
        ([], ["--encoder-layers", "3"], "--encoder-layers not given, but now it is 3"),
        (["--attention", "dot"], ["--attention", "dot", "--copy"], "--copy not given,"),
        (["--attention", "dot"], ["--attention", "dot", "--coverage"], "--coverage not given,"),
        ([], ["--initializer", "orthogonal"], "--initializer not given, but now it is orthogonal"),
    ]

    @Test(arguments: changes)
    func aResumedTrainingKeepsThem(before: [String], now: [String], message: String) throws {
        #expect(try bench.train(before + ["--steps", "2", "--quiet"]).exitCode == 0)
        let run = try bench.train(now + ["--steps", "4", "--resume", "--quiet"])
        #expect(run.exitCode == 64)
        #expect(
            run.messages.hasPrefix("seq2seq-train: The checkpoint was made with \(message)"), "\(run.messages)")
    }

    @Test(arguments: [
        (["--copy"], "'--copy' also needs '--attention dot|general|additive'"),
        (["--coverage"], "'--coverage' also needs '--attention dot|general|additive'"),
        (["--coverage-loss", "0.5"], "'--coverage-loss' also needs '--coverage'"),
    ])
    func whatNeedsAnotherOptionIsRefusedWithoutIt(words: [String], message: String) throws {
        let run = try bench.train(words + ["--steps", "1"])
        #expect(run.exitCode == 64)
        #expect(run.messages.contains(message), "\(run.messages)")
    }
}
