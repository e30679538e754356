import Seq2Seq
import Seq2SeqFiles
import Seq2SeqSettings

/// What `seq2seq-evaluate` is told: what it compares with what, and what it tells.
package struct EvaluateArguments: CommandArguments {
    package var outputs: [String] = []
    package var pairs: String?
    package var reference: String?
    package var source: String?
    package var allowsBlank = false
    package var columns: PairColumns?
    package var metrics: [ScoreChoice]?
    package var tokenizer = BLEU.Tokenizer.mteval13a
    package var breaksDownByLength = false
    package var rarityCorpus: String?
    package var confusionCount = 0
    package var confidence: Double?
    package var resampleCount = Bootstrap().resampleCount
    package var report: String?
    package var format = ReportFormat.text

    /// How a model decodes, if one does.
    package var decoding = DecodeArguments()

    package var origins = SettingOrigins()

    package init() {}

    package mutating func settle() { decoding.settle() }
}

/// A score that can be asked for. The raw value is its name.
package enum ScoreChoice: String, CaseIterable, Sendable {
    case exact
    case tokenAccuracy = "token-accuracy"
    case characterAccuracy = "character-accuracy"
    case wer
    case cer
    case bleu
    case chrf
    case chrfPlusPlus = "chrf++"
    case ter
    case perplexity

    /// The score, if it follows from texts.
    func metric(tokenizer: BLEU.Tokenizer) -> (any TextMetric)? {
        switch self {
        case .exact: ExactMatch()
        case .tokenAccuracy: UnitAccuracy(.words)
        case .characterAccuracy: UnitAccuracy(.characters)
        case .wer: ErrorRate(.words)
        case .cer: ErrorRate(.characters)
        case .bleu: BLEU(tokenizer: tokenizer)
        case .chrf: CHRF()
        case .chrfPlusPlus: CHRF.plusPlus
        case .ter: TER()
        case .perplexity: nil
        }
    }
}

extension EvaluateArguments {
    package static let command = Command<EvaluateArguments>(
        name: "seq2seq-evaluate",
        usage: [
            "--model MODEL.safetensors --pairs TEST.tsv [options]",
            "--output OUT.txt [--output OTHER.txt] --pairs TEST.tsv [options]",
            "--output OUT.txt --reference REF.txt [--source SRC.txt] [options]",
        ],
        summary: "Tells how good a model is, or the outputs of any program: compares each line with its reference."
            + " BLEU, chrF and TER are those of sacreBLEU, to every digit.",
        settings: SettingTable(
            merging: [texts, own, decodingSettings],
            groups: ["Texts", "Scores", "Files", "Search", "Sampling", "Other"],
            rules: [
                .required(anyOf: [texts[\.decoding.models], texts[\.outputs]]),
                .required(anyOf: [texts[\.pairs], texts[\.reference]]),
                .conflict(texts[\.decoding.models], with: [texts[\.outputs], texts[\.allowsBlank]]),
                .conflict(texts[\.pairs], with: [texts[\.reference], texts[\.source]]),
                .needs(texts[\.source], texts[\.reference]),
            ]),
        check: { $0.idleOption },
        examples: [
            Command.Example(
                "How good a model is:", "seq2seq-evaluate --model sums.safetensors --pairs test.tsv --beam 5"),
            Command.Example(
                "Whether one output is better than another, or by chance:",
                "seq2seq-evaluate --output a.txt --output b.txt --pairs test.tsv \\",
                "    --confidence 95"),
            Command.Example(
                "A number for a script:",
                "seq2seq-evaluate --output a.txt --reference r.txt --metrics bleu \\",
                "    --format json"),
        ])

    private static let texts = SettingTable<EvaluateArguments>([
        SettingGroup(
            "Texts",
            [
                .models(\.decoding.models),
                Setting(
                    "output", repeated: \.outputs, property: "outputs", .path(),
                    "Lines that were decoded. Given several times, the others are compared with the first."),
                Setting("pairs", \.pairs, .path("PAIRS.tsv"), "Sources and references: source, tab, reference."),
                Setting("reference", \.reference, .path(), "References line by line, instead of pairs."),
                Setting("source", \.source, .path(), "Their sources line by line."),
                Setting(
                    "allow_blank", \.allowsBlank, property: "allowsBlank",
                    "Let references and sources be blank. (With --model the model decides.)"),
                Setting(
                    "columns", \.columns, .columns,
                    "The columns of --pairs and --by-rarity that hold sources and targets, instead of the first two."),
            ])
    ])

