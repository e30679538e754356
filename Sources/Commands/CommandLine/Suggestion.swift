/// Guesses what a mistyped word was meant to be.
enum Suggestion {
    /// Options of ours, and what other toolkits call them; in lower case and with dashes.
    private static let foreignOptions: [(own: String, names: [String])] = [
        ("--train", ["--data", "--train-data", "--trainpref", "--train-file"]),
        ("--source", ["--src", "--lang", "--source-lang", "--src-lang", "--source-file", "--train-src", "-s"]),
        ("--target", ["--tgt", "--trg", "--target-lang", "--tgt-lang", "--target-file", "--train-tgt", "-t"]),
        ("--valid", ["--dev", "--val", "--valid-data", "--valid-file", "--validpref", "--validation"]),
        (
            "--model",
            [
                "--output-dir", "--save", "--save-dir", "--save-model", "--model-path", "--model-file", "--model-dir",
                "-m",
            ]
        ),
        ("--tokens subwords", ["--bpe", "--sentencepiece", "--subword"]),
        ("--tokens", ["--tokenizer", "--level", "--token-type"]),
        ("--vocabulary-size", ["--vocab-size", "--dim-vocabs", "--num-words", "--max-vocab-size"]),
        ("--minimum-count", ["--min-freq", "--min-count", "--threshold", "--word-min-count"]),
        ("--share-vocabulary", ["--share-vocab", "--joined-dictionary", "--shared-vocab"]),
        ("--max-length", ["--max-len", "--max-seq-len", "--max-sequence-length", "--max-source-positions"]),
        (
            "--embedding",
            ["--embedding-size", "--embedding-dim", "--embed-dim", "--emb-dim", "--emb-size", "--dim-emb"]
        ),
        ("--embedding", ["--word-vec-size", "--word-dim"]),
        ("--hidden", ["--hidden-size", "--hidden-dim", "--rnn-size", "--dim-rnn", "--dim", "--units", "--num-units"]),
        ("--layers", ["--num-layers", "--n-layers", "--depth"]),
        ("--encoder-layers", ["--enc-layers", "--enc-depth"]),
        ("--decoder-layers", ["--dec-layers", "--dec-depth"]),
        ("--bidirectional", ["--bidir", "--brnn", "--birnn"]),
        ("--tie-embeddings", ["--tied-embeddings", "--share-decoder-input-output-embed", "--weight-tying"]),
        ("--input-feeding", ["--input-feed"]),
        ("--dropout", ["--dropout-rate", "--dropout-prob", "--drop-rate", "--dropout-rnn", "--p-dropout"]),
        ("--label-smoothing", ["--smoothing", "--label-smooth"]),
        ("--attention", ["--attn", "--attention-type", "--global-attention"]),
        ("--lowercase", ["--lower", "--do-lower-case"]),
        ("--reverse-source", ["--reverse", "--reverse-input"]),
        ("--seed", ["--random-seed", "--rng-seed"]),
        ("--metric", ["--valid-metrics", "--eval-metric", "--monitor"]),
        ("--overwrite", ["--force", "--overwrite-output-dir"]),
        ("--epochs", ["--num-epochs", "--n-epochs", "--max-epochs", "--max-epoch", "--after-epochs", "-e"]),
        ("--steps", ["--max-steps", "--train-steps", "--num-steps", "--max-update", "--after-batches"]),
        ("--batch-size", ["--batch", "--batchsize", "--bs", "--mini-batch", "--minibatch-size"]),
        ("--batch-tokens", ["--max-tokens", "--mini-batch-words", "--tokens-per-batch"]),
        ("--accumulate", ["--update-freq", "--accum-count", "--gradient-accumulation-steps", "--optimizer-delay"]),
        ("--optimizer", ["--optim", "--opt"]),
        ("--learning-rate", ["--lr", "--learnrate", "--learn-rate", "--alpha"]),
        ("--weight-decay", ["--wd", "--l2"]),
        ("--epsilon", ["--eps", "--adam-eps", "--adam-epsilon"]),
        ("--beta1", ["--adam-beta1", "--adam-betas", "--betas"]),
        ("--beta2", ["--adam-beta2"]),
        ("--schedule", ["--lr-scheduler", "--lr-schedule", "--scheduler", "--scheduling"]),
        ("--warmup-steps", ["--warmup", "--warmup-updates", "--lr-warmup"]),
        ("--clip-norm", ["--clip", "--grad-clip", "--max-grad-norm", "--gradient-clipping", "--gradient-clip-val"]),
        ("--validate-every", ["--valid-freq", "--valid-steps", "--eval-every", "--validation-freq", "--eval-steps"]),
        ("--checkpoint-every", ["--save-freq", "--save-steps", "--checkpoint-steps", "--save-interval"]),
        ("--patience", ["--early-stopping"]),
        ("--ema", ["--exponential-smoothing"]),
        ("--threads", ["--num-workers", "--num-threads", "--cpu-threads", "--jobs", "-j"]),
        ("--resume", ["--continue", "--restore", "--train-from", "--load"]),
        ("--log", ["--log-file", "--logfile"]),
        ("--quiet", ["--silent", "-q"]),
        ("--dry-run", ["--dryrun", "-n"]),
        ("--beam", ["--beam-size", "--beam-width", "--num-beams", "-b"]),
        ("--n-best", ["--nbest", "--num-return-sequences"]),
        ("--sample", ["--sampling", "--do-sample", "--random-sampling", "--output-sampling"]),
        ("--temperature", ["--temp", "--sampling-temp", "--sampling-temperature"]),
        ("--length-penalty", ["--lenpen", "--normalize", "--length-norm"]),
        ("--block-ngrams", ["--no-repeat-ngram-size", "--block-ngram-repeat"]),
        ("--replace-unknown", ["--replace-unk"]),
        ("--score", ["--force-decode", "--forced-decoding"]),
        ("--input", ["-i", "--stdin"]),
        ("--output", ["-o", "--out"]),
        ("--precision", ["--quantize", "--int8", "--compute-type"]),
    ]

