import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqTensors

extension SequenceObjective {
    /// Refuses metrics and weights of classes where any target that counts is a number, whichever batch it will be in.
    func checkClasses(
        of model: some SequenceModel, _ x: Examples, _ y: Examples, batchSize: Int, on workspace: Workspace
    ) throws(SequentialError) {
        guard classWeights != nil || metrics.contains(where: \.isOfClasses) else { return }
        let numbers = (0..<y.count).filter { row in y.parts.contains { $0.hasNumbers(inRow: row) } }
        for start in stride(from: 0, to: numbers.count, by: batchSize) {
            let rows = Array(numbers[start...].prefix(batchSize))
            do throws(SequentialError) {
                guard try checkClasses(of: model, x.selecting(rows), y.selecting(rows), on: workspace) else { return }
            } catch {
                throw error.numbered(by: rows)
            }
        }
    }

    /// Refuses targets of a batch that are numbers, as far as the model masks none of them.
    ///
    /// - Returns: whether other targets could be refused.
    private func checkClasses(
        of model: some SequenceModel, _ x: Examples, _ y: Examples, on workspace: Workspace
    ) throws(SequentialError) -> Bool {
        var tape = Tape(on: workspace, parameters: model.parameters, isRecording: false)
        var pass = SequentialPass()
        let first = try model.outputs(for: x, targets: y, &pass, on: &tape)
        let outputs = [first] + first.others
        // What else does not fit is said by the first step.
        guard outputs.count == y.parts.count else { return false }
        var canRefuse = false
        for (index, output) in outputs.enumerated() {
            let own = metrics.filter { $0.output == index && $0.isOfClasses }
            guard classWeights != nil || !own.isEmpty else { continue }
            let aligned = try AlignedOutputs(output, y.parts[index], inputs: x, on: &tape)
            for metric in own { try metric.check(aligned) }
            if classWeights != nil && outputs.count == 1 && aligned.areNumbers { throw Self.classWeightsOfNumbers }
            canRefuse = canRefuse || !aligned.saysClasses
        }
        return canRefuse
    }

    static let classWeightsOfNumbers = SequentialError.notOfClasses("A weight for each class")
}

extension Examples {
    /// Whether a row of targets has numbers other than 0 and 1 where its weight is not 0.
    fileprivate func hasNumbers(inRow row: Int) -> Bool {
        switch content {
        case .vectors(let vectors):
            weight(ofRow: row) != 0 && !vectors[row].allSatisfy(AlignedOutputs.isOfClass)
        case .sequences(let batch):
            batch.mask.steps[row].enumerated().contains { index, step in
                weight(ofRow: row, step: step, index: index) != 0
                    && !batch[row, step].allSatisfy(AlignedOutputs.isOfClass)
            }
        case .tokens, .classes, .several: false
        }
    }
}
