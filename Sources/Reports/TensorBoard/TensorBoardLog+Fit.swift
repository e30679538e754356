import Seq2SeqTraining

extension TensorBoardLog {
    /// Writes down a step of a `fit`.
    ///
    /// ```swift
    /// var board = try TensorBoardLog(at: path)
    /// try model.fit(x, y, options: options) { report, _ in
    ///     do { try board.receive(report) } catch { return .stop }
    ///     return .proceed
    /// } steps: { step in
    ///     do { try board.receive(step) } catch { return .stop }
    ///     return .proceed
    /// }
    /// ```
    ///
    /// - Throws: the system's reason if it cannot be written.
    public mutating func receive(_ step: FitStep) throws {
        fitSteps = (step.epoch - 1) * step.stepsOfEpoch + step.step
        let figures = Self.scalars([
            "loss": step.loss, "epoch": Double(step.epoch), "learning_rate": step.learningRate,
            "is_skipped": step.isSkipped ? 1 : nil,
        ])
        try write(.values(figures), step: fitSteps)
    }

    /// Writes down an epoch of a `fit`, at its last step if steps are told too, otherwise at its number.
    ///
    /// - Parameter metrics: those that were reported, for their names.
    /// - Throws: the system's reason if it cannot be written.
    public mutating func receive(_ report: FitReport, metrics: [SequenceMetric] = []) throws {
        var figures = Self.scalars(["epoch_loss": report.loss, "valid_loss": report.validation?.loss])
        for (metric, value) in zip(metrics, report.metrics) { figures += Self.scalars(["\(metric.name)": value]) }
        for (metric, value) in zip(metrics, report.validation?.metrics ?? []) {
            figures += Self.scalars(["\(metric.name)": value], prefix: EventTag.validation)
        }
        try write(.values(figures), step: fitSteps > 0 ? fitSteps : report.epoch)
    }
}
