import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqTensors

/// Trains a model on pairs of inputs and targets.
struct SequenceFitting {
    let objective: SequenceObjective
    let epochs: Int
    let batchSize: Int
    let seed: UInt64
    let validation: (x: Examples, y: Examples)?
    let workspace: Workspace
    /// Steps in a row that changed no weight because the loss or a gradient was not finite.
    private var skippedInARow = 0

    /// The stream of epoch 0: "fit" in ASCII, so that it meets no other stream of the same seed.
    private static let firstStream: UInt64 = 0x6669_7400_0000_0000

    init(
        objective: SequenceObjective, epochs: Int, batchSize: Int, seed: UInt64,
        validation: (x: Examples, y: Examples)?, workspace: Workspace
    ) {
        self.objective = objective
        self.epochs = epochs
        self.batchSize = batchSize
        self.seed = seed
        self.validation = validation
        self.workspace = workspace
    }

    mutating func run<Model: SequenceModel>(
        _ model: inout Model, _ x: Examples, _ y: Examples, _ optimizer: inout Optimizer,
        _ report: (FitReport, Model) -> TrainingControl
    ) throws(SequentialError) -> [FitReport] {
        require(batchSize > 0, "A batch size must be positive, but is \(batchSize)")
        require(epochs >= 0, "The number of epochs must not be negative, but is \(epochs)")
        workspace.checkLearning()
        try SequenceObjective.check(x, y)
        // Before an epoch has been spent.
        if let validation { try SequenceObjective.check(validation.x, validation.y) }
        var reports: [FitReport] = []
        for _ in 0..<epochs {
            var epoch = try epoch(&model, x, y, &optimizer)
            if let validation {
                epoch.validation = try objective.evaluation(
                    of: model, validation.x, validation.y, batchSize: batchSize, on: workspace)
            }
            reports.append(epoch)
            if report(epoch, model) == .stop || epoch.hasDiverged { break }
        }
        return reports
    }

    /// The optimiser's next epoch, or as much of it as there is before too many steps in a row are skipped.
    private mutating func epoch(
        _ model: inout some SequenceModel, _ x: Examples, _ y: Examples, _ optimizer: inout Optimizer
    ) throws(SequentialError) -> FitReport {
        let clock = ContinuousClock()
        let start = clock.now
        optimizer.epochCount += 1
        var totals = objective.noTotals
        var skippedSteps = 0
        var order = Array(0..<x.count)
        var random = RandomSource(seed: seed, stream: Self.firstStream + UInt64(optimizer.epochCount))
        random.shuffle(&order)
        for first in stride(from: 0, to: order.count, by: batchSize)
        where skippedInARow < Trainer.tolerance {
            let rows = Array(order[first..<min(first + batchSize, order.count)])
            let (total, isSkipped) = try step(
                &model, x.selecting(rows), y.selecting(rows), ids: rows, &optimizer)
            totals.add(total)
            skippedSteps += isSkipped ? 1 : 0
        }
        let result = totals.evaluation
        return FitReport(
            epoch: optimizer.epochCount, loss: result.loss, metrics: result.metrics, validation: nil,
            seconds: (clock.now - start) / .seconds(1), skippedSteps: skippedSteps,
            hasDiverged: skippedInARow >= Trainer.tolerance)
    }

    private mutating func step(
        _ model: inout some SequenceModel, _ x: Examples, _ y: Examples, ids: [Int],
        _ optimizer: inout Optimizer
    ) throws(SequentialError) -> (totals: SequenceObjective.Totals, isSkipped: Bool) {
        let pass = SequentialPass(seed: seed, step: optimizer.stepCount + 1, ids: ids)
        let (totals, gradients): (SequenceObjective.Totals, Gradients)
        do throws(SequentialError) {
            (totals, gradients) = try objective.totalsAndGradients(of: model, x, y, pass, on: workspace)
        } catch {
            throw error.numbered(by: ids)
        }
        // A batch whose rows are all masked teaches nothing.
        guard totals.loss.tokenCount > 0 else { return (totals, false) }
        let norm =
            totals.loss.sum.isFinite
            ? optimizer.update(&model.parameters, along: gradients, on: workspace) : .nan
        skippedInARow = norm.isFinite ? 0 : skippedInARow + 1
        return (totals, !norm.isFinite)
    }
}