    private static let own = SettingTable<EvaluateArguments>([
        SettingGroup(
            "Scores",
            [
                Setting(
                    "metrics", \.metrics, .scores, "The scores, with commas between them, instead of all that apply."),
                Setting(
                    "tokenize", \.tokenizer, property: "tokenizer", .choice(), "How BLEU cuts words, as sacreBLEU."),
                Setting(
                    "by_length", \.breaksDownByLength, property: "breaksDownByLength",
                    "Break scores down by the length of the source, or of the reference if there is no source."),
                Setting(
                    "by_rarity", \.rarityCorpus, property: "rarityCorpus", .path("TRAIN.tsv"),
                    "Break scores down by how often the source's rarest token occurs in the sources of these pairs."),
                Setting(
                    "confusions", \.confusionCount, property: "confusionCount",
                    .integer(in: 1...1_000_000).orInPrograms(0),
                    none: 0, "Tell the N most frequent confusions: what was said for what."),
                Setting(
                    "confidence", \.confidence, .real(.between(0, 100), "LEVEL"),
                    "Add the intervals that hold a score in LEVEL percent of bootstrap draws, and the probability that"
                        + " an output differs from the first by chance."),
                Setting(
                    "resamples", \.resampleCount, property: "resampleCount", .integer(in: 1...1_000_000),
                    "Draws of the bootstrap."),
                Setting(
                    "report", \.report, .path("FILE.html"),
                    "Where to show the scores as a page, with confusions, and the best and the worst outputs."),
                Setting("format", \.format, .choice(), "Tables, or a JSON object for each output, one a line."),
            ])
    ])

    /// What `seq2seq-decode` can do and has a meaning here.
    private static let decodingSettings = DecodeArguments.command.settings.without([
        "model", "input", "first_line", "output", "score", "encode", "n_best", "mbr", "rescore", "rescore_backward",
        "prefix_file", "must_say", "never_say", "format", "scores", "alignments", "attention", "top_tokens",
        "token_probabilities", "attention_picture", "verify_invariance", "quiet",
    ]).lifted(to: \EvaluateArguments.decoding)

    /// The files that are read beside models.
    var inputs: [String] {
        outputs + [pairs, reference, source, rarityCorpus, decoding.allowedFile].compactMap(\.self)
    }

    /// An option that was given although nothing looks at it.
    private var idleOption: UsageError? {
        if inputs.count(where: { $0 == ByteReader.standardName }) > 1 { return .standardInputTwice }
        if columns != nil && pairs == nil && rarityCorpus == nil {
            let (columns, pairs) = (Self.texts[\.columns], Self.texts[\.pairs])
            return .needs(columns.option, Self.texts[pairs].spelling)
        }
        let files = DecodeArguments.files
        for (name, column) in [
            (files[\.tagColumn], decoding.tagColumn), (files[\.secondSourceColumn], decoding.secondSourceColumn),
        ] where column != nil && pairs == nil {
            return .needs(name.option, Self.texts[Self.texts[\.pairs]].spelling)
        }
        if rarityCorpus != nil && pairs == nil && source == nil {
            return .needs(Self.own[\.rarityCorpus].option, Self.texts[Self.texts[\.source]].spelling)
        }
        let error = (columns ?? .firstTwo).error(ofTags: decoding.tagColumn, secondSource: decoding.secondSourceColumn)
        if let error { return error }
        let model = Self.texts[Self.texts[\.decoding.models]].spelling
        if report == ByteReader.standardName { return .noStandardOutput(Self.own[\.report].option) }
        if decoding.models.isEmpty {
            let idle = Self.decodingSettings.settings.first {
                $0.name.stored != "threads" && origins.isGiven($0.name)
            }
            if let idle { return .needs(idle.name.option, model) }
            if metrics?.contains(.perplexity) == true {
                return .needs("\(Self.own[\.metrics].option) \(ScoreChoice.perplexity.rawValue)", model)
            }
        } else if reference != nil && source == nil {
            let (models, source) = (Self.texts[\.decoding.models], Self.texts[\.source])
            return .needs(models.option, Self.texts[source].spelling)
        }
        let (draws, level) = (Self.own[\.resampleCount], Self.own[\.confidence])
        if origins.isGiven(draws) && confidence == nil { return .needs(draws.option, Self.own[level].spelling) }
        return nil
    }
}

extension SettingKind<[ScoreChoice]> {
    /// Names with commas between them.
    fileprivate static var scores: Self {
        let names = ScoreChoice.allCases.map(\.rawValue)
        return .text(
            "LIST", expected: "one or more of \(names.joined(separator: ", ")) with commas between them",
            hints: .list(names),
            parse: { word in
                let words = word.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                let scores = words.compactMap(ScoreChoice.init)
                return scores.count == words.count && Set(scores).count == scores.count ? scores : nil
            },
            write: { $0.map(\.rawValue).joined(separator: ",") })
    }
}
