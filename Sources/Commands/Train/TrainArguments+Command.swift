import Seq2Seq
import Seq2SeqFiles
import Seq2SeqSettings

extension TrainArguments {
    package static let command = Command<TrainArguments>(
        name: "seq2seq-train",
        usage: [
            "--train PAIRS.tsv --model MODEL.safetensors [options]",
            "--source FILE --target FILE --model MODEL.safetensors [options]",
            "--target-only --target FILE --model MODEL.safetensors [options]",
        ],
        summary:
            "Trains an encoder-decoder on pairs of texts and saves it with all that decoding needs. Progress goes to"
            + " standard error.",
        settings: SettingTable(
            merging: [
                files, recipes, starts, TrainingSettings.table.lifted(to: \.settings), tokens, run,
            ], groups: ["Data", "Recipe", "Start", "Tokens", "Model", "Training", "Output"],
            rules: [
                .conflict(starts[\.from], with: ParentModel.settings + tokens.settings.map(\.name)),
                .conflict(
                    TrainingData.Options.settings[\.targetOnly],
                    with: [
                        files[\.source], files[\.validSource], files[\.tags], files[\.secondSource],
                        files[\.weights], starts[\.sourceEmbeddings],
                        TrainingData.Options.settings[\.ownSourceTokens], tokens[\.sourceSubwords],
                        tokens[\.sourceVocabulary],
                    ]),
                .needs(starts[\.tokensOf], TrainingData.Options.settings[\.targetOnly]),
                .conflict(
                    starts[\.tokensOf], with: tokenNames + [tokens[\.targetSubwords], tokens[\.targetVocabulary]]),
                .conflict(
                    TrainingData.Options.settings[\.validFraction],
                    with: [files[\.valid], files[\.validSource], files[\.validTarget]]),
            ]),
        switches: [
            TrainingData.Options.settings[\.shareVocabulary], EncoderDecoder.Configuration.settings[\.bidirectional],
            EncoderDecoder.Configuration.settings[\.copy], EncoderDecoder.Configuration.settings[\.tieEmbeddings],
        ],
        check: { arguments in
            for (name, path) in [
                (files[\.model], arguments.model), (files[\.log], arguments.log), (files[\.report], arguments.report),
                (files[\.tensorBoard], arguments.tensorBoard),
            ] where path == ByteReader.standardName {
                return .noStandardOutput(name.option)
            }
            if !arguments.mayLackSources, let error = arguments.targetWithoutSource { return error }
            if arguments.columns != nil && arguments.train == nil && arguments.valid == nil {
                return .needs(files[\.columns].option, files[files[\.train]].spelling)
            }
            for (name, column) in [
                (files[\.tags], arguments.tags), (files[\.secondSource], arguments.secondSource),
                (files[\.weights], arguments.weights),
            ] where column != nil && arguments.train == nil {
                return .needs(name.option, files[files[\.train]].spelling)
            }
            if let error = (arguments.columns ?? .firstTwo).error(
                ofTags: arguments.tags, secondSource: arguments.secondSource)
            {
                return error
            }
            if let weights = arguments.weights, let error = arguments.pairColumns.error(ofWeights: weights) {
                return error
            }
            if arguments.inputs.count(where: { $0 == ByteReader.standardName }) > 1 { return .standardInputTwice }
            let hasValidation = [arguments.valid, arguments.validSource, arguments.validTarget].contains { $0 != nil }
            let setsAside = arguments.settings.data.validFraction > 0
            let recipeSetsAside =
                arguments.recipe == .auto
                && !arguments.origins.isGiven(TrainingData.Options.settings[\.validFraction])
            if hasValidation || setsAside || recipeSetsAside || arguments.like != nil || arguments.resume { return nil }
            return arguments.optionThatNeedsValidation.map(UsageError.needsValidation)
        },
        examples: [
            Command.Example(
                "Sums of numbers, from a corpus that comes with the toolkit:",
                "seq2seq-train --train Corpora/addition/train.tsv \\",
                "    --valid Corpora/addition/valid.tsv --model sums.safetensors"),
            Command.Example(
                "With a larger state than the recipe's, in ten minutes at most:",
                "seq2seq-train --train pairs.tsv --hidden 512 --time-limit 10 \\",
                "    --model larger.safetensors"),
            Command.Example(
                "The bare encoder-decoder, to compare with:",
                "seq2seq-train --train pairs.tsv --recipe plain \\",
                "    --valid-fraction 0.05 --model plain.safetensors"),
            Command.Example(
                "A language model of sentences, one a line, which helps a translating one to decode:",
                "seq2seq-train --target-only --target texts.txt --model lm.safetensors"),
            Command.Example(
                "What would be done, without doing it:",
                "seq2seq-train --train pairs.tsv --model m.safetensors --dry-run"),
        ], ends: ExitCode.common + [(.stoppedByUser, "It was stopped, and the model is saved.")])

