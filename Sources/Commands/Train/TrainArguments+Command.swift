import Seq2Seq

extension TrainArguments {
    package static let command = Command<TrainArguments>(
        name: "seq2seq-train",
        usage: [
            "--train PAIRS.tsv --model MODEL.safetensors [options]",
            "--source FILE --target FILE --model MODEL.safetensors [options]",
        ],
        summary:
            "Trains an encoder-decoder on pairs of texts and saves it with all that decoding needs. Progress goes to"
            + " standard error.",
        groups: [data, tokenGroup, modelGroup, training, output],
        rules: [
            .required(anyOf: [\.$train, \.$source]),
            .conflict(\.$train, with: [\.$source, \.$target]),
            .needs(\.$source, \.$target),
            .needs(\.$target, \.$source),
            .conflict(\.$valid, with: [\.$validSource, \.$validTarget, \.$validFraction]),
            .conflict(\.$validFraction, with: [\.$validSource, \.$validTarget]),
            .needs(\.$validSource, \.$validTarget),
            .needs(\.$validTarget, \.$validSource),
            .needs(\.$scheduledSamplingDecay, \.$scheduledSampling),
            .conflict(\.$batchSize, with: [\.$batchTokens]),
            .conflict(\.$ema, with: [\.$average]),
            .needs(\.$averageOf, \.$average),
            .conflict(\.$resume, with: [\.$overwrite]),
            .required(anyOf: [\.$model]),
        ],
        check: { arguments in
            for (option, path) in [("--model", arguments.model), ("--log", arguments.log)] where path == "-" {
                return .noStandardOutput(option)
            }
            if arguments.bidirectional && !arguments.hidden.isMultiple(of: 2) {
                return .oddHiddenSize(arguments.hidden)
            }
            if arguments.inputFeeding && arguments.attention == .none {
                return .needs("--input-feeding", "--attention dot|general|additive")
            }
            if arguments.tieEmbeddings && arguments.embedding != arguments.hidden {
                return .tiedSizes(embedding: arguments.embedding, hidden: arguments.hidden)
            }
            if arguments.residual && max(arguments.configuration.encoderDepth, arguments.configuration.decoderDepth) < 2
            {
                return .needs("--residual", "--layers 2")
            }
            if arguments.variationalDropout && arguments.dropout == 0 {
                return .needs("--variational-dropout", "--dropout P")
            }
            if arguments.shareVocabulary && arguments.sourceTokenization != arguments.targetTokenization {
                return .sharedTokens(
                    source: arguments.sourceTokenization.rawValue, target: arguments.targetTokenization.rawValue)
            }
            if arguments.subwordDropout > 0
                && ![arguments.sourceTokenization, arguments.targetTokenization].contains(.subwords)
            {
                return .needs("--subword-dropout", "--tokens subwords")
            }
            return arguments.optionWithoutValidation.map(UsageError.needsValidation)
        },
        examples: [
            Command.Example(
                "Sums of numbers, from a corpus that comes with the toolkit:",
                "seq2seq-train --train Corpora/addition/train.tsv \\",
                "    --valid Corpora/addition/valid.tsv --hidden 128 --model sums.safetensors"),
            Command.Example(
                "Phrases by words; every twentieth pair is kept for validation:",
                "seq2seq-train --train pairs.tsv --valid-fraction 0.05 --tokens words \\",
                "    --minimum-count 2 --model phrases.safetensors"),
            Command.Example(
                "Translations by subwords, of which both languages have 8,000 together:",
                "seq2seq-train --source train.de --target train.en --valid-fraction 0.02 \\",
                "    --tokens subwords --share-vocabulary --vocabulary-size 8000 \\",
                "    --attention general --metric bleu --model de-en.safetensors"),
            Command.Example(
                "What would be done, without doing it:",
                "seq2seq-train --train pairs.tsv --model m.safetensors --dry-run"),
        ])

