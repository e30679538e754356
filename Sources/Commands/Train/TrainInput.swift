import Seq2Seq
import Seq2SeqFiles

/// What `seq2seq-train` reads: pairs to train on and to validate with.
struct TrainInput {
    /// The pairs and what is decided about them.
    let plan: TrainingPlan
    /// What embeddings begin with.
    private let vectors: FirstVectors
    /// What was found in the files that is no error but worth knowing.
    let notices: [String]
    /// What in the files often is a mistake.
    let findings: [String]
    /// What is known of the pairs to validate with.
    private let validationSummary: ValidationSummary?

    /// Reads what the arguments name, and decides what is to be decided.
    ///
    /// - Parameters:
    ///   - earlier: the training whose settings are those that are not given; nil for the recipe's.
    ///   - checkpoint: what is gone on with; nil for a training that begins.
    init(_ arguments: TrainArguments, settingsOf earlier: EarlierSettings?, resuming checkpoint: TrainingCheckpoint?)
        throws
    {
        var notices: [String] = []
        let parent = try ParentModel(arguments, resuming: checkpoint, notices: &notices)
        if let checkpoint { try EmbeddingFiles.check(arguments, resuming: checkpoint) }
        if let checkpoint { try TokenFiles.check(arguments, resuming: checkpoint) }
        try self.init(
            arguments,
            TrainCorpora(
                arguments, targetsAlone: parent?.model.isLanguageModel ?? earlier?.isTargetOnly ?? false,
                allowsBlank: parent?.model.allowsBlank ?? earlier?.allowsBlank ?? false),
            settingsOf: earlier, tokensOf: checkpoint, goingOnFrom: parent,
            embeddings: checkpoint == nil ? EmbeddingFiles(arguments) : nil, notices: notices)
    }

    /// Decides about pairs what is to be decided.
    ///
    /// - Parameters:
    ///   - earlier: the training whose settings are those that are not given; nil for the recipe's.
    ///   - checkpoint: what is gone on with, which knows what was given of tokens; nil for a training that begins.
    ///   - parent: the model that is gone on from; nil for none.
    ///   - embeddings: what embeddings begin with; nil for random numbers, or if a training is gone on with.
    ///   - others: what was found elsewhere that is worth knowing.
    /// - Throws: `TrainingDataError`, `SubwordsError`, `VocabularyFileError`, `WordVectorsError`, and `UsageError` if
    ///   settings do not go together.
    init(
        _ arguments: TrainArguments, _ corpora: TrainCorpora, settingsOf earlier: EarlierSettings?,
        tokensOf checkpoint: TrainingCheckpoint? = nil, goingOnFrom parent: ParentModel? = nil,
        embeddings: EmbeddingFiles? = nil, notices others: [String] = []
    ) throws {
        let (training, validation) = (corpora.training, corpora.validation)
        var notices =
            [training, validation].compactMap { $0 }.flatMap { $0.notices.map(\.description) }
            + corpora.lexicon.notices + others
        var draft = SettingsDraft(arguments.settings, origins: arguments.origins)
        if let earlier { draft = try earlier.draft(with: draft, hasValidation: validation != nil) }
        embeddings?.fit(&draft)
        let tokens =
            if let checkpoint { TokenFiles(of: checkpoint) } else {
                try TokenFiles(arguments, draft, earlier: earlier?.givenTokens ?? GivenTokens())
            }
        let targetTokens = try Self.targetTokens(arguments, draft, resuming: checkpoint)
        plan = try TrainingPlan(
            training: training?.pairs ?? [], validation: validation?.pairs ?? [], adding: corpora.lexicon.pairs,
            draft: draft, recipe: earlier == nil ? arguments.recipe : .plain,
            givenTokens: parent == nil ? tokens.given : GivenTokens(), goingOnFrom: parent,
            tokens: targetTokens)
        let data = plan.data
        notices += tokens.notices(of: data)
        if let parent, let path = arguments.from { notices.append(parent.notice(path, data)) }
        if let column = arguments.tags, data.tagVocabulary == nil {
            throw UsageError.brokenRule(
                "\(TrainArguments.files[\.tags]) is \(column), but no pair to train on has a tag there")
        }
        if let column = arguments.secondSource, !data.trainingPairs.contains(where: { !$0.secondSource.isBlank }) {
            throw UsageError.brokenRule(
                "\(TrainArguments.files[\.secondSource]) is \(column), but no pair to train on has text there")
        }
        let frozen = plan.settings.training.frozen
        if !frozen.isEmpty, let problem = plan.declaredNetwork.parameters.problem(freezing: frozen) {
            throw UsageError.brokenRule("\(problem)")
        }
        vectors = try embeddings?.vectors(for: data) ?? FirstVectors()
        notices += vectors.notices
        if let message = TrainingSettings.table.brokenRule(of: plan.settings) { throw UsageError.brokenRule(message) }
        if data.validation.isEmpty, let option = arguments.optionThatNeedsValidation {
            throw UsageError.needsValidation(option)
        }
        if let limit = plan.settings.data.maximumLength, data.leftOutCount > 0 {
            notices.append(
                "\(Figures.counted(data.leftOutCount, "training pair")) with a side of more than"
                    + " \(Figures.grouped(limit)) tokens left out.")
        }
        notices += Self.weights(of: data)
        if data.trainingPairs.count < Self.fewPairs {
            notices.append(
                "\(Figures.counted(data.trainingPairs.count, "pair")) to learn from can be known by heart, but"
                    + " show little of what becomes of other sources.")
        }
        self.notices = notices + Self.doubleUses(arguments)
        validationSummary = data.validation.isEmpty ? nil : data.validationSummary
        findings =
            [("training", training), ("validation", validation)].flatMap { name, corpus in
                (corpus.map { CorpusCheck($0).findings } ?? [])
                    .filter { !data.options.targetOnly || $0.isOfTargets }.map { "\(name) data: \(Self.worded($0))" }
            }
            + Self.findings(
                of: data, validationSummary, metric: plan.settings.training.metric,
                areRepeated: parent?.replayed.isEmpty == false || !corpora.lexicon.pairs.isEmpty)
    }

