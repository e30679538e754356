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
        /// Features of the output of each metric.
        var features: [Int]
        /// Of several outputs the loss of each, without its weight.
        var heads: [Loss] = []

        /// Whether any row counts.
        var counts: Bool { heads.isEmpty ? loss.weight > 0 : heads.contains { $0.weight > 0 } }

        mutating func add(_ other: Totals, _ metrics: [SequenceMetric]) {
            loss.add(other.loss)
            features = other.features
            if heads.isEmpty { heads = other.heads.map { _ in Loss() } }
            for index in heads.indices { heads[index].add(other.heads[index]) }
            for index in metrics.indices {
                self.metrics[index] = metrics[index].merged(self.metrics[index], other.metrics[index])
            }
        }
    }

    /// The means over all rows.
    func evaluation(_ totals: Totals) -> Evaluation {
        var loss = totals.loss.perToken
        if case .heads(let heads) = self.loss, !totals.heads.isEmpty {
            loss = zip(heads, totals.heads).reduce(0) { $0 + $1.0.weight * $1.1.perToken }
        }
        let values = metrics.indices.map { index in
            let sums = totals.metrics[index]
            return sums.isEmpty ? 0 : metrics[index].value(sums, totals.features[index])
        }
        return Evaluation(loss: loss, metrics: values)
    }

    /// Refuses data that no batch could be made of, and such that no example of it counts.
    static func check(_ x: Examples, _ y: Examples) throws(SequentialError) {
        guard x.count == y.count else { throw .exampleCounts(inputs: x.count, targets: y.count) }
        guard x.count > 0 else { throw .noExamples }
        try x.check()
        try y.check()
        guard x.parts.allSatisfy({ $0.weights == nil }) else {
            throw .targetWeights(expected: "on the targets", found: "weights on the inputs")
        }
        guard y.parts.allSatisfy({ !$0.weighsNothing }) else {
            throw .targetWeights(expected: "one above 0 at least", found: "all 0")
        }
    }

    var noTotals: Totals { Totals(metrics: metrics.map { _ in [] }, features: metrics.map { _ in 1 }) }

    /// The sums over a batch; the tape's gradient is that of the loss's sum.
    func totals(
        of model: some SequenceModel, _ x: Examples, _ y: Examples, _ pass: SequentialPass, on tape: inout Tape
    ) throws(SequentialError) -> Totals {
        guard x.count == y.count else { throw .exampleCounts(inputs: x.count, targets: y.count) }
        try y.check()
        var pass = pass
        let outputs = try model.outputs(for: x, targets: y, &pass, on: &tape)
        if let metric = metrics.first(where: { !(0...outputs.others.count).contains($0.output) }) {
            throw .targets(expected: "\(outputs.others.count + 1) outputs", found: "the metric \(metric.name)")
        }
        guard outputs.others.isEmpty else { return try totals(of: [outputs] + outputs.others, x, y, on: &tape) }
        let aligned = try AlignedOutputs(outputs, y.parts.count == 1 ? y.parts[0] : y, inputs: x, on: &tape)
        for metric in metrics { try metric.check(aligned) }
        let weights = try weights(of: aligned)
        let losses = try loss.losses(aligned, weights: weights, on: &tape)
        var totals = noTotals
        totals.features = metrics.map { _ in aligned.features }
        totals.loss = Loss(
            sum: losses.reduce(0.0) { $0 + Double($1) }, tokenCount: losses.count,
            weight: weights?.reduce(0.0) { $0 + Double($1) })
        if !metrics.isEmpty {
            let values = aligned.value(on: &tape).value
            totals.metrics = metrics.map { $0.sums(values, aligned) }
        }
        return totals
    }

    /// The sums over a batch of several outputs: the loss is the sum of their means, times the number of examples.
    private func totals(
        of outputs: [Signal], _ x: Examples, _ y: Examples, on tape: inout Tape
    ) throws(SequentialError) -> Totals {
        guard y.parts.count == outputs.count else {
            throw .targets(expected: "\(outputs.count) outputs", found: y.shape)
        }
        guard classWeights == nil else {
            throw .targetWeights(expected: "none for classes with several outputs", found: "some")
        }
        let heads = try loss.heads(outputs.count)
        var totals = noTotals
        var sum = 0.0
        for (index, head) in heads.enumerated() {
            let aligned = try AlignedOutputs(outputs[index], y.parts[index], inputs: x, on: &tape)
            let weights = aligned.weights ?? [Float](repeating: 1, count: aligned.sums.rows)
            let total = weights.reduce(0.0) { $0 + Double($1) }
            let factor = total > 0 ? head.weight * Double(x.count) / total : 0
            let losses = try head.loss.losses(aligned, weights: weights.map { $0 * Float(factor) }, on: &tape)
            let scaled = losses.reduce(0.0) { $0 + Double($1) }
            sum += scaled
            totals.heads.append(
                Loss(sum: factor > 0 ? scaled / factor : 0, tokenCount: losses.count, weight: total))
            let own = metrics.indices.filter { metrics[$0].output == index }
            for metric in own { try metrics[metric].check(aligned) }
            guard !own.isEmpty else { continue }
            let values = aligned.value(on: &tape).value
            for metric in own {
                totals.metrics[metric] = metrics[metric].sums(values, aligned)
                totals.features[metric] = aligned.sums.columns
            }
        }
        totals.loss = Loss(sum: sum, tokenCount: x.count)
        return totals
    }

    /// The weight of each row: its own times its class's.
    private func weights(of aligned: AlignedOutputs) throws(SequentialError) -> [Float]? {
        guard let classWeights else { return aligned.weights }
        if aligned.areNumbers { throw Self.classWeightsOfNumbers }
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
                    try self.totals(of: model, x.selecting(rows), y.selecting(rows), SequentialPass(), on: &tape),
                    metrics)
            } catch {
                throw error.numbered(by: rows)
            }
        }
        return totals
    }
}