    private static let data = OptionGroup<TrainArguments>(
        "Data",
        [
            Option("--train", \.$train, .path("PAIRS.tsv"), "Pairs to learn from, one a line: source, tab, target."),
            Option("--source", \.$source, .path(), "Sources to learn from, one a line; in place of --train."),
            Option("--target", \.$target, .path(), "The target of each line of --source."),
            Option("--valid", \.$valid, .path("PAIRS.tsv"), "Pairs to measure progress with."),
            Option("--valid-source", \.$validSource, .path(), "Sources to measure progress with."),
            Option("--valid-target", \.$validTarget, .path(), "The target of each line of --valid-source."),
            Option(
                "--valid-fraction", \.$validFraction, .real(.between(0, 1), placeholder: "P"),
                "Keep this share of the training pairs to measure progress with."),
            Option(
                "--skip-invalid", flag: \.$skipInvalid,
                "Leave out and count lines that are not pairs of valid text, instead of refusing the file."),
            Option(
                "--max-length", \.$maximumLength, .integer(atLeast: 1),
                "Leave out and count pairs with a side of more than N tokens."),
        ])

    private static let tokenGroup = OptionGroup<TrainArguments>(
        "Tokens",
        [
            Option("--tokens", \.$tokens, .choice(), "What a token is."),
            Option("--source-tokens", \.$sourceTokens, .choice(), "The same for the source alone."),
            Option("--target-tokens", \.$targetTokens, .choice(), "The same for the target alone."),
            Option(
                "--vocabulary-size", \.$vocabularySize, .integer(atLeast: 5),
                "Ids of each side at most, the four reserved ones included; the most frequent tokens are kept. Without"
                    + " it there is no limit, but \(Tokenizer.subwordVocabularySize) for subwords."),
            Option(
                "--minimum-count", \.$minimumCount, .integer(atLeast: 1),
                "Keep the tokens that occur at least N times in training."),
            Option(
                "--share-vocabulary", flag: \.$shareVocabulary,
                "Give source and target one vocabulary, of the tokens of both."),
            Option(
                "--subword-dropout", \.$subwordDropout, .real(.from(0, below: 1), placeholder: "P"),
                "Leave out merges of subwords with this probability, anew in each epoch; 0.1 is usual."),
            Option("--lowercase", flag: \.$lowercase, "Make all letters lower-case, also those of texts to decode."),
            Option(
                "--normalization", \.$normalization, .choice(),
                "The Unicode form that texts are put in, also those to decode; nfkc takes ligatures apart."),
        ])

    private static let modelGroup = OptionGroup<TrainArguments>(
        "Model",
        [
            Option("--embedding", \.$embedding, .integer(in: 1...65_536), "Numbers that stand for a token."),
            Option("--hidden", \.$hidden, .integer(in: 1...65_536), "Size of the LSTM's state."),
            Option("--layers", \.$layers, .integer(in: 1...64), "LSTM layers of encoder and decoder each."),
            Option("--encoder-layers", \.$encoderLayers, .integer(in: 1...64), "The same for the encoder alone."),
            Option("--decoder-layers", \.$decoderLayers, .integer(in: 1...64), "The same for the decoder alone."),
            Option(
                "--residual", flag: \.$residual,
                "Add each layer's input to its output, from the second layer on; helps deep stacks."),
            Option(
                "--bidirectional", flag: \.$bidirectional,
                "Read the source in both directions, each with half of --hidden."),
            Option("--attention", \.$attention, .choice(), "How the decoder looks back at the source."),
            Option(
                "--input-feeding", flag: \.$inputFeeding,
                "Let each step also read what attention gave the step before."),
            Option(
                "--bridge", \.$bridge, .choice(), "How the encoder's last state becomes the decoder's first."),
            Option(
                "--dropout", \.$dropout, .real(.from(0, below: 1), placeholder: "P"),
                "Drop elements of embeddings, between layers and before the output with this probability."),
            Option(
                "--variational-dropout", flag: \.$variationalDropout,
                "Drop the same elements at every step of a pair, also between the steps of an LSTM."),
            Option(
                "--tie-embeddings", flag: \.$tieEmbeddings,
                "Use the target's embeddings as the output layer's weights; --embedding must equal --hidden."),
            Option("--reverse-source", flag: \.$reverseSource, "Read the source from its end."),
        ])

