import Seq2Seq

extension ValidationReport {
    /// The figure that decides which model is the best, with its name.
    func score(by metric: TrainingOptions.Metric) -> String {
        switch metric {
        case .loss: "valid loss \(Figures.loss(lossPerToken))"
        case .exact: "exact \(Figures.percent(exactMatch))"
        case .bleu: "BLEU \(Figures.score(bleu ?? 0))"
        case .chrf: "chrF2 \(Figures.score(chrf ?? 0))"
        }
    }
}
