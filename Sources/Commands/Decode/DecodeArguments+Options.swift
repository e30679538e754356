import Seq2Seq

// The table of options and what they demand of each other.
extension DecodeArguments {
    static let fileOptions: [Option<DecodeArguments>] = [
        Option(
            "--model", repeated: \.$models, .path("MODEL.safetensors"),
            "The model that seq2seq-train saved. Given several times, the models decide on each token together."),
        Option("--input", \.$input, .path(), "Lines to decode, instead of standard input."),
        Option("--output", \.$output, .path(), "Where results go, instead of standard output."),
        Option(
            "--ensemble", \.$ensemble, .choice(),
            "What several models' opinions become: the mean of the probabilities, or of their logarithms."),
    ]

    /// The most tokens that an option can speak of.
    private static let longest = 1_000_000_000

    static let searchOptions: [Option<DecodeArguments>] = [
        Option("--beam", \.$beam, .integer(in: 1...10_000), "Hypotheses that are followed at once; 1 is greedy."),
        Option("--n-best", \.$hypothesisCount, .integer(in: 1...10_000), "Outputs for each line, the best first."),
        Option("--length-penalty", \.$lengthPenalty, .lengthPenalty, "How outputs of unequal lengths are compared."),
        Option(
            "--coverage-penalty", \.$coveragePenalty, .real(.atLeast(0), placeholder: "BETA"),
            "How much it costs to leave parts of a line unattended."),
        Option(
            "--max-length", \.$maximumLength, .integer(in: 1...longest),
            "End an output after N tokens, instead of at a limit from its source and the training data."),
        Option("--min-length", \.$minimumLength, .integer(in: 0...longest), "End no output before N tokens."),
        Option("--block-ngrams", \.$blockedNGramSize, .integer(in: 1...longest), "Say no N tokens in a row twice."),
        Option("--prefix-file", \.$prefixFile, .path(), "What each line's output must start with, line by line."),
        Option("--ban-unknown", flag: \.$bansUnknown, "Never say <unk>."),
        Option(
            "--replace-unknown", flag: \.$replacesUnknown, "Instead of <unk> say the source token attended to most."),
    ]

    static let samplingOptions: [Option<DecodeArguments>] = [
        Option("--sample", flag: \.$samples, "Draw each token at random instead of searching for the best."),
        Option(
            "--temperature", \.$temperature, .real(.above(0), placeholder: "T"),
            "Below 1, likely tokens become likelier; above 1, less so."),
        Option("--top-k", \.$topK, .integer("K", atLeast: 1), "Draw from the K most probable tokens."),
        Option(
            "--top-p", \.$topP, .real(.aboveUpTo(0, 1), placeholder: "P"),
            "Draw from the fewest tokens that together have the probability P."),
        Option("--seed", \.$seed, .integer(atLeast: 0), "Another seed draws others; the same draws the same."),
    ]

    static let otherOptions: [Option<DecodeArguments>] = [
        Option(
            "--score", \.$score, .path("PAIRS.tsv"),
            "Search nothing: write the log probability of each given target with its end token."),
        Option("--batch-size", \.$batchSize, .integer(in: 1...1_000_000), "Lines to decode together."),
        Option("--threads", \.$threads, .integer(in: 1...1024), "Threads to work with, instead of one a core."),
        Option(
            "--precision", \.$precision, .choice(),
            "Numbers in products: floats, or 8-bit integers, which is faster and less exact."),
        Option("--format", \.$format, .choice(), "Text alone; or line number, rank, score and text; or JSON objects."),
        Option("--scores", flag: \.$scores, "With --format text, put the score and a tab in front of the text."),
        Option(
            "--alignments", flag: \.$alignments,
            "Add which source token each token attended to most: after a tab as 0-0 2-1, or as JSON pairs."),
        Option("--attention", flag: \.$attention, "With --format jsonl, add how much it attended to each."),
        Option(
            "--verify-invariance", flag: \.$verifiesInvariance,
            "Decode again, one line at a time on one thread, and compare bit by bit."),
        Option("--quiet", flag: \.$quiet, "Tell nothing but errors."),
    ]

    static let rules: [OptionRule<DecodeArguments>] = [
        .required(anyOf: [\.$models]),
        .conflict(
            \.$score,
            with: [
                \.$input, \.$maximumLength, \.$format, \.$beam, \.$hypothesisCount, \.$lengthPenalty,
                \.$coveragePenalty, \.$minimumLength, \.$blockedNGramSize, \.$prefixFile, \.$bansUnknown,
                \.$replacesUnknown, \.$samples, \.$scores, \.$alignments, \.$attention, \.$verifiesInvariance,
            ]),
        .conflict(\.$samples, with: [\.$beam]),
        .conflict(\.$bansUnknown, with: [\.$replacesUnknown]),
        .needs(\.$temperature, \.$samples), .needs(\.$topK, \.$samples), .needs(\.$topP, \.$samples),
        .needs(\.$seed, \.$samples),
    ]

    /// What is wrong with values that go against each other.
    var contradiction: UsageError? {
        if !samples && hypothesisCount > beam {
            return .wrongOrder(lower: "--n-best", value: hypothesisCount, upper: "--beam", limit: beam)
        }
        if let maximumLength, minimumLength > maximumLength {
            return .wrongOrder(lower: "--min-length", value: minimumLength, upper: "--max-length", limit: maximumLength)
        }
        if hypothesisCount > 1 && format == .text { return .needs("--n-best", "--format tsv|jsonl") }
        if attention && format != .jsonl { return .needs("--attention", "--format jsonl") }
        return nil
    }
}

extension ValueKind<LengthPenalty> {
    /// `none`, `average` or `gnmt:` with its exponent.
    fileprivate static var lengthPenalty: Self {
        Self(
            placeholder: "none|average|gnmt:ALPHA",
            read: { word in
                switch word {
                case "none": return .success(.none)
                case "average": return .success(.average)
                default:
                    let expected = "'none', 'average' or 'gnmt:ALPHA' with a number from 0 to 100"
                    guard word.hasPrefix("gnmt:"), let alpha = Double(word.dropFirst(5)), (0...100).contains(alpha)
                    else { return .failure(.expected(expected)) }
                    return .success(.gnmt(alpha: alpha))
                }
            },
            write: { penalty in
                switch penalty {
                case .none: "none"
                case .average: "average"
                case .gnmt(let alpha): "gnmt:\(alpha)"
                }
            })
    }
}
