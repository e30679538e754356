import Seq2Seq

/// What `seq2seq-train` reads: pairs to train on and to validate with.
struct TrainInput {
    let data: TrainingData
    /// What was found in the files that is no error but worth knowing.
    let notices: [String]
    /// What in the files often is a mistake.
    private let findings: [String]

    /// Reads the files that the settings name.
    ///
    /// - Throws: `CorpusError` and `TrainingDataError`.
    init(_ arguments: TrainArguments) throws {
        let training = try Self.corpus(
            pairs: arguments.train, source: arguments.source, target: arguments.target,
            skipInvalid: arguments.skipInvalid)
        let validation = try Self.corpus(
            pairs: arguments.valid, source: arguments.validSource, target: arguments.validTarget,
            skipInvalid: arguments.skipInvalid)
        findings = [("training", training), ("validation", validation)].flatMap { name, corpus in
            (corpus.map { CorpusCheck($0).findings } ?? []).map { "\(name) data: \($0)" }
        }
        var notices = [training, validation].compactMap { $0 }.flatMap { $0.notices.map(\.description) }
        data = try TrainingData(
            training: training?.pairs ?? [], validation: validation?.pairs ?? [], options: arguments.dataOptions)
        if let limit = arguments.dataOptions.maximumLength, data.leftOutCount > 0 {
            notices.append(
                "\(Figures.counted(data.leftOutCount, "training pair")) with a side of more than"
                    + " \(Figures.grouped(limit)) tokens left out.")
        }
        self.notices = notices
    }

    private static func corpus(
        pairs: String?, source: String?, target: String?, skipInvalid: Bool
    ) throws -> ParallelCorpus? {
        if let pairs { return try ParallelCorpus(pairsAt: pairs, skipInvalid: skipInvalid) }
        guard let source, let target else { return nil }
        return try ParallelCorpus(sourceAt: source, targetAt: target, skipInvalid: skipInvalid)
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
                + " target \(Figures.percent(summary.unknownTargetShare))",
            "padding            \(Figures.percent(summary.paddingShare)) of a padded batch; none of it is computed on",
        ]
            + (findings.isEmpty
                ? ["check              nothing unusual was found"] : findings.map { "check              \($0)" })
    }
}
