import Seq2Seq
import Seq2SeqFiles
import Seq2SeqSettings

/// What `seq2seq-convert` is told: the model, what becomes of it, and what that is tried on.
package struct ConvertArguments: CommandArguments {
    package var model: String?
    package var form: Form?
    package var output: String?
    package var overwrites = false
    package var shortlistPairs: String?
    package var shortlist = Shortlist.Options()
    package var pairs: String?
    package var columns: PairColumns?
    package var tags: Int?
    package var secondSource: Int?
    package var threads: Int?
    package var format = ReportFormat.text
    package var quiet = false

    package var origins = SettingOrigins()

    package init() {}

    /// What a model can be converted to.
    package enum Form: String, CaseIterable, Sendable {
        /// Weights in 8 bits.
        case int8
    }

    package static let command = Command<ConvertArguments>(
        name: "seq2seq-convert",
        usage: [
            "--model MODEL.safetensors --to int8 --output FILE.safetensors [options]",
            "--model MODEL.safetensors --shortlist-pairs PAIRS.tsv --output FILE.safetensors [options]",
        ],
        summary: "Stores a model's weights in 8 bits, in a quarter of the size, and tells how far they are from the"
            + " floats. The file decodes to what the model decodes to with --precision int8, to the last bit. Or adds a"
            + " shortlist to a model, by which seq2seq-decode finds its way in a large vocabulary.",
        settings: SettingTable(
            merging: [table, Shortlist.Options.settings.lifted(to: \.shortlist)],
            groups: ["Files", "Shortlist", "Quality", "Other"]),
        check: { arguments in
            if arguments.output == ByteReader.standardName { return .noStandardOutput(table[\.output].option) }
            let columns = arguments.columns ?? .firstTwo
            if let error = columns.error(ofTags: arguments.tags, secondSource: arguments.secondSource) { return error }
            if [arguments.pairs, arguments.shortlistPairs].allSatisfy({ $0 == ByteReader.standardName }) {
                return .standardInputTwice
            }
            let sizes = Shortlist.Options.settings
            let size = [sizes[\.commonCount], sizes[\.alignedCount]].first(where: arguments.origins.isGiven)
            if let size, arguments.shortlistPairs == nil {
                return .needs(size.option, table[table[\.shortlistPairs]].spelling)
            }
            let idle = [table[\.columns], table[\.tags], table[\.secondSource]].first(
                where: arguments.origins.isGiven)
            guard let idle, arguments.pairs == nil && arguments.shortlistPairs == nil else { return nil }
            return .needs(idle.option, table[table[\.pairs]].spelling)
        },
        examples: [
            Command.Example(
                "A model in 8 bits, and what that costs on other pairs than those of its training:",
                "seq2seq-convert --model sums.safetensors --to int8 \\",
                "    --output small.safetensors --pairs test.tsv"),
            Command.Example(
                "A model with a shortlist, and how much of the output it changes:",
                "seq2seq-convert --model words.safetensors --output fast.safetensors \\",
                "    --shortlist-pairs train.tsv --pairs test.tsv"),
        ])

    private static let table = SettingTable<ConvertArguments>(
        [
            SettingGroup(
                "Files",
                [
                    Setting("model", \.model, .path("MODEL.safetensors"), "The model, as seq2seq-train saved it."),
                    Setting("to", \.form, property: "form", .choice(), "What its weights become: 8-bit integers."),
                    Setting("output", \.output, .path("FILE.safetensors"), "Where the converted model goes."),
                    Setting(
                        "overwrite", \.overwrites, property: "overwrites",
                        "Replace the model that --output holds; nothing but a model ever is."),
                ]),
            SettingGroup(
                "Shortlist",
                [
                    Setting(
                        "shortlist_pairs", \.shortlistPairs, .path("PAIRS.tsv"),
                        "Give the model a shortlist, for 'seq2seq-decode --shortlist': for each source token the target"
                            + " tokens that its attention aligns with it in these pairs, such as the training's.")
                ]),
            SettingGroup(
                "Quality",
                [
                    Setting(
                        "pairs", \.pairs, .path("PAIRS.tsv"),
                        "Compare what both models do with these pairs: loss, exact match, and how much of the output is the"
                            + " same."),
                    Setting(
                        "columns", \.columns, .columns,
                        "The columns of --pairs and --shortlist-pairs that hold sources and targets, instead of the first"
                            + " two."
                    ),
                    Setting(
                        "tags", \.tags, .integer("COLUMN", atLeast: 1),
                        "The column of --pairs and --shortlist-pairs that holds tags, for a model that reads them."),
                    Setting(
                        "second_source", \.secondSource, .integer("COLUMN", atLeast: 1),
                        "The same for second sources."),
                ]),
            SettingGroup(
                "Other",
                [
                    .threads(\.threads), Setting("format", \.format, .choice(), "Tables, or one JSON object."),
                    Setting("quiet", \.quiet, "Tell nothing but errors."),
                ]),
        ],
        rules: { name in
            [[name[\.model]], [name[\.form], name[\.shortlistPairs]], [name[\.output]]].map { .required(anyOf: $0) }
        })
}
