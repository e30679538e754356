import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqTensors

/// What `fit` minimises and reports.
struct SequenceObjective {
    let loss: SequenceLoss
    let metrics: [SequenceMetric]

    /// Sums over rows, and how many rows there were.
    struct Totals {
        var loss = Loss()
        var metrics: [Double]

        mutating func add(_ other: Totals) {
            loss.add(other.loss)
            for index in metrics.indices { metrics[index] += other.metrics[index] }
        }

        var evaluation: Evaluation {
            Evaluation(loss: loss.perToken, metrics: metrics.map { $0 / Double(max(1, loss.tokenCount)) })
        }
    }

    /// Refuses data that no batch could be made of.
    static func check(_ x: Examples, _ y: Examples) throws(SequentialError) {
        guard x.count == y.count else { throw .exampleCounts(inputs: x.count, targets: y.count) }
        guard x.count > 0 else { throw .noExamples }
        try x.check()
        try y.check()
    }

    var noTotals: Totals { Totals(metrics: metrics.map { _ in 0 }) }

    /// The sums over a batch; the tape's gradient is that of the loss's sum.
    func totals(
        of model: some SequenceModel, _ x: Examples, _ y: Examples, _ pass: SequentialPass, on tape: inout Tape
    ) throws(SequentialError) -> Totals {
        guard x.count == y.count else { throw .exampleCounts(inputs: x.count, targets: y.count) }
        try y.check()
        var pass = pass
        let outputs = try model.outputs(for: x, targets: y, &pass, on: &tape)
        let aligned = try AlignedOutputs(outputs, y, inputs: x, on: &tape)
        let losses = try loss.losses(aligned, on: &tape)
        var totals = noTotals
        totals.loss = Loss(sum: losses.reduce(0.0) { $0 + Double($1) }, tokenCount: losses.count)
        if !metrics.isEmpty {
            let values = aligned.value(on: &tape).value
            totals.metrics = metrics.map { $0.sum(values, aligned.targets) }
        }
        return totals
    }

    func totalsAndGradients(
        of model: some SequenceModel, _ x: Examples, _ y: Examples, _ pass: SequentialPass, on workspace: Workspace
    ) throws(SequentialError) -> (totals: Totals, gradients: Gradients) {
        var tape = Tape(on: workspace, parameters: model.parameters, isRecording: true)
        let totals = try totals(of: model, x, y, pass, on: &tape)
        var gradients = tape.gradients()
        gradients.tokenCount = totals.loss.tokenCount
        return (totals, gradients)
    }

    /// The loss and the metrics of data, in batches.
    func evaluation(
        of model: some SequenceModel, _ x: Examples, _ y: Examples, batchSize: Int, on workspace: Workspace
    ) throws(SequentialError) -> Evaluation {
        require(batchSize > 0, "A batch size must be positive, but is \(batchSize)")
        try Self.check(x, y)
        var totals = noTotals
        for start in stride(from: 0, to: x.count, by: batchSize) {
            let rows = Array(start..<min(start + batchSize, x.count))
            var tape = Tape(on: workspace, parameters: model.parameters, isRecording: false)
            do throws(SequentialError) {
                totals.add(
                    try self.totals(of: model, x.selecting(rows), y.selecting(rows), SequentialPass(), on: &tape))
            } catch {
                throw error.numbered(by: rows)
            }
        }
        return totals.evaluation
    }
}
