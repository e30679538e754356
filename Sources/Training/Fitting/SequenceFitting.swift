import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqTensors

/// Trains a model on pairs of inputs and targets.
struct SequenceFitting {
    let objective: SequenceObjective
    let options: FitOptions
    let validation: (x: Examples, y: Examples)?
    let workspace: Workspace
    /// Steps in a row that changed no weight because the loss or a gradient was not finite.
    private var skippedInARow = 0
    private var progress = FitProgress()
    private var reports: [FitReport] = []
    /// The weights of the best epoch, if they are to be kept.
    private var best: FloatStorage?

    /// The stream of epoch 0: "fit" in ASCII, so that it meets no other stream of the same seed.
    private static let firstStream: UInt64 = 0x6669_7400_0000_0000
    /// The stream that the examples of the validation are drawn from.
    private static let validationStream: UInt64 = 0x6669_7401_0000_0000

    init(
        loss: SequenceLoss, metrics: [SequenceMetric], options: FitOptions, validation: (x: Examples, y: Examples)?,
        workspace: Workspace
    ) {
        objective = SequenceObjective(loss: loss, metrics: metrics, classWeights: options.classWeights)
        self.options = options
        self.validation = validation
        self.workspace = workspace
    }

    /// What validation measures: classes count alike there.
    private var judging: SequenceObjective {
        var objective = objective
        objective.classWeights = nil
        return objective
    }

    private func check() {
        require(options.batchSize > 0, "A batch size must be positive, but is \(options.batchSize)")
        require(options.epochs >= 0, "The number of epochs must not be negative, but is \(options.epochs)")
        let (share, patience) = (options.validationShare, options.patience)
        require(share >= 0 && share < 1, "The share of the validation must be from 0 to below 1, but is \(share)")
        require(share == 0 || validation == nil, "There is data to validate with, and a share is asked for too")
        require(patience ?? 1 > 0, "The patience must be positive, but is \(patience ?? 0)")
        require(
            patience == nil || share > 0 || validation != nil, "Patience needs data to validate with, but there is none"
        )
        require(
            options.schedule != .plateau || share > 0 || validation != nil,
            "The schedule plateau needs data to validate with, but there is none")
        require(
            options.classWeights == nil || objective.loss != .conditionalRandomField,
            "A conditional random field judges whole paths, so classes cannot have weights")
        workspace.checkLearning()
    }

    mutating func run<Model: SequenceModel>(
        _ model: inout Model, _ x: Examples, _ y: Examples, _ optimizer: inout Optimizer,
        _ receive: (FitStep) -> TrainingControl, _ report: (FitReport, Model) -> TrainingControl
    ) throws(SequentialError) -> [FitReport] {
        check()
        try SequenceObjective.check(x, y)
        if let validation { try SequenceObjective.check(validation.x, validation.y) }
        let (rows, held) = try split(x.count)
        let judged: (x: Examples, y: Examples)? =
            held.isEmpty ? validation : (x: x.selecting(held), y: y.selecting(held))
        try checkTargets(of: model, x, y, judged)
        let batches = Batches(rows: rows, size: min(options.batchSize, rows.count))
        let (steps, areTooMany) = options.epochs.multipliedReportingOverflow(by: batches.count)
        let schedule = LearningRateSchedule(
            options.schedule, learningRate: optimizer.learningRate, warmupSteps: options.warmupSteps,
            plannedSteps: optimizer.stepCount + (areTooMany ? .max / 2 : min(steps, .max / 2)))
        defer { optimizer.learningRate = schedule.learningRate }
        let fingerprint = fingerprint(of: model, x, y, optimizer)
        let checkpoint = try checkpoint(fingerprint, size: model.parameters.bufferCount)
        if let path = options.checkpoint { try FitCheckpoint.checkWritable(path) }
        // Nothing before this changes the model, so that one whose training is refused is what it was.
        model.willFit()
        if let checkpoint { resume(&model, &optimizer, from: checkpoint) }
        // Also where the training is torn off.
        defer { if let best { model.parameters.replaceValues(by: best) } }
        while reports.count < options.epochs, !isAtItsEnd {
            guard var epoch = try epoch(&model, x, y, batches, &optimizer, schedule, receive) else { break }
            if let judged {
                let totals = try judging.totals(
                    of: model, judged.x, judged.y, batchSize: options.batchSize, on: workspace)
                guard totals.counts else {
                    throw .targetWeights(expected: "one above 0 in the data to validate with", found: "none")
                }
                let evaluation = judging.evaluation(totals)
                epoch.validation = evaluation
                epoch.isBest = progress.note(evaluation.loss)
                if epoch.isBest, options.keepsBest { best = model.parameters.storage }
            }
            reports.append(epoch)
            try writeCheckpoint(of: model, optimizer, fingerprint)
            if report(epoch, model) == .stop { break }
        }
        return reports
    }

