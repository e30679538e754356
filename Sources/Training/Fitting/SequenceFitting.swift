import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors

/// Trains a model on pairs of inputs and targets.
struct SequenceFitting {
    let objective: SequenceObjective
    var optimizer: Optimizer
    let epochs: Int
    let batchSize: Int
    let seed: UInt64
    let validation: (x: Examples, y: Examples)?
    let workspace: Workspace

    /// The stream of epoch 0: "fit" in ASCII, so that it meets no other stream of the same seed.
    private static let firstStream: UInt64 = 0x6669_7400_0000_0000

    mutating func run(
        _ model: inout some SequenceModel, _ x: Examples, _ y: Examples, _ report: (FitReport) -> TrainingControl
    ) throws(SequentialError) -> [FitReport] {
        precondition(batchSize > 0, "A batch size must be positive, but is \(batchSize)")
        precondition(epochs >= 0, "The number of epochs must not be negative, but is \(epochs)")
        workspace.checkLearning()
        try SequenceObjective.check(x, y)
        // Before an epoch has been spent.
        if let validation { try SequenceObjective.check(validation.x, validation.y) }
        var reports: [FitReport] = []
        for epoch in 1...max(1, epochs) where epoch <= epochs {
            let clock = ContinuousClock()
            let start = clock.now
            var totals = objective.noTotals
            var order = Array(0..<x.count)
            var random = RandomSource(seed: seed, stream: Self.firstStream + UInt64(epoch))
            random.shuffle(&order)
            for first in stride(from: 0, to: order.count, by: batchSize) {
                let rows = Array(order[first..<min(first + batchSize, order.count)])
                totals.add(try step(&model, x.selecting(rows), y.selecting(rows), ids: rows))
            }
            let seconds = (clock.now - start) / .seconds(1)
            var validated: Evaluation?
            if let validation {
                validated = try objective.evaluation(
                    of: model, validation.x, validation.y, batchSize: batchSize, on: workspace)
            }
            let result = totals.evaluation
            let epochReport = FitReport(
                epoch: epoch, loss: result.loss, metrics: result.metrics, validation: validated, seconds: seconds)
            reports.append(epochReport)
            if report(epochReport) == .stop { break }
        }
        return reports
    }

    private mutating func step(
        _ model: inout some SequenceModel, _ x: Examples, _ y: Examples, ids: [Int]
    ) throws(SequentialError) -> SequenceObjective.Totals {
        let pass = SequentialPass(seed: seed, step: optimizer.stepCount + 1, ids: ids)
        let (totals, gradients): (SequenceObjective.Totals, Gradients)
        do throws(SequentialError) {
            (totals, gradients) = try objective.totalsAndGradients(of: model, x, y, pass, on: workspace)
        } catch {
            throw error.numbered(by: ids)
        }
        // A batch whose rows are all masked teaches nothing, nor does a loss that is no number.
        if totals.loss.tokenCount > 0, totals.loss.sum.isFinite {
            optimizer.update(&model.parameters, along: gradients, on: workspace)
        }
        return totals
    }
}
