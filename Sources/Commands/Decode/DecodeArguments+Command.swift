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
                .conflict(output[\.score], with: [files[\.input], output[\.encodes]] + notScored),
                .conflict(output[\.encodes], with: notEncoded),
                .conflict(
                    own[\.samples],
                    with: [
                        SearchOptions.settings[\.beamWidth], SearchOptions.settings[\.beamGroups], own[\.mustSayFile],
                    ]),
                .conflict(own[\.mustSayFile], with: [SearchOptions.settings[\.beamGroups]]),
                .conflict(
                    Translator.Options.settings[\.utility], with: [files[\.rescorers], files[\.backwardRescorers]]),
                .needs(SearchOptions.settings[\.diversityPenalty], SearchOptions.settings[\.beamGroups]),
                .conflict(own[\.allowedFile], with: notAllowed),
                .conflict(own[\.neverSayFile], with: [Translator.Options.settings[\.replacesUnknown]]),
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
                        guard arguments.search.hypothesisCount > 1 && arguments.format == .text,
                            arguments.options.utility == nil,
                            arguments.rescorers.isEmpty && arguments.backwardRescorers.isEmpty
                        else { return nil }
                        return
                            "\(SearchOptions.settings[\.hypothesisCount]) also needs \(output[\.format], "tsv|jsonl")"
                    },
                ] + formatRules),
        check: { arguments in
            if arguments.attentionPicture == ByteReader.standardName {
                return .noStandardOutput(output[\.attentionPicture].option)
            }
            let (tags, second) = (arguments.tagColumn, arguments.secondSourceColumn)
            if arguments.score != nil, let error = PairColumns.firstTwo.error(ofTags: tags, secondSource: second) {
                return error
            }
            if let second, second == tags {
                return .brokenRule("'--second-source' is \(second), but column \(second) holds the tags")
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
                    "first_line", \.firstLine, .integer("K", in: 1...1_000_000_000_000_000),
                    "The number of the input's first line, if it is a part of more: samples, results and messages go by"
                        + " it."),
                Setting(
                    "tags", \.tagColumn, property: "tagColumn", .integer("COLUMN", atLeast: 1),
                    "The column of the lines, counted from 1, that holds tags such as V;PST for a model that reads them; the"
                        + " source is in the first, or in the second if the tags are there."),
                Setting(
                    "second_source", \.secondSourceColumn, property: "secondSourceColumn",
                    .integer("COLUMN", atLeast: 1),
                    "The same for second sources, for a model that reads them; the source is in the first column that holds"
                        + " neither these nor tags."),
                Setting("output", \.output, .path(), "Where results go, instead of standard output."),
                Setting(
                    "ensemble", \.ensemble, .choice(),
                    "What several models' opinions become: the mean of the probabilities, or of their logarithms."),
                Setting(
                    "language_model", \.languageModel, .weightedModel,
                    "Add to each token's log probability WEIGHT times that of a language model, one trained with"
                        + " --target-only."),
                Setting(
                    "rescore", repeated: \.rescorers, property: "rescorers", .weightedModel,
                    "Rank the outputs of --n-best anew: add WEIGHT times the log probability that another model gives them."
                ),
                Setting(
                    "rescore_backward", repeated: \.backwardRescorers, property: "backwardRescorers", .weightedModel,
                    "The same with a model from targets to sources: add what it finds of the line, given the output."),
            ])
    ])

    private static let own = SettingTable<DecodeArguments>([
        SettingGroup(
            "Search",
            [
                Setting(
                    "prefix_file", \.prefixFile, .path(), "What each line's output must start with, line by line."),
                Setting(
                    "must_say", \.mustSayFile, property: "mustSayFile", .path(),
                    "Phrases that each line's output must hold, line by line with tabs between them; a single line holds"
                        + " for all."),
                Setting(
                    "never_say", \.neverSayFile, property: "neverSayFile", .path(),
                    "Phrases that each line's output must not hold, in the same form."),
                Setting(
                    "allowed", \.allowedFile, property: "allowedFile", .path(),
                    "The only outputs there may be, one a line."),
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
                    "Search nothing: write the log probability of each given target with its end token; with --format jsonl"
                        + " also those of its tokens."),
                Setting(
                    "encode", \.encodes, property: "encodes",
                    "Search nothing: write the encoder's last state of each line as a vector."),
                Setting(
                    "precision", \.precision, .choice(),
                    "Numbers in products: floats, or 8-bit integers, which is faster and less exact; if not given, as the"
                        + " model's file holds them."),
                Setting(
                    "format", \.format, .choice(),
                    "Text alone; or line number, rank, score and text; or JSON objects; or, with --encode, a file of one"
                        + " tensor."),
                Setting("scores", \.scores, "With --format text, put the score and a tab in front of the text."),
                Setting(
                    "alignments", \.alignments,
                    "Add which source token each token attended to most: after a tab as 0-0 2-1, or as JSON pairs."),
                Setting(
                    "token_probabilities", \.tokenProbabilities,
                    "With --format jsonl, add the log probability of each token, and of the end."),
                Setting(
                    "attention_picture", \.attentionPicture, .path("FILE.svg"),
                    "Draw how much each token attended to each of the source, a picture for each line."),
                Setting(
                    "verify_invariance", \.verifiesInvariance,
                    "Decode again, one line at a time on one thread, and compare bit by bit."),
                Setting("quiet", \.quiet, "Tell nothing but errors."),
            ])
    ])

    /// What is only told in some formats.
    private static let formatRules: [SettingRule<DecodeArguments>] = [
        .idle { arguments in
            let told = [
                (SearchOptions.settings[\.keepsAttention], arguments.search.keepsAttention),
                (SearchOptions.settings[\.topTokenCount], arguments.search.topTokenCount != nil),
                (output[\.tokenProbabilities], arguments.tokenProbabilities),
            ]
            guard arguments.format != .jsonl, let name = told.first(where: \.1)?.0 else { return nil }
            return "\(name) also needs \(output[\.format], "jsonl")"
        },
        .idle { arguments in
            guard arguments.mustSayFile != nil && arguments.search.beamWidth == 1 else { return nil }
            return "\(own[\.mustSayFile]) also needs \(SearchOptions.settings[\.beamWidth], "N") of at least 2"
        },
        .idle { arguments in
            guard arguments.options.utility != nil && arguments.search.hypothesisCount == 1 else { return nil }
            let (utility, count) = (Translator.Options.settings[\.utility], SearchOptions.settings[\.hypothesisCount])
            return "\(utility) also needs \(count, "N")"
        },
        .idle { arguments in
            let named = [
                (files[\.rescorers], arguments.rescorers), (files[\.backwardRescorers], arguments.backwardRescorers),
            ]
            guard arguments.search.hypothesisCount == 1, let name = named.first(where: { !$0.1.isEmpty })?.0
            else { return nil }
            return "\(name) also needs \(SearchOptions.settings[\.hypothesisCount], "N") of at least 2"
        },
        .idle { arguments in
            guard arguments.score != nil && arguments.format == .tsv else { return nil }
            return "\(output[\.score]) also needs \(output[\.format], "text|jsonl")"
        },
        .idle { arguments in
            guard arguments.encodes && ![.jsonl, .safetensors].contains(arguments.format) else { return nil }
            return "\(output[\.encodes]) also needs \(output[\.format], "jsonl|safetensors")"
        },
        .idle { arguments in
            guard !arguments.encodes && arguments.format == .safetensors else { return nil }
            return "\(output[\.format], "safetensors") also needs \(output[\.encodes])"
        },
        .idle { arguments in
            guard arguments.encodes && arguments.models.count > 1 else { return nil }
            return "\(output[\.encodes]) takes one \(files[\.models]), but there are \(arguments.models.count)"
        },
    ]

    /// What has no meaning where lines become vectors.
    private static let notEncoded: [SettingName] =
        [files[\.ensemble], files[\.languageModel], SearchOptions.settings[\.topTokenCount]] + notScored

    /// What has no meaning where all outputs are given.
    private static let notAllowed: [SettingName] = {
        let (translator, search) = (Translator.Options.settings, SearchOptions.settings)
        return [
            own[\.prefixFile], own[\.mustSayFile], own[\.neverSayFile], translator[\.maximumLength],
            translator[\.replacesUnknown], search[\.minimumLength], search[\.blockedNGramSize],
            search[\.bansUnknown],
        ]
    }()

    /// What has no meaning where nothing is searched for.
    private static let notScored: [SettingName] = {
        let translator = Translator.Options.settings
        return [
            translator[\.maximumLength], translator[\.usesShortlist], translator[\.utility], files[\.rescorers],
            files[\.backwardRescorers],
        ]
            + SearchOptions.settings.settings.map(\.name).filter { $0 != SearchOptions.settings[\.topTokenCount] }
            + [
                own[\.prefixFile], own[\.mustSayFile], own[\.neverSayFile], own[\.allowedFile],
                translator[\.replacesUnknown], own[\.samples], output[\.scores], output[\.alignments],
                output[\.attentionPicture], output[\.verifiesInvariance],
                // Which --format jsonl tells of them by itself.
                output[\.tokenProbabilities],
            ]
    }()
}