    /// Refuses targets that the model cannot be judged by, before an epoch has been spent.
    private func checkTargets(
        of model: some SequenceModel, _ x: Examples, _ y: Examples, _ judged: (x: Examples, y: Examples)?
    ) throws(SequentialError) {
        if let judged {
            _ = try judging.totals(
                of: model, judged.x.selecting([0]), judged.y.selecting([0]), batchSize: 1, on: workspace)
        }
        try objective.checkClasses(of: model, x, y, batchSize: options.batchSize, on: workspace)
        // What is held back is among the rest.
        if let validation {
            try judging.checkClasses(
                of: model, validation.x, validation.y, batchSize: options.batchSize, on: workspace)
        }
    }

    /// What an epoch is made of.
    private struct Batches {
        /// Those to train on, ascending.
        let rows: [Int]
        let size: Int

        var count: Int { (rows.count - 1) / size + 1 }
    }

    /// Whether no further epoch is to be made.
    private var isAtItsEnd: Bool {
        skippedInARow >= Trainer.tolerance || options.patience.map { progress.epochsSinceBest >= $0 } ?? false
    }

    /// The rows to train on, and those that are held back to validate with, both ascending.
    private func split(_ count: Int) throws(SequentialError) -> (training: [Int], held: [Int]) {
        guard options.validationShare > 0 else { return (Array(0..<count), []) }
        guard count > 1 else { throw .noExamples }
        var order = Array(0..<count)
        var random = RandomSource(seed: options.seed, stream: Self.validationStream)
        random.shuffle(&order)
        let heldCount = min(count - 1, max(1, Int((options.validationShare * Double(count)).rounded())))
        return (order[heldCount...].sorted(), order[..<heldCount].sorted())
    }

    /// The optimiser's next epoch, or as much of it as there is before too many steps in a row are skipped; nil if the
    /// receiver of the steps ended it.
    private mutating func epoch(
        _ model: inout some SequenceModel, _ x: Examples, _ y: Examples, _ batches: Batches,
        _ optimizer: inout Optimizer, _ schedule: LearningRateSchedule, _ receive: (FitStep) -> TrainingControl
    ) throws(SequentialError) -> FitReport? {
        let clock = ContinuousClock()
        let start = clock.now
        optimizer.epochCount += 1
        var totals = objective.noTotals
        var skippedSteps = 0
        var order = batches.rows
        var random = RandomSource(seed: options.seed, stream: Self.firstStream + UInt64(optimizer.epochCount))
        random.shuffle(&order)
        for batch in 0..<batches.count where skippedInARow < Trainer.tolerance {
            let rows = Array(order[(batch * batches.size)...].prefix(batches.size))
            optimizer.learningRate = schedule.learningRate(
                step: optimizer.stepCount + 1, plateaus: progress.plateaus)
            let (total, isSkipped) = try step(
                &model, x.selecting(rows), y.selecting(rows), ids: rows, &optimizer)
            totals.add(total, objective.metrics)
            skippedSteps += isSkipped ? 1 : 0
            let told = FitStep(
                epoch: optimizer.epochCount, step: batch + 1, stepsOfEpoch: batches.count, loss: total.loss.perToken,
                learningRate: optimizer.learningRate, isSkipped: isSkipped, examples: rows)
            if receive(told) == .stop { return nil }
        }
        let result = objective.evaluation(totals)
        return FitReport(
            epoch: optimizer.epochCount, loss: result.loss, metrics: result.metrics, validation: nil, isBest: false,
            learningRate: optimizer.learningRate, seconds: (clock.now - start) / .seconds(1),
            skippedSteps: skippedSteps, hasDiverged: skippedInARow >= Trainer.tolerance)
    }

