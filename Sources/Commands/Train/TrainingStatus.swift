import Seq2Seq

/// Where a training stands, in the figures that its lines of progress show.
struct TrainingStatus {
    let metric: TrainingOptions.Metric
    /// Losses, tokens and seconds since the last validation.
    private var recent = (loss: 0.0, tokens: 0, seconds: 0.0)
    private var timeLeft = TimeLeft()
    private var latest: ValidationReport?
    private var best: ValidationReport?

    /// The status of a training that begins, or goes on after its best validation so far.
    init(metric: TrainingOptions.Metric, best: ValidationReport?) {
        self.metric = metric
        self.best = best
        latest = best
    }

    /// Takes note of a step.
    mutating func add(_ report: StepReport, isSkipped: Bool) {
        timeLeft.add(progress: report.progress, step: report.step)
        if isSkipped { return }
        recent.loss += report.lossPerToken * Double(report.targetTokens)
        recent.tokens += report.targetTokens
        recent.seconds += report.seconds
    }

    /// Takes note of a validation, from which on losses are gathered anew.
    mutating func add(_ report: ValidationReport) {
        recent = (0, 0, 0)
        latest = report
        if report.isBest { best = report }
    }

    /// What to try, to be said at the end of a training whose best model gets nothing right; nil for any other.
    ///
    /// Translations may be good without one being exactly its reference: where they are measured, that counts.
    var advice: String? {
        guard let best, best.measuredExactMatch == 0, best.bleu ?? 0 < 1, best.chrf ?? 0 < 10 else { return nil }
        let longTargets =
            metric == .loss ? " Long targets are seldom right to the last token: see --metric bleu and chrf." : ""
        return "The best model decodes no validation pair right. Either there are too few pairs to learn from, or their"
            + " sources do not tell what their targets are: look at the samples above, and at the pairs. If pairs are"
            + " many and right, train longer (--epochs, --patience), with another --learning-rate, or with what the recipe"
            + " chooses.\(longTargets)"
    }

    /// The parts of the line that tells how far it is, after a step.
    func parts(after report: StepReport) -> [ProgressPart] {
        let isBest = latest?.step == best?.step
        return [
            ProgressPart("epoch \(report.epoch)", .low), ProgressPart("step \(Figures.grouped(report.step))", .low),
            ProgressPart(Figures.percent(report.progress), .low), ProgressPart(loss), ProgressPart(speed, .high),
            ProgressPart(latest?.score(by: metric) ?? "", .highest),
            ProgressPart(isBest ? "" : best.map { "best \($0.score(by: metric))" } ?? "", .extra),
            ProgressPart(timeLeft.text, .highest),
            ProgressPart("learning rate \(Figures.short(report.learningRate))", .extra),
            ProgressPart("gradient norm \(Figures.short(report.gradientNorm))", .extra),
        ]
    }

    /// The parts of the line that tells what a validation has measured.
    func parts(of report: ValidationReport) -> [String] {
        [
            "epoch \(report.epoch)", "step \(Figures.grouped(report.step))", loss, speed,
            "valid loss \(Figures.loss(report.lossPerToken))", "perplexity \(Figures.score(report.perplexity))",
            "token accuracy \(Figures.percent(report.tokenAccuracy))",
            report.measuredExactMatch.map { "exact \(Figures.percent($0))" },
            report.bleu.map { "BLEU \(Figures.score($0))" }, report.chrf.map { "chrF2 \(Figures.score($0))" },
            report.averagedModels.map { "mean of \(Figures.counted($0, "model"))" },
            report.isBest ? "best so far" : nil,
        ].compactMap(\.self)
    }

    /// Of the steps since the last validation; empty if there are none.
    private var loss: String {
        recent.tokens == 0 ? "" : "loss \(Figures.loss(recent.loss / Double(recent.tokens)))"
    }

    /// Of the steps since the last validation; empty if there are none.
    private var speed: String {
        recent.tokens == 0
            ? "" : "\(Figures.grouped(Int(Double(recent.tokens) / max(recent.seconds, 1e-9)))) tokens/s"
    }
}
