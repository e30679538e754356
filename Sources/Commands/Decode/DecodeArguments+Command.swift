import Seq2Seq
import Seq2SeqFiles
import Seq2SeqSettings

extension DecodeArguments {
    package static let command = Command<DecodeArguments>(
        name: "seq2seq-decode",
        usage: ["--model MODEL.safetensors [--model MORE ...] [--input FILE] [--output FILE] [options]"],
        summary: "Decodes each line of the input with a trained model, to one line of the output. A blank line gives a"
            + " blank line.",
        settings: SettingTable(
            merging: [
                files, SearchOptions.settings.lifted(to: \.search), Translator.Options.settings.lifted(to: \.options),
                own, Sampling.settings.lifted(to: \.sampling), output,
            ], groups: ["Files", "Search", "Sampling", "Other"],
            rules: [
                .required(anyOf: [files[\.models]]),
                .conflict(output[\.score], with: notScored),
                .conflict(own[\.samples], with: [SearchOptions.settings[\.beamWidth]]),
                .conflict(
                    SearchOptions.settings[\.bansUnknown], with: [Translator.Options.settings[\.replacesUnknown]]),
            ]
                + Sampling.settings.settings.map { .needs($0.name, own[\.samples]) } + [
                    .idle { arguments in
                        let (least, most) = (arguments.search.minimumLength, arguments.options.maximumLength)
                        guard let most, least > most else { return nil }
                        return """
                            \(SearchOptions.settings[\.minimumLength]) is \(least), but \
                            \(Translator.Options.settings[\.maximumLength]) is only \(most)
                            """
                    },
                    .idle { arguments in
                        guard arguments.search.hypothesisCount > 1 && arguments.format == .text else { return nil }
                        return
                            "\(SearchOptions.settings[\.hypothesisCount]) also needs \(output[\.format], "tsv|jsonl")"
                    },
                    .idle { arguments in
                        guard arguments.search.keepsAttention && arguments.format != .jsonl else { return nil }
                        return "\(SearchOptions.settings[\.keepsAttention]) also needs \(output[\.format], "jsonl")"
                    },
                ]),
        check: { arguments in
            if arguments.attentionPicture == ByteReader.standardName {
                return .noStandardOutput(output[\.attentionPicture].option)
            }
            if let tags = arguments.tagColumn, arguments.score != nil,
                let error = PairColumns.firstTwo.error(ofTags: tags)
            {
                return error
            }
            return arguments.readsStandardInputTwice ? .standardInputTwice : nil
        },
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

    static let files = SettingTable<DecodeArguments>([
        SettingGroup(
            "Files",
            [
                .models(\.models),
                Setting("input", \.input, .path(), "Lines to decode, instead of standard input."),
                Setting(
                    "tags", \.tagColumn, property: "tagColumn", .integer("COLUMN", atLeast: 1),
                    "The column of the lines, counted from 1, that holds tags such as V;PST for a model that reads them; the"
                        + " source is in the first, or in the second if the tags are there."),
                Setting("output", \.output, .path(), "Where results go, instead of standard output."),
                Setting(
                    "ensemble", \.ensemble, .choice(),
                    "What several models' opinions become: the mean of the probabilities, or of their logarithms."),
            ])
    ])

    private static let own = SettingTable<DecodeArguments>([
        SettingGroup(
            "Search",
            [
                Setting(
                    "prefix_file", \.prefixFile, .path(), "What each line's output must start with, line by line.")
            ]),
        SettingGroup(
            "Sampling",
            [Setting("sample", \.samples, "Draw each token at random instead of searching for the best.")]),
    ])

    static let output = SettingTable<DecodeArguments>([
        SettingGroup(
            "Other",
            [
                Setting(
                    "score", \.score, .path("PAIRS.tsv"),
                    "Search nothing: write the log probability of each given target with its end token."),
                Setting(
                    "precision", \.precision, .choice(),
                    "Numbers in products: floats, or 8-bit integers, which is faster and less exact; if not given, as the"
                        + " model's file holds them."),
                Setting(
                    "format", \.format, .choice(), "Text alone; or line number, rank, score and text; or JSON objects."),
                Setting("scores", \.scores, "With --format text, put the score and a tab in front of the text."),
                Setting(
                    "alignments", \.alignments,
                    "Add which source token each token attended to most: after a tab as 0-0 2-1, or as JSON pairs."),
                Setting(
                    "attention_picture", \.attentionPicture, .path("FILE.svg"),
                    "Draw how much each token attended to each of the source, a picture for each line."),
                Setting(
                    "verify_invariance", \.verifiesInvariance,
                    "Decode again, one line at a time on one thread, and compare bit by bit."),
                Setting("quiet", \.quiet, "Tell nothing but errors."),
            ])
    ])

    /// What has no meaning where nothing is searched for.
    private static let notScored: [SettingName] = {
        let translator = Translator.Options.settings
        return [files[\.input], translator[\.maximumLength], output[\.format]]
            + SearchOptions.settings.settings.map(\.name)
            + [
                own[\.prefixFile], translator[\.replacesUnknown], own[\.samples], output[\.scores],
                output[\.alignments], output[\.attentionPicture], output[\.verifiesInvariance],
            ]
    }()
}
