import Seq2Seq

/// Tells the user how training goes, keeps the log, and saves the model when it is the best.
struct TrainingReporter {
    private let console: Console
    private let modelPath: String
    private let checkpointFile: CheckpointFile?
    private let log: TrainingLog?
    private let isValidated: Bool
    private var progress: ProgressLine
    private var status = TrainingStatus(metric: .loss, best: nil)
    private var savedStep: Int?
    private var savedAt: ContinuousClock.Instant?
    /// Whether an epoch without validation ended just after another: of a few pairs there may be hundreds in a second.
    private var isSavedEnough = false
    private var step = 0
    /// What was said to be planned for the time there is.
    private var plannedSteps: Int?
    /// Whether the last step was skipped: what would be saved then is no good.
    private var isDiverging = false

    init(
        console: Console, isQuiet: Bool, modelPath: String, checkpointFile: CheckpointFile?, log: TrainingLog?,
        isValidated: Bool
    ) {
        self.console = console
        self.modelPath = modelPath
        self.checkpointFile = checkpointFile
        self.log = log
        self.isValidated = isValidated
        progress = console.progressLine(isQuiet: isQuiet)
    }

    /// What is said when the user asks to stop, which may come in the middle of the live line.
    var stopping: String? {
        progress.interruption("Stopping once the model can be saved. Ctrl-C again ends at once.")
    }

    /// Shows what will be done, and what is worth knowing of the data.
    mutating func begin(
        _ input: TrainInput, _ trainer: Trainer, _ arguments: TrainArguments
    ) {
        let (model, workspace) = (trainer.model, trainer.workspace)
        status = TrainingStatus(metric: input.plan.settings.training.metric, best: trainer.bestReport)
        for notice in input.notices { progress.note(notice) }
        for line in input.check(input.batches) { progress.note(line) }
        for line in SettingLines(input.plan, recipe: arguments.recipe).lines { progress.note(line) }
        progress.note(
            "vocabularies       "
                + (model.isLanguageModel ? "" : "source \(Figures.grouped(model.sourceVocabulary.count)), ")
                + "target \(Figures.grouped(model.targetVocabulary.count))"
                + (model.tagVocabulary.map { ", tags \(Figures.grouped($0.count))" } ?? ""))
        progress.note("parameters         \(Figures.grouped(model.network.parameters.count))")
        progress.note(
            "training           \(Figures.counted(trainer.plannedSteps, "step")) on"
                + " \(Figures.counted(workspace.threadCount, "thread")) (\(workspace.instructionSet))")
        if !isValidated {
            progress.note("No pairs to validate with: the model is saved after each epoch. See --valid-fraction.")
        }
    }

    /// Tells where a resumed training goes on; at nil there was nothing to go on from.
    mutating func noteResumption(from checkpoint: TrainingCheckpoint?) {
        guard let checkpoint else {
            return progress.note("There is no checkpoint to go on from: training starts from the beginning.")
        }
        step = checkpoint.steps
        plannedSteps = checkpoint.plannedSteps
        let plan = plannedSteps.map { " Its \(Figures.counted($0, "step")) were planned for its time limit, and stay." }
        progress.note("Going on after step \(Figures.grouped(step)).\(plan ?? "")")
    }

    mutating func receive(_ event: TrainingEvent) throws {
        switch event {
        case .largerBatch(let estimate): try MachineMemory.check(estimate)
        case .step(let report): try receive(report, isSkipped: false)
        case .skippedStep(let report):
            progress.note("step \(report.step): the loss or its gradient is not finite, the step is skipped")
            try receive(report, isSkipped: true)
        case .validation(let report, let model): try receive(report, model)
        case .checkpoint(let checkpoint): if isSavedEnough { checkpoint.standBy() } else { try write(checkpoint) }
        case .epochFinished(_, let model):
            isSavedEnough = !isValidated && savedAt.map { ContinuousClock.now - $0 < .seconds(1) } == true
            if !isValidated && !isDiverging && !isSavedEnough { try save(model) }
        }
    }

    private mutating func receive(_ report: StepReport, isSkipped: Bool) throws {
        step = report.step
        isDiverging = isSkipped
        status.add(report, isSkipped: isSkipped)
        try log?.write(TrainingLog.Step(report, isSkipped: isSkipped))
        let parts = status.parts(after: report)
        progress.show(parts)
    }

    private mutating func receive(_ report: ValidationReport, _ model: TranslationModel) throws {
        try log?.write(TrainingLog.Validation(report))
        progress.note(status.parts(of: report))
        status.add(report)
        for sample in report.samples {
            let verdict = sample.hypothesis == sample.reference ? "" : " (should be: \(sample.reference))"
            let parts = [sample.fullSource, "->  \(sample.hypothesis)", verdict]
            progress.note(parts.map(\.showingControls), isIndented: true)
        }
        if report.isBest { try save(model) }
    }

    private mutating func write(_ checkpoint: TrainingCheckpoint) throws {
        if let steps = checkpoint.plannedSteps, steps != plannedSteps {
            plannedSteps = steps
            progress.note("\(Figures.counted(steps, "step")) are planned for the time there is.")
        }
        guard let checkpointFile else { return checkpoint.standBy() }
        try checkpoint.write(to: checkpointFile.path)
    }

    private mutating func save(_ model: TranslationModel) throws {
        try model.write(to: modelPath)
        savedStep = step
        savedAt = .now
    }

    /// Whether there is a checkpoint to be written at the end.
    static func savesCheckpoint(after ending: TrainingSummary.Ending) -> Bool {
        [.stopped, .finished, .ranOutOfTime].contains(ending)
    }

    /// How the command ends.
    static func exitCode(after ending: TrainingSummary.Ending) -> ExitCode {
        switch ending {
        case .finished, .ranOutOfPatience, .ranOutOfTime: .done
        case .stopped: .stoppedByUser
        case .diverged: .failed
        }
    }

    /// Saves what is not saved yet and says how training ended.
    mutating func finish(_ summary: TrainingSummary, _ trainer: Trainer) throws -> ExitCode {
        if summary.ending != .diverged, savedStep == nil || (!isValidated && savedStep != step) {
            try save(trainer.bestModel)
            savedStep = trainer.bestReport?.step ?? step
        }
        if Self.savesCheckpoint(after: summary.ending) {
            try write(trainer.checkpoint)
        }
        try log?.write(TrainingLog.Finished(summary))
        progress.finish()
        if [.finished, .ranOutOfPatience, .ranOutOfTime].contains(summary.ending), let advice = status.advice {
            progress.note(advice)
        }
        let saved =
            savedStep.map { "\(modelPath) holds the model of step \(Figures.grouped($0))." } ?? "Nothing was saved."
        let figures =
            "\(Figures.counted(summary.steps, "step")) in \(Figures.duration(seconds: summary.seconds)),"
            + " \(Figures.grouped(Int(summary.targetTokensPerSecond))) target tokens/s."
        switch summary.ending {
        case .finished: progress.note("Done: \(figures) \(saved)")
        case .ranOutOfPatience: progress.note("Done, as validation gets no better: \(figures) \(saved)")
        case .ranOutOfTime: progress.note("Done, as the time is up: \(figures) \(saved)")
        case .stopped: progress.note("Stopped: \(figures) \(saved)")
        case .diverged:
            console.report(
                "seq2seq-train: The loss or its gradient was not finite for several steps in a row. \(saved)"
                    + " Try a lower --learning-rate.\n")
        }
        return Self.exitCode(after: summary.ending)
    }
}