    /// A finding with the option that helps.
    private static func worded(_ finding: CorpusFinding) -> String {
        switch finding {
        case .numbers(_, _, let columns?): "\(finding) (--columns \(columns.source),\(columns.target))"
        case .subwordMarks: "\(finding); use --tokens words"
        default: finding.description
        }
    }

    /// Fewer pairs are told as few.
    private static let fewPairs = 50

    /// What is worth knowing of the weights of pairs, if they have any.
    private static func weights(of data: TrainingData) -> [String] {
        let weights = data.trainingPairs.map(\.weight)
        guard let least = weights.min(), let greatest = weights.max() else { return [] }
        let leftOut = data.weightlessCount
        return (leftOut > 0 ? ["\(Figures.counted(leftOut, "training pair")) of weight 0 left out."] : [])
            + (least != 1 || greatest != 1 ? ["The training pairs have weights from \(least) to \(greatest)."] : [])
    }

    /// What is unusual of tokens and of what is to be measured.
    private static func findings(
        of data: TrainingData, _ validation: ValidationSummary?, metric: TrainingOptions.Metric, areRepeated: Bool
    ) -> [String] {
        var findings: [String] = []
        let pairs = data.trainingPairs
        let sides = [("source", pairs.map(\.source)), ("target", pairs.map(\.target))]
        for (side, texts) in data.options.targetOnly ? sides.suffix(1) : sides[...] {
            if texts.count > 1, let first = texts.first, texts.allSatisfy({ $0 == first }) {
                findings.append("training data: every \(side) is the same: there is nothing to tell apart")
            }
        }
        let different = Set(pairs.map(\.unweighted)).count
        if !areRepeated && 2 * different <= pairs.count {
            findings.append(
                "training data: only \(Figures.grouped(different)) of \(Figures.grouped(pairs.count)) pairs differ:"
                    + " pairs that are set aside to validate with are mostly known from training")
        }
        if let validation {
            let shares = [
                ("source tokens", validation.unknownSourceShare), ("target tokens", validation.unknownTargetShare),
                ("tags", validation.unknownTagShare ?? 0),
            ]
            for (noun, share) in shares where share > 0.1 {
                findings.append("validation data: \(Figures.percent(share)) of the \(noun) are unknown to the model")
            }
            if metric == .bleu, validation.shareOfFourWords < 0.1 {
                findings.append(
                    "--metric bleu counts runs of four words, but only \(Figures.percent(validation.shareOfFourWords)) of the"
                        + " validation targets have four words with blanks between them: use chrf or exact")
            }
        }
        return findings
    }

    var data: TrainingData { plan.data }

    /// The model that training begins with.
    ///
    /// - Parameter checkpoint: the training that is gone on with; nil for one that begins.
    func model(resuming checkpoint: TrainingCheckpoint?) -> TranslationModel {
        var model = plan.model()
        vectors.begin(&model)
        if let record = checkpoint?.model.trainingRecord { model.trainingRecord.keepChecksums(of: record) }
        return model
    }

    /// Names of one file that are read for two purposes.
    private static func doubleUses(_ arguments: TrainArguments) -> [String] {
        func isOne(_ path: String?, _ other: String?) -> Bool {
            guard let path, let other, let file = FileStatus(path), file.kind == .regular else { return false }
            return file.identity == FileStatus(other)?.identity
        }
        var notices: [String] = []
        if isOne(arguments.source, arguments.target), let source = arguments.source {
            notices.append("\(source) is read as sources and as targets: every target equals its source.")
        }
        let validated = [(arguments.train, arguments.valid), (arguments.source, arguments.validSource)].first(
            where: isOne)
        if let file = validated?.0 {
            notices.append(
                "\(file) is read to train on and to validate with: validation will not tell what becomes of new texts.")
        }
        return notices
    }

