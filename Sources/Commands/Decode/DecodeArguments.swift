/// How `seq2seq-decode` writes a result.
package enum OutputFormatChoice: String, CaseIterable, Sendable {
    /// The text alone.
    case text

    /// Line number, rank, score and text.
    case tsv

    /// A JSON object.
    case jsonl
}

/// The settings of `seq2seq-decode`.
package struct DecodeArguments: CommandArguments {
    @Setting package var model: String? = nil
    @Setting package var input: String? = nil
    @Setting package var output: String? = nil
    @Setting package var score: String? = nil
    @Setting package var maximumLength: Int? = nil
    @Setting package var batchSize = 32
    @Setting package var threads: Int? = nil
    @Setting package var format = OutputFormatChoice.text
    @Setting package var scores = false
    @Setting package var quiet = false

    package init() {}

    package static let command = Command<DecodeArguments>(
        name: "seq2seq-decode",
        usage: ["--model MODEL.safetensors [--input FILE] [--output FILE] [options]"],
        summary: "Decodes each line of the input with a trained model, to one line of the output. A blank line gives a"
            + " blank line.",
        groups: [
            OptionGroup(
                "Files",
                [
                    Option("--model", \.$model, .path("MODEL.safetensors"), "The model that seq2seq-train saved."),
                    Option("--input", \.$input, .path(), "Lines to decode, instead of standard input."),
                    Option("--output", \.$output, .path(), "Where results go, instead of standard output."),
                ]),
            OptionGroup(
                "Search",
                [
                    Option(
                        "--max-length", \.$maximumLength, .integer(atLeast: 1),
                        "End an output after N tokens, instead of at a limit from its source and the training data.")
                ]),
            OptionGroup(
                "Other",
                [
                    Option(
                        "--score", \.$score, .path("PAIRS.tsv"),
                        "Search nothing: write the log probability of each given target with its end token."),
                    Option("--batch-size", \.$batchSize, .integer(in: 1...1_000_000), "Lines to decode together."),
                    Option(
                        "--threads", \.$threads, .integer(in: 1...1024), "Threads to work with, instead of one a core."),
                    Option(
                        "--format", \.$format, .choice(),
                        "Text alone; or line number, rank, score and text; or JSON objects."),
                    Option(
                        "--scores", flag: \.$scores, "With --format text, put the score and a tab in front of the text."
                    ),
                    Option("--quiet", flag: \.$quiet, "Tell nothing but errors."),
                ]),
        ],
        rules: [.required(anyOf: [\.$model]), .conflict(\.$score, with: [\.$input, \.$maximumLength, \.$format])],
        examples: [
            Command.Example("A sum:", "echo 535+61 | seq2seq-decode --model sums.safetensors"),
            Command.Example(
                "A file, with scores:",
                "seq2seq-decode --model m.safetensors --input in.txt --format tsv > out.tsv"),
        ])
}
