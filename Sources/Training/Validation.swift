import Seq2SeqDecoding
import Seq2SeqEvaluation
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText

/// Judges a model by pairs that it is not trained on. It changes nothing that training depends on.
struct Validation {
    private let pairs: [TextPair]
    /// The pairs as ids.
    private let encoded: [EncodedPair]
    /// What the targets of each pair can be made of, if the models copy.
    private let vocabularies: [ExtendedVocabulary]
    /// The targets in the form that decoded ones have.
    private let references: [String]
    private let metric: TrainingOptions.Metric

    /// - Parameter model: has the vocabularies and tokenizers of all models that will be judged.
    init(_ pairs: [TextPair], metric: TrainingOptions.Metric, for model: TranslationModel) {
        self.pairs = pairs
        self.metric = metric
        encoded = model.encodedPairs(of: pairs)
        vocabularies =
            model.network.configuration.copy
            ? model.sourceTokenizer.tokens(of: pairs.map(\.source)).map(model.extendedVocabulary) : []
        references = pairs.map { model.targetTokenizer.plainText(of: $0.target) }
    }

    /// Loss and token accuracy under teacher forcing, exact match of the greedily decoded targets with the references
    /// in the same form, and the metric if it is another.
    ///
    /// - Parameter processes: those that do it together; nil if this one does all.
    func run(
        _ model: TranslationModel, step: Int, epoch: Int, sampleCount: Int, size: BatchSize,
        among processes: (any Communicator)? = nil, on workspace: Workspace
    ) -> ValidationReport {
        // Like lengths together; the loss is added in the pairs' own order of length, so it never varies.
        let order = encoded.indices.sorted { encoded[$0].target.count < encoded[$1].target.count }
        let batches = size.batches(of: order, lengths: { encoded[$0].lengths })
        let own = stride(from: processes?.rank ?? 0, to: batches.count, by: processes?.count ?? 1).map {
            judge(batches[$0], by: model, on: workspace)
        }
        let judged = processes?.gather(own, of: batches.count) ?? own
        var loss = Loss()
        var correctTokens = 0
        var hypotheses = [String](repeating: "", count: pairs.count)
        for (indices, batch) in zip(batches, judged) {
            loss.add(batch.loss.loss)
            correctTokens += batch.correctTokens
            for (index, hypothesis) in zip(indices, batch.hypotheses) { hypotheses[index] = hypothesis }
        }
        let decoded = (model.isLanguageModel ? 0..<0 : pairs.indices).map { index in
            ValidationReport.Sample(
                source: pairs[index].source, tags: pairs[index].tags.isEmpty ? nil : pairs[index].tags,
                secondSource: pairs[index].secondSource.isBlank ? nil : pairs[index].secondSource,
                reference: references[index], hypothesis: hypotheses[index])
        }
        let samples = (0..<min(sampleCount, decoded.count)).map { decoded[$0 * decoded.count / sampleCount] }
        var report = ValidationReport(
            step: step, epoch: epoch, lossPerToken: loss.perToken,
            tokenAccuracy: Double(correctTokens) / Double(loss.tokenCount),
            exactMatch: model.isLanguageModel
                ? 0 : TextMetrics.exactMatch(hypotheses: hypotheses, references: references),
            bleu: metric == .bleu ? BLEU().score(hypotheses: hypotheses, references: references).value : nil,
            chrf: metric == .chrf ? CHRF().score(hypotheses: hypotheses, references: references) : nil,
            samples: samples, isBest: false, told: .init(samples: decoded))
        report.isTargetOnly = model.isLanguageModel ? true : nil
        return report
    }

    /// What a model makes of a batch.
    private struct JudgedBatch: Codable {
        let loss: ToldLoss
        let correctTokens: Int
        /// What each source was decoded to.
        let hypotheses: [String]
    }

    private func judge(_ indices: [Int], by model: TranslationModel, on workspace: Workspace) -> JudgedBatch {
        let evaluation = model.network.evaluation(of: Batch(indices.map { encoded[$0] }), on: workspace)
        // Without a source there is nothing to decode.
        let decoded = model.isLanguageModel ? [] : indices
        let queries = decoded.map { index in
            let pair = encoded[index]
            return SearchQuery(
                pair.source, vectors: pair.vectors, copies: pair.copies, tags: pair.tags,
                secondSource: pair.secondSource,
                maximumLength: model.maximumTargetLength(forSourceLength: pair.lengths.source))
        }
        let found = BeamSearch().search(queries, with: model.network, on: workspace)
        let hypotheses = zip(decoded, found).map { index, found in
            let tokens = found[0].tokens
            return vocabularies.isEmpty
                ? model.text(ofTarget: tokens)
                : model.targetTokenizer.text(of: vocabularies[index].tokens(of: tokens))
        }
        return JudgedBatch(
            loss: ToldLoss(evaluation.loss), correctTokens: evaluation.correctTokens, hypotheses: hypotheses)
    }
}

extension ValidationReport {
    /// Whether no model can be better by a metric.
    func isPerfect(by metric: TrainingOptions.Metric) -> Bool {
        switch metric {
        case .loss: false
        case .exact, .bleu, .chrf: exactMatch == 1
        }
    }

    /// Whether a model is better by a metric; of equally good ones that with the smaller loss is.
    package func isBetter(than other: ValidationReport, by metric: TrainingOptions.Metric) -> Bool {
        func quality(_ report: ValidationReport) -> Double {
            switch metric {
            case .loss: -report.lossPerToken
            case .exact: report.exactMatch
            case .bleu: report.bleu ?? 0
            case .chrf: report.chrf ?? 0
            }
        }
        return (quality(self), -lossPerToken) > (quality(other), -other.lossPerToken)
    }
}
