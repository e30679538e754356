import Seq2SeqTasks

/// Trainings that end in a moment.
package enum TinyTraining {
    /// The options of a tiny model, the rest of which is as plain as can be.
    package static let size = tiny + ["--recipe", "plain"]

    /// The options of a tiny model; the recipe decides the rest.
    package static let tiny = ["--embedding", "8", "--hidden", "8", "--threads", "1"]

    /// Sixty words to copy.
    package static let pairs = ToyTask.copy.pairs(seed: 4, options: .init(minimumLength: 3, maximumLength: 6)).prefix(
        60
    )
    .map { "\($0.source)\t\($0.target)\n" }.joined()
}

extension Bench {
    /// Sixty pairs in `pairs.tsv` and a model of two steps in `model.safetensors`.
    package static func withModel() throws -> Bench {
        let bench = try Bench()
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
        let run = try bench.train(["--steps", "2", "--quiet"])
        if run.exitCode != 0 { throw TrainingFailed(messages: run.messages) }
        return bench
    }

    /// Trains a tiny model on `pairs.tsv` into `model.safetensors`, which is replaced unless it is gone on with.
    package func train(_ words: [String]) throws -> Run { try run("seq2seq-train", Self.training(words)) }

    /// Starts to train such a model.
    package func startTraining(_ words: [String]) throws -> StartedRun {
        try start("seq2seq-train", Self.training(words))
    }

    private static func training(_ words: [String]) -> [String] {
        ["--train", "pairs.tsv", "--model", "model.safetensors"] + TinyTraining.size + words
            + (words.contains("--resume") ? [] : ["--overwrite"])
    }

    /// Decodes with `model.safetensors`.
    package func decode(_ words: [String] = [], input: String = "") throws -> Run {
        try decode(words, bytes: Array(input.utf8))
    }

    package func decode(_ words: [String], bytes: [UInt8]) throws -> Run {
        try run("seq2seq-decode", ["--model", "model.safetensors"] + words, input: bytes)
    }

    private struct TrainingFailed: Error {
        let messages: String
    }
}
