import Seq2Seq
import Seq2SeqSettings

/// What `seq2seq-inspect` is told: the file to look into, and what to tell of it.
package struct InspectArguments: CommandArguments {
    package var model: String?
    package var other: String?
    package var pairs: String?
    package var tokenCount = 10
    package var format = ReportFormat.text

    package var origins = SettingOrigins()

    package init() {}

    package static let command = Command<InspectArguments>(
        name: "seq2seq-inspect",
        usage: ["MODEL.safetensors [--compare OTHER] [options]"],
        summary: "Tells what is in a model file or checkpoint: settings and where they came from, sizes, vocabularies,"
            + " tensors, where the training stood, and whether the file is whole. With --compare it tells in what two"
            + " files differ.",
        operands: [Operand("MODEL", file: \.model)],
        settings: table,
        check: { arguments in
            if arguments.model == nil { return .missingOperand("MODEL", values: []) }
            guard arguments.other != nil else { return nil }
            return [table[\.pairs], table[\.tokenCount]].first(where: arguments.origins.isGiven)
                .map { .conflict(table[\.other].option, $0.option) }
        },
        examples: [
            Command.Example("What is in a model:", "seq2seq-inspect sums.safetensors"),
            Command.Example(
                "How often its tokens occur:", "seq2seq-inspect sums.safetensors --pairs train.tsv"),
            Command.Example(
                "Whether two trainings came to the same model:",
                "seq2seq-inspect a.safetensors --compare b.safetensors"),
            Command.Example(
                "A number for a script:",
                "seq2seq-inspect sums.safetensors --format json |",
                "    sed 's/.*\"parameters\":{\"total\":\\([0-9]*\\).*/\\1/'"),
        ],
        ends: [
            (.done, "All was told. With --compare: settings, vocabularies and tensors are equal."),
            (.different, "With --compare: they differ. Nothing else ends with this code."),
        ] + ExitCode.common.filter { ![.done, .failed].contains($0.code) })

    private static let table = SettingTable<InspectArguments>([
        SettingGroup(
            "Output",
            [
                Setting(
                    "compare", \.other, property: "other", .path("OTHER"),
                    "Tell in what the model differs from this model or checkpoint."),
                Setting(
                    "pairs", \.pairs, .path("PAIRS.tsv"),
                    "Count how often tokens occur in these pairs, as model files do not hold that."),
                Setting(
                    "token_count", \.tokenCount, .integer(atLeast: 0),
                    "Tokens to show of the beginning of a vocabulary, and of its end."),
                Setting("format", \.format, .choice(), "Tables, or one JSON object."),
            ])
    ])
}