    /// What is read and written.
    static let files = SettingTable<TrainArguments>(
        [
            SettingGroup(
                "Data",
                [
                    Setting(
                        "train", \.train, .path("PAIRS.tsv"), "Pairs to learn from, one a line: source, tab, target."),
                    Setting("source", \.source, .path(), "Sources to learn from, one a line; in place of --train."),
                    Setting(
                        "target", \.target, .path(), "The target of each line of --source; alone with --target-only."),
                    Setting("valid", \.valid, .path("PAIRS.tsv"), "Pairs to measure progress with."),
                    Setting("valid_source", \.validSource, .path(), "Sources to measure progress with."),
                    Setting("valid_target", \.validTarget, .path(), "The target of each line of --valid-source."),
                    Setting(
                        "columns", \.columns, .columns,
                        "The columns that hold sources and targets in every file of pairs, instead of the first two."),
                    Setting(
                        "tags", \.tags, .integer("COLUMN", atLeast: 1),
                        "The column that holds tags such as V;PST in every file of pairs; they are read beside the source."
                    ),
                    Setting(
                        "second_source", \.secondSource, .integer("COLUMN", atLeast: 1),
                        "The column that holds a second text in every file of pairs; it is read beside the source, by an"
                            + " encoder of its own, and may be blank."),
                    Setting(
                        "weights", \.weights, .integer("COLUMN", atLeast: 1),
                        "The column of --train that holds a number for each pair, by which its loss is multiplied; 0 leaves"
                            + " the pair out."),
                    Setting(
                        "lexicon", \.lexicon,
                        .text(
                            "WORDS.tsv:TIMES",
                            expected:
                                "a file of pairs, and if they are to come more than once in an epoch a colon and a"
                                + " number up to 1000",
                            hints: .files, parse: { Lexicon($0) }, write: { "\($0)" }),
                        "Also train on the entries of a word list, so many times in each epoch; none is validated with."
                    ),
                    Setting(
                        "skip_invalid", \.skipInvalid,
                        "Leave out and count lines that are not pairs of valid text, instead of refusing the file."),
                ]),
            SettingGroup(
                "Output",
                [
                    Setting("model", \.model, .path("MODEL.safetensors"), "Where the best model is saved."),
                    .log(\.log),
                    Setting(
                        "report", \.report, .path("FILE.html"),
                        "Where to show the training as a page, made anew after each validation."),
                    Setting(
                        "tensorboard", \.tensorBoard, property: "tensorBoard", .path("DIR"),
                        "The directory to write events to that TensorBoard reads."),
                    Setting(
                        "resume", \.resume,
                        "Go on from MODEL.safetensors.checkpoint, if there is one, as if there had been no stop."),
                    Setting(
                        "overwrite", \.overwrite,
                        "Replace the model and the checkpoint of an earlier training; without it they are kept."),
                ]),
        ],
        rules: { name in
            [
                .required(anyOf: [name[\.train], name[\.source], name[\.target]]),
                .conflict(name[\.train], with: [name[\.source], name[\.target]]),
                .needs(name[\.source], name[\.target]),
                .conflict(name[\.valid], with: [name[\.validSource], name[\.validTarget]]),
                .needs(name[\.validSource], name[\.validTarget]),
                .conflict(name[\.tags], with: [name[\.source], name[\.validSource]]),
                .conflict(name[\.secondSource], with: [name[\.source], name[\.validSource]]),
                .conflict(name[\.weights], with: [name[\.source]]),
                .conflict(name[\.resume], with: [name[\.overwrite]]),
                .required(anyOf: [name[\.model]]),
            ]
        })

    /// What follows from the tokens of another model.
    private static let tokenNames: [SettingName] = {
        let names = TrainingData.Options.settings
        return [
            names[\.tokens], names[\.ownTargetTokens], names[\.targetOrder], names[\.vocabularySize],
            names[\.minimumCount],
            names[\.lowercase], names[\.normalization],
        ]
    }()

    /// What decides about settings that are not given.
    static let recipes = SettingTable<TrainArguments>(
        [
            SettingGroup(
                "Recipe",
                [
                    Setting(
                        "recipe", \.recipe, .choice(),
                        "Choose what is not given by rules from the pairs, or leave it at the defaults shown here."),
                    Setting(
                        "like", \.like, .path("MODEL"),
                        "Take what is not given from a model that was trained before, on other pairs or the same."),
                ])
        ],
        rules: { name in [.conflict(name[\.like], with: [name[\.recipe]])] })

    /// What a training begins with.
    static let starts = SettingTable<TrainArguments>(
        [
            SettingGroup(
                "Start",
                [
                    Setting(
                        "from", \.from, .path("MODEL"),
                        "Go on from a trained model, with other pairs: with its weights, its tokens and what it is made of."
                    ),
                    Setting(
                        "replay", \.replay,
                        .text(
                            "PAIRS.tsv:SHARE", expected: "a file of pairs, a colon and a share between 0 and 1",
                            hints: .files, parse: { ReplayedPairs($0) }, write: { "\($0)" }),
                        "Mix in pairs that the model has learnt before, as this share of each epoch, so that they are not"
                            + " forgotten."),
                    Setting(
                        "tokens_of", \.tokensOf, .path("MODEL"),
                        "With --target-only, cut texts as this model cuts its targets, and know the same tokens."),
                    Setting(
                        "source_embeddings", \.sourceEmbeddings, .path("VECTORS.txt"),
                        "Let the source's embeddings begin with vectors of words, in the text format of word2vec, fastText"
                            + " or GloVe."),
                    Setting(
                        "target_embeddings", \.targetEmbeddings, .path("VECTORS.txt"),
                        "The same for the target's embeddings."),
                ])
        ],
        rules: { name in
            [
                .conflict(
                    name[\.from],
                    with: [recipes[\.like], name[\.tokensOf], name[\.sourceEmbeddings], name[\.targetEmbeddings]])
            ]
        })

    /// What is the command's own besides files.
    private static let run = SettingTable<TrainArguments>([
        SettingGroup("Training", [.threads(\.threads)]),
        SettingGroup(
            "Output",
            [
                Setting("quiet", \.quiet, "Tell nothing but errors."),
                Setting(
                    "dry_run", \.dryRun,
                    "Show the settings, the sizes and three batches as text; train and write nothing."),
            ]),
    ])
}

extension TrainArguments {
    package static func optionElsewhere(for name: String) -> String? {
        DecodeArguments.command.suggestion(for: name).map { "\(DecodeArguments.command.name) \($0)" }
    }
}
