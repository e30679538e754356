import Seq2Seq
import Seq2SeqFiles

/// What `seq2seq-train` reads: pairs to train on and to validate with.
struct TrainInput {
    let data: TrainingData
    /// What was found in the files that is no error but worth knowing.
    let notices: [String]
    /// What in the files often is a mistake.
    let findings: [String]
    /// What is known of the pairs to validate with.
    private let validationSummary: ValidationSummary?

    /// Reads the files that the settings name.
    ///
    /// - Throws: `UnreadablePairs` and `TrainingDataError`.
    init(_ arguments: TrainArguments) throws {
        let training = try Self.corpus(
            pairs: arguments.train, source: arguments.source, target: arguments.target, arguments)
        let validation = try Self.corpus(
            pairs: arguments.valid, source: arguments.validSource, target: arguments.validTarget, arguments)
        var notices = [training, validation].compactMap { $0 }.flatMap { $0.notices.map(\.description) }
        data = try TrainingData(
            training: training?.pairs ?? [], validation: validation?.pairs ?? [], options: arguments.dataOptions)
        if let limit = arguments.dataOptions.maximumLength, data.leftOutCount > 0 {
            notices.append(
                "\(Figures.counted(data.leftOutCount, "training pair")) with a side of more than"
                    + " \(Figures.grouped(limit)) tokens left out.")
        }
        if let source = arguments.source, FileStatus(source) != nil,
            FileStatus(source)?.identity == arguments.target.flatMap({ FileStatus($0)?.identity })
        {
            notices.append("\(source) is read as sources and as targets: every target equals its source.")
        }
        self.notices = notices
        validationSummary = data.validation.isEmpty ? nil : data.validationSummary
        findings =
            [("training", training), ("validation", validation)].flatMap { name, corpus in
                (corpus.map { CorpusCheck($0).findings } ?? []).map { "\(name) data: \(Self.worded($0))" }
            } + Self.findings(of: data, validationSummary, metric: arguments.trainingOptions.metric)
    }

    /// A finding with the option that helps.
    private static func worded(_ finding: CorpusFinding) -> String {
        switch finding {
        case .numbers(_, _, let columns?): "\(finding) (--columns \(columns.source),\(columns.target))"
        case .subwordMarks: "\(finding); use --tokens words"
        default: finding.description
        }
    }

    /// What is unusual of tokens and of what is to be measured.
    private static func findings(
        of data: TrainingData, _ validation: ValidationSummary?, metric: TrainingOptions.Metric
    ) -> [String] {
        var findings: [String] = []
        if let validation {
            for (side, share) in [("source", validation.unknownSourceShare), ("target", validation.unknownTargetShare)]
            where share > 0.1 {
                findings.append(
                    "validation data: \(Figures.percent(share)) of the \(side) tokens are unknown to the model")
            }
            if metric == .bleu, validation.shareOfFourWords < 0.1 {
                findings.append(
                    "--metric bleu counts runs of four words, but only \(Figures.percent(validation.shareOfFourWords)) of the"
                        + " validation targets have four words with blanks between them: use chrf or exact")
            }
        }
        return findings
    }

    private static func corpus(
        pairs: String?, source: String?, target: String?, _ arguments: TrainArguments
    ) throws(UnreadablePairs) -> ParallelCorpus? {
        func bytes(_ path: String) throws(CorpusError) -> ByteReader {
            do throws(SystemError) { return try .input(path) } catch { throw CorpusError(error) }
        }
        do throws(CorpusError) {
            if let pairs {
                return try ParallelCorpus(
                    pairsFrom: bytes(pairs), columns: arguments.columns ?? .firstTwo,
                    skipInvalid: arguments.skipInvalid)
            }
            guard let source, let target else { return nil }
            return try ParallelCorpus(
                sourcesFrom: bytes(source), targetsFrom: bytes(target), skipInvalid: arguments.skipInvalid)
        } catch {
            throw UnreadablePairs(error: error)
        }
    }

    /// The indices of the pairs of each batch of the first epoch.
    func batches(_ options: TrainingOptions) -> [[Int]] {
        let lengths = data.training.map { ($0.source.count, $0.target.count) }
        return BatchOrder(lengths: lengths, size: options.size, seed: options.seed).batches(epoch: 0)
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
        let known = Set(data.trainingPairs)
        let repeated = data.validation.count(where: known.contains)
        return [
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
            "padding            \(Figures.percent(summary.paddingShare)) of a padded batch; none of it is computed on",
        ]
            + (findings.isEmpty
                ? ["check              nothing unusual was found"] : findings.map { "check              \($0)" })
    }
}

/// Why pairs to train on or to validate with cannot be read, with the option that helps.
struct UnreadablePairs: ExitCodeProviding {
    let error: CorpusError

    var exitCode: ExitCode { error.exitCode }

    var description: String { error.description(leavingOutBy: TrainArguments.files[\.skipInvalid].option) }
}