    /// Values of ours, and what other toolkits call them.
    private static let foreignValues: [(own: String, names: [String])] = [
        ("characters", ["char", "chars", "letters"]),
        ("words", ["word", "space", "whitespace"]),
        ("subwords", ["subword", "bpe", "sentencepiece", "sp", "unigram", "wordpiece"]),
        ("additive", ["bahdanau", "concat", "mlp"]),
        ("general", ["luong", "multiplicative"]),
        ("inverse-sqrt", ["noam", "inv-sqrt", "rsqrt"]),
        ("plateau", ["reduce-on-plateau"]),
        ("glorot", ["xavier"]),
        ("float32", ["fp32", "f32", "float"]),
        ("int8", ["i8", "8bit"]),
        ("jsonl", ["json"]),
        ("exact", ["accuracy", "exact-match"]),
        ("loss", ["perplexity", "ppl", "cross-entropy"]),
    ]

    /// The option that was meant, if there is one that an unknown one is near to or that is called so elsewhere.
    static func option(for word: String, among known: [String]) -> String? {
        let plain = String(word.lowercased().map { $0 == "_" ? "-" : $0 })
        if known.contains(plain) { return plain }
        return own(plain, foreignOptions.filter { known.contains(String($0.own.prefix { $0 != " " })) })
            ?? nearest(to: word, among: known)
    }

    /// The choice that was meant, if there is one that an unknown one is near to or that is called so elsewhere.
    static func value(for word: String, among choices: [String]) -> String? {
        let plain = word.lowercased()
        if choices.contains(plain) { return plain }
        return own(plain, foreignValues.filter { choices.contains($0.own) }) ?? nearest(to: word, among: choices)
    }

    /// What we call what others call so.
    private static func own(_ name: String, _ table: [(own: String, names: [String])]) -> String? {
        table.first { $0.names.contains(name) }?.own
    }

    /// The candidate with the fewest edits, the first of them if several have, or nil if none is near.
    ///
    /// Near means at most one edit for every three characters of the candidate, its dashes left out, or that the word
    /// is the beginning of just one candidate.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let continued = candidates.filter { word.count > 2 && $0.hasPrefix(word) }
        if continued.count == 1 { return continued.first }
        var best: (candidate: String, edits: Int)?
        for candidate in candidates {
            let edits = edits(from: Array(word), to: Array(candidate))
            let limit = max(1, candidate.drop { $0 == "-" }.count / 3)
            if edits <= limit && edits < best?.edits ?? .max { best = (candidate, edits) }
        }
        return best?.candidate
    }

    /// The insertions, deletions, replacements and swaps of neighbors that turn one word into the other, where no part
    /// is edited twice (optimal string alignment: Damerau 1964).
    static func edits(from source: [Character], to target: [Character]) -> Int {
        var rows = [Array(0...target.count)]
        for (index, character) in source.enumerated() {
            var row = [index + 1]
            for (column, other) in target.enumerated() {
                var edits = min(
                    rows[index][column] + (character == other ? 0 : 1), rows[index][column + 1] + 1, row[column] + 1)
                let isSwap =
                    index > 0 && column > 0 && character == target[column - 1] && other == source[index - 1]
                if isSwap { edits = min(edits, rows[index - 1][column - 1] + 1) }
                row.append(edits)
            }
            rows.append(row)
        }
        return rows[source.count][target.count]
    }
}