    private static let training = OptionGroup<TrainArguments>(
        "Training",
        [
            Option(
                "--epochs", \.$epochs, .integer(atLeast: 1),
                "Go through the pairs N times; without limit if only --steps is given."),
            Option("--steps", \.$steps, .integer(atLeast: 1), "End after N steps."),
            Option("--batch-size", \.$batchSize, .integer(in: 1...1_000_000), "Pairs in a batch."),
            Option(
                "--batch-tokens", \.$batchTokens, .integer(in: 1...100_000_000),
                "As many pairs in a batch as have at most N tokens on either side, instead of --batch-size."),
            Option(
                "--accumulate", \.$accumulate, .integer(in: 1...1_000_000),
                "Add up the gradients of N batches for each step."),
            Option("--optimizer", \.$optimizer, .choice(), "How gradients change the parameters."),
            Option("--learning-rate", \.$learningRate, .real(.above(0)), "Size of the optimizer's steps."),
            Option("--schedule", \.$schedule, .choice(), "How the learning rate falls."),
            Option(
                "--warmup-steps", \.$warmupSteps, .integer(atLeast: 0),
                "Let the learning rate rise to its full size over N steps."),
            Option(
                "--clip-norm", \.$clipNorm, .real(.atLeast(0)), "Shorten longer gradients to this norm; 0 for never."),
            Option(
                "--label-smoothing", \.$labelSmoothing, .real(.from(0, below: 1)),
                "Spread this share of the target's probability evenly over the vocabulary."),
            Option(
                "--scheduled-sampling", \.$scheduledSampling, .real(.aboveUpTo(0, 1), placeholder: "P"),
                "Let the decoder read its own tokens instead of the target's, in the end with this probability."),
            Option(
                "--scheduled-sampling-decay", \.$scheduledSamplingDecay, .choice(),
                "How it gets there over the steps of the training."),
            Option(
                "--validate-every", \.$validateEvery, .integer(atLeast: 1),
                "Measure progress every N steps instead of after each epoch."),
            Option(
                "--patience", \.$patience, .integer(atLeast: 1),
                "End when N validations in a row brought no better model."
            ),
            Option(
                "--metric", \.$metric, .choice(),
                "What the best model is best in; BLEU and chrF2 as sacreBLEU computes them by default."),
            Option(
                "--ema", \.$ema, .real(.between(0, 1), placeholder: "DECAY"),
                "Validate and keep a moving average of the weights; 0.999 is usual."),
            Option(
                "--average", \.$average, .integer(in: 2...1000),
                "Also validate the mean of the models of N validations, and keep it when it is the best."),
            Option(
                "--average-of", \.$averageOf, .choice(),
                "Of which: the last N validations, or the N best by --metric."),
            Option("--initializer", \.$initializer, .choice(), "What the first weights are drawn from."),
            Option("--seed", \.$seed, .integer(atLeast: 0), "The number that decides all that is random."),
            Option("--threads", \.$threads, .integer(in: 1...1024), "Threads to work with, instead of one a core."),
        ])

    private static let output = OptionGroup<TrainArguments>(
        "Output",
        [
            Option("--model", \.$model, .path("MODEL.safetensors"), "Where the best model is saved."),
            Option("--log", \.$log, .path("FILE.jsonl"), "Where to write figures, one JSON object a line."),
            Option(
                "--resume", flag: \.$resume,
                "Go on from MODEL.safetensors.checkpoint, if there is one, as if there had been no stop."),
            Option(
                "--overwrite", flag: \.$overwrite,
                "Replace the model and the checkpoint of an earlier training; without it they are kept."),
            Option(
                "--checkpoint-every", \.$checkpointEvery, .integer(atLeast: 1),
                "Write a checkpoint every N steps too, not only after validations or epochs."),
            Option("--quiet", flag: \.$quiet, "Tell nothing but errors."),
            Option(
                "--dry-run", flag: \.$dryRun,
                "Show the settings, the sizes and three batches as text; train and write nothing."),
        ])
}
