import Seq2Seq

/// The settings of `seq2seq-decode`.
package struct DecodeArguments: CommandArguments {
    @Setting package var models: [String] = []
    @Setting package var input: String? = nil
    @Setting package var output: String? = nil
    @Setting package var score: String? = nil
    @Setting package var ensemble = Ensemble.Combination.probabilities

    @Setting package var beam = 1
    @Setting package var hypothesisCount = 1
    @Setting package var lengthPenalty = LengthPenalty.none
    @Setting package var coveragePenalty = 0.0
    @Setting package var maximumLength: Int? = nil
    @Setting package var minimumLength = 0
    @Setting package var blockedNGramSize: Int? = nil
    @Setting package var prefixFile: String? = nil
    @Setting package var bansUnknown = false
    @Setting package var replacesUnknown = false

    @Setting package var samples = false
    @Setting package var temperature = 1.0
    @Setting package var topK: Int? = nil
    @Setting package var topP: Double? = nil
    @Setting package var seed: UInt64 = 1

    @Setting package var batchSize = 32
    @Setting package var threads: Int? = nil
    @Setting package var precision = Precision.float32
    @Setting package var format = OutputFormat.text
    @Setting package var scores = false
    @Setting package var alignments = false
    @Setting package var attention = false
    @Setting package var verifiesInvariance = false
    @Setting package var quiet = false

    package init() {}

    package static let command = Command<DecodeArguments>(
        name: "seq2seq-decode",
        usage: ["--model MODEL.safetensors [--model MORE ...] [--input FILE] [--output FILE] [options]"],
        summary: "Decodes each line of the input with a trained model, to one line of the output. A blank line gives a"
            + " blank line.",
        groups: [
            OptionGroup("Files", fileOptions), OptionGroup("Search", searchOptions),
            OptionGroup("Sampling", samplingOptions), OptionGroup("Other", otherOptions),
        ],
        rules: rules,
        check: { $0.contradiction },
        examples: [
            Command.Example("A sum:", "echo 535+61 | seq2seq-decode --model sums.safetensors"),
            Command.Example(
                "A file, the best of a beam, with scores:",
                "seq2seq-decode --model m.safetensors --input in.txt --beam 5 \\",
                "    --length-penalty gnmt:0.6 --format tsv > out.tsv"),
            Command.Example(
                "Five samples of each line:",
                "seq2seq-decode --model m.safetensors --sample --top-p 0.9 \\",
                "    --n-best 5 --format jsonl < in.txt"),
        ])
}
