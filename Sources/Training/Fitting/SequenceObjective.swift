import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqTensors

/// What `fit` minimises and reports.
struct SequenceObjective {
    let loss: SequenceLoss
    let metrics: [SequenceMetric]
    /// What the loss of each class of the targets is multiplied by; nil for nothing.
    var classWeights: [Float]?

    /// Sums over rows, and how many rows there were.
    struct Totals {
        var loss = Loss()
        /// What each metric sums up.
        var metrics: [[Double]]
        /// Features of an output.
        var features = 1

        mutating func add(_ other: Totals) {
            loss.add(other.loss)
            features = other.features
            for index in metrics.indices {
                metrics[index] = SequenceMetric.added(metrics[index], other.metrics[index])
            }
        }
    }

    /// The means over all rows.
    func evaluation(_ totals: Totals) -> Evaluation {
        Evaluation(
            loss: totals.loss.perToken,
            metrics: zip(metrics, totals.metrics).map { $1.isEmpty ? 0 : $0.value($1, totals.features) })
    }

    /// Refuses data that no batch could be made of.
    static func check(_ x: Examples, _ y: Examples) throws(SequentialError) {
        guard x.count == y.count else { throw .exampleCounts(inputs: x.count, targets: y.count) }
        guard x.count > 0 else { throw .noExamples }
        try x.check()
        try y.check()
        guard x.weights == nil else {
            throw .targetWeights(expected: "on the targets", found: "weights on the inputs")
        }
    }

    var noTotals: Totals { Totals(metrics: metrics.map { _ in [] }) }

    /// The sums over a batch; the tape's gradient is that of the loss's sum.
    func totals(
        of model: some SequenceModel, _ x: Examples, _ y: Examples, _ pass: SequentialPass, on tape: inout Tape
    ) throws(SequentialError) -> Totals {
        guard x.count == y.count else { throw .exampleCounts(inputs: x.count, targets: y.count) }
        try y.check()
        var pass = pass
        let outputs = try model.outputs(for: x, targets: y, &pass, on: &tape)
        let aligned = try AlignedOutputs(outputs, y, inputs: x, on: &tape)
        let weights = try weights(of: aligned)
        let losses = try loss.losses(aligned, weights: weights, on: &tape)
        var totals = noTotals
        totals.features = aligned.sums.columns
        totals.loss = Loss(
            sum: losses.reduce(0.0) { $0 + Double($1) }, tokenCount: losses.count,
            weight: weights?.reduce(0.0) { $0 + Double($1) })
        if !metrics.isEmpty {
            let values = aligned.value(on: &tape).value
            totals.metrics = metrics.map { $0.sums(values, aligned.targets) }
        }
        return totals
    }

    /// The weight of each row: its own times its class's.
    private func weights(of aligned: AlignedOutputs) throws(SequentialError) -> [Float]? {
        guard let classWeights else { return aligned.weights }
        let (classes, count) = (aligned.classes, max(2, aligned.sums.columns))
        guard classWeights.count == count, classWeights.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
            throw .targetWeights(
                expected: "a number that is not negative for each of \(count) classes", found: "\(classWeights)")
        }
        if let id = classes.first(where: { !(0..<count).contains($0) }) {
            throw .outsideRange(id: id, count: aligned.sums.columns)
        }
        return classes.enumerated().map { row, id in (aligned.weights?[row] ?? 1) * classWeights[id] }
    }

    func totalsAndGradients(
        of model: some SequenceModel, _ x: Examples, _ y: Examples, _ pass: SequentialPass, on workspace: Workspace
    ) throws(SequentialError) -> (totals: Totals, gradients: Gradients) {
        var tape = Tape(on: workspace, parameters: model.parameters, isRecording: true)
        let totals = try totals(of: model, x, y, pass, on: &tape)
        var gradients = tape.gradients()
        gradients.tokenCount = totals.loss.tokenCount
        gradients.weight = totals.loss.weight == Double(totals.loss.tokenCount) ? nil : totals.loss.weight
        return (totals, gradients)
    }

    /// The loss and the metrics of data, in batches.
    func evaluation(
        of model: some SequenceModel, _ x: Examples, _ y: Examples, batchSize: Int, on workspace: Workspace
    ) throws(SequentialError) -> Evaluation {
        evaluation(try totals(of: model, x, y, batchSize: batchSize, on: workspace))
    }

    /// The sums over data, in batches.
    func totals(
        of model: some SequenceModel, _ x: Examples, _ y: Examples, batchSize: Int, on workspace: Workspace
    ) throws(SequentialError) -> Totals {
        require(batchSize > 0, "A batch size must be positive, but is \(batchSize)")
        try Self.check(x, y)
        var totals = noTotals
        let size = min(batchSize, x.count)
        for start in stride(from: 0, to: x.count, by: size) {
            let rows = Array(start..<min(start + size, x.count))
            var tape = Tape(on: workspace, parameters: model.parameters, isRecording: false)
            do throws(SequentialError) {
                totals.add(
                    try self.totals(of: model, x.selecting(rows), y.selecting(rows), SequentialPass(), on: &tape))
            } catch {
                throw error.numbered(by: rows)
            }
        }
        return totals
    }
}
