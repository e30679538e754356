import Seq2SeqTraining

extension TensorBoardLog {
    /// Begins to tell of a `fit`, or goes on where its checkpoint stands. What files of the directory tell of later epochs
    /// is taken away, since they are made again; without a checkpoint all that this toolkit has told there is.
    ///
    /// - Parameters:
    ///   - directory: where the files of one training are.
    ///   - checkpoint: the path that ``FitOptions/checkpoint`` names, whether there is a file or not.
    /// - Throws: the system's reason if files cannot be read, changed or made, or how the checkpoint is damaged.
    public init(at directory: String, ofFitWithCheckpoint checkpoint: String) throws {
        guard let epochs = try FitProgress.epochCount(ofCheckpointAt: checkpoint), epochs > 0 else {
            try self.init(at: directory)
            return
        }
        try self.init(at: directory, afterEpoch: epochs)
    }

    /// Writes down a step of a `fit`.
    ///
    /// ```swift
    /// var board = try TensorBoardLog(at: path, ofFitWithCheckpoint: "fit.checkpoint")
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
        var figures = Self.scalars([EventTag.epochLoss: report.loss, "valid_loss": report.validation?.loss])
        for (metric, value) in zip(metrics, report.metrics) { figures += Self.scalars(["\(metric.name)": value]) }
        for (metric, value) in zip(metrics, report.validation?.metrics ?? []) {
            figures += Self.scalars(["\(metric.name)": value], prefix: EventTag.validation)
        }
        try write(.values(figures), step: fitSteps > 0 ? fitSteps : report.epoch)
    }
}