    private mutating func step(
        _ model: inout some SequenceModel, _ x: Examples, _ y: Examples, ids: [Int],
        _ optimizer: inout Optimizer
    ) throws(SequentialError) -> (totals: SequenceObjective.Totals, isSkipped: Bool) {
        let pass = SequentialPass(seed: options.seed, step: optimizer.stepCount + 1, ids: ids)
        let (totals, gradients): (SequenceObjective.Totals, Gradients)
        do throws(SequentialError) {
            (totals, gradients) = try objective.totalsAndGradients(of: model, x, y, pass, on: workspace)
        } catch {
            throw error.numbered(by: ids)
        }
        // A batch whose rows are all masked, or of weight 0, teaches nothing.
        guard totals.counts else { return (totals, false) }
        let norm =
            totals.loss.sum.isFinite
            ? optimizer.update(&model.parameters, along: gradients, on: workspace) : .nan
        skippedInARow = norm.isFinite ? 0 : skippedInARow + 1
        return (totals, !norm.isFinite)
    }

    // MARK: Checkpoints

    private func fingerprint(
        of model: some SequenceModel, _ x: Examples, _ y: Examples, _ optimizer: Optimizer
    ) -> UInt64 {
        guard options.checkpoint != nil else { return 0 }
        var model = model
        model.willFit()
        return DataFingerprint(
            of: model, [x, y] + (validation.map { [$0.x, $0.y] } ?? []), loss: objective.loss,
            metrics: objective.metrics, optimizer: optimizer, options: options
        ).value
    }

    /// What to go on from, if there is anything.
    private func checkpoint(_ fingerprint: UInt64, size: Int) throws(SequentialError) -> FitCheckpoint? {
        guard let path = options.checkpoint,
            let checkpoint = try FitCheckpoint(at: path, fingerprint: fingerprint, size: size)
        else { return nil }
        let count = checkpoint.position.reports.count
        guard count <= options.epochs else {
            throw .checkpoint(
                "\(path) has \(count) epochs, but no more than \(options.epochs) are asked for. Ask for as many, or"
                    + " remove it to train anew.")
        }
        return checkpoint
    }

    /// Goes to where a checkpoint stands.
    private mutating func resume(
        _ model: inout some SequenceModel, _ optimizer: inout Optimizer, from checkpoint: FitCheckpoint
    ) {
        let position = checkpoint.position
        model.parameters.replaceValues(by: checkpoint.weights)
        optimizer.goOn(
            fromStep: position.stepCount, epoch: position.epochCount, checkpoint.firstMoment, checkpoint.secondMoment)
        (progress, skippedInARow, reports) = (position.progress, position.skippedInARow, position.reports)
        best = checkpoint.best
    }

    private func writeCheckpoint(
        of model: some SequenceModel, _ optimizer: Optimizer, _ fingerprint: UInt64
    ) throws(SequentialError) {
        guard let path = options.checkpoint else { return }
        let position = FitCheckpoint.Position(
            fingerprint: fingerprint, stepCount: optimizer.stepCount, epochCount: optimizer.epochCount,
            skippedInARow: skippedInARow, progress: progress, reports: reports)
        try FitCheckpoint(
            position: position, weights: model.parameters.storage, best: best, firstMoment: optimizer.firstMoment,
            secondMoment: optimizer.secondMoment
        ).write(to: path)
    }
}