    /// The indices of the pairs of each batch of the first epoch.
    var batches: [[Int]] {
        BatchOrder(of: data.training, plan.settings.training).batches(epoch: 0)
    }

    /// What the model does not know of the tags, if it reads any.
    private var unknownTags: [String] {
        guard let training = data.unknownTagShare(of: data.trainingPairs) else { return [] }
        let validation = validationSummary?.unknownTagShare.map { "; in validation \(Figures.percent($0))" } ?? ""
        return ["unknown tags       \(Figures.percent(training))\(validation)"]
    }

    /// The check of the data: a few lines for a person to read before hours are spent.
    ///
    /// - Parameter batches: The indices of the pairs of each batch of the first epoch.
    func check(_ batches: [[Int]]) -> [String] {
        let summary = CorpusSummary(pairs: data.trainingPairs, encoded: data.training, batches: batches)
        func lengths(_ lengths: LengthPercentiles) -> String {
            "median \(lengths.median), 95 % up to \(lengths.percentile95), 99 % up to \(lengths.percentile99),"
                + " longest \(lengths.longest)"
        }
        let known = Set(data.trainingPairs.map(\.unweighted))
        let repeated = data.validation.count(where: known.contains)
        if data.options.targetOnly { return check(summary, repeated: repeated) }
        var lines = [
            "training pairs     \(Figures.grouped(summary.pairCount))"
                + " (\(Figures.grouped(summary.duplicatePairCount)) of them repeated)",
            "validation pairs   \(Figures.grouped(data.validation.count))"
                + (repeated > 0 ? " (\(Figures.grouped(repeated)) of them also in training)" : ""),
            "source tokens      \(lengths(summary.sourceLengths))",
            "target tokens      \(lengths(summary.targetLengths))",
            "unknown tokens     source \(Figures.percent(summary.unknownSourceShare)),"
                + " target \(Figures.percent(summary.unknownTargetShare))"
                + (validationSummary.map {
                    "; in validation source \(Figures.percent($0.unknownSourceShare)),"
                        + " target \(Figures.percent($0.unknownTargetShare))"
                } ?? ""),
        ]
        if let second = summary.secondSourceLengths {
            let blankCount = summary.pairCount - summary.secondSourceCount
            lines.insert(
                "second source      \(lengths(second))"
                    + (blankCount > 0 ? "; none in \(Figures.counted(blankCount, "pair"))" : ""), at: 3)
        }
        lines += unknownTags
        lines.append(
            "padding            \(Figures.percent(summary.paddingShare)) of a padded batch; none of it is computed on")
        return lines + checkedFindings
    }

    /// The same of targets without sources.
    private func check(_ summary: CorpusSummary, repeated: Int) -> [String] {
        let lengths = summary.targetLengths
        return [
            "training texts     \(Figures.grouped(summary.pairCount))"
                + " (\(Figures.grouped(summary.duplicatePairCount)) of them repeated)",
            "validation texts   \(Figures.grouped(data.validation.count))"
                + (repeated > 0 ? " (\(Figures.grouped(repeated)) of them also in training)" : ""),
            "tokens             median \(lengths.median), 95 % up to \(lengths.percentile95), 99 % up to"
                + " \(lengths.percentile99), longest \(lengths.longest)",
            "unknown tokens     \(Figures.percent(summary.unknownTargetShare))"
                + (validationSummary.map { "; in validation \(Figures.percent($0.unknownTargetShare))" } ?? ""),
        ] + checkedFindings
    }

    private var checkedFindings: [String] {
        findings.isEmpty
            ? ["check              nothing unusual was found"] : findings.map { "check              \($0)" }
    }
}

extension CorpusFinding {
    /// Whether it means something where there are no sources.
    fileprivate var isOfTargets: Bool {
        switch self {
        case .numbers, .header, .quotedCells, .misaligned, .unlikeLengths, .untranslated: false
        case .repeated: true
        case .subwordMarks(let side, _, _), .awkward(_, _, let side, _, _): side == .target
        }
    }
}

extension TrainInput {
    /// How targets are cut that are to be those of another model; nil for those that follow from the texts. A training
    /// that is gone on with has them already.
    private static func targetTokens(
        _ arguments: TrainArguments, _ draft: SettingsDraft, resuming checkpoint: TrainingCheckpoint?
    ) throws -> TargetTokens? {
        let named = try arguments.tokensOf.map { TargetTokens(of: try TranslationModel(ofTextsAt: $0)) }
        guard let checkpoint, draft.hasTokensOfAnother else { return named }
        let own = TargetTokens(of: checkpoint.model)
        if let named, named != own {
            let name = TrainArguments.starts[\.tokensOf]
            throw UsageError.brokenRule("\(name) has other tokens than the model that the training began with")
        }
        return own
    }
}
