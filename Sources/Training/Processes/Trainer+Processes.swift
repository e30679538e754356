import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText

extension Trainer {
    /// Shares the work out among processes that all have the same trainer. Every process then takes the same events from
    /// it, and stops after the same one. The model and the checkpoint of the first are those that one process would
    /// come to, byte for byte; the checkpoints of the others have no moments.
    ///
    /// - Throws: `DifferingProcesses` if the trainers differ.
    package mutating func share(with processes: any Communicator) throws(DifferingProcesses) {
        try DifferingProcesses.check(
            ProcessFacts(model: model, dataFingerprint: dataFingerprint, steps: progress.steps), among: processes)
        let sum = SharedGradientSum(of: model.network.parameters.bufferCount, among: processes)
        optimizer.keepMoments(of: sum.part)
        sharing = Sharing(processes: processes, sum: sum)
    }

    /// How the work is shared out.
    struct Sharing {
        let processes: any Communicator
        var sum: SharedGradientSum
    }

    /// Takes one step along the gradients of all batches together, of which this process makes its share.
    ///
    /// - Returns: the loss of all, and the norm of their gradients.
    mutating func step(
        along batches: [Batch], _ regularization: Regularization, sharing: inout Sharing
    ) -> (loss: Loss, norm: Double) {
        let processes = sharing.processes
        var own: [ToldLoss] = []
        sharing.sum.begin()
        for first in stride(from: 0, to: batches.count, by: processes.count) {
            var made: Gradients?
            if first + processes.rank < batches.count {
                let (loss, gradients) = model.network.lossAndGradients(
                    for: batches[first + processes.rank], regularization: regularization, on: workspace)
                own.append(ToldLoss(loss))
                gradients.clear(frozen)
                made = gradients
            }
            sharing.sum.add(made, of: min(processes.count, batches.count - first), on: workspace)
        }
        var loss = Loss()
        for told in processes.gather(own, of: batches.count) { loss.add(told.loss) }
        guard loss.sum.isFinite else { return (loss, .nan) }
        let gradients = sharing.sum.total(on: workspace)
        let norm = norm(of: gradients, sharing) / loss.weight
        guard norm.isFinite else { return (loss, norm) }
        let part = sharing.sum.part
        keepingFrozenWeights { trainer in
            trainer.optimizer.update(
                &trainer.model.network.parameters, in: part, along: gradients, norm: norm,
                divisor: loss.weight, on: trainer.workspace)
        }
        model.network.parameters.update { values in
            guard let base = values.baseAddress else { return }
            processes.gather(base, parts: sharing.sum.parts)
        }
        return (loss, norm)
    }

    /// The norm of all gradients, of which each process has its part.
    private func norm(of gradients: FloatStorage, _ sharing: Sharing) -> Double {
        var end = 0
        let runs = sharing.sum.parts.map { part in
            let start = end
            end += Workspace.runCount(of: part.count)
            return start..<end
        }
        let sums = FloatStorage(count: end)
        workspace.addUpSquares(of: gradients, into: sums.base + runs[sharing.processes.rank].lowerBound)
        sharing.processes.gather(sums.base, parts: runs)
        return Workspace.norm(UnsafeBufferPointer(sums.elements))
    }
}

extension Optimizer {
    /// Forgets the moments of all weights but those of a part.
    mutating func keepMoments(of part: Range<Int>) {
        guard stepCount > 0, method.keepsMoments else { return }
        replaceMoments(
            FloatStorage(copying: FloatStorage(part: part, of: firstMoment)),
            FloatStorage(copying: FloatStorage(part: part, of: secondMoment)))
    }

    /// The optimiser with the moments of all weights; those of other processes than the first have none.
    func gathered(by sharing: Trainer.Sharing) -> Optimizer {
        guard stepCount > 0, method.keepsMoments else { return self }
        var optimizer = self
        optimizer.replaceMoments(
            sharing.gatheredByFirst(firstMoment), sharing.gatheredByFirst(secondMoment))
        return optimizer
    }
}

extension Trainer.Sharing {
    /// What all processes hold together of a buffer, for the first; nothing for the others.
    fileprivate func gatheredByFirst(_ own: FloatStorage) -> FloatStorage {
        let parts = sum.parts
        let whole = FloatStorage(count: processes.isFirst ? parts.last?.upperBound ?? 0 : 0)
        let nothing = UnsafeMutableBufferPointer<Float>(start: nil, count: 0)
        processes.exchange(
            parts.indices.map { $0 == 0 ? UnsafeBufferPointer(own.elements) : UnsafeBufferPointer(nothing) },
            into: parts.map {
                processes.isFirst
                    ? UnsafeMutableBufferPointer(start: whole.base + $0.lowerBound, count: $0.count) : nothing
            })
        return whole
    }
}
