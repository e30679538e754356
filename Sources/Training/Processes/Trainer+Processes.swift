import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText

extension Trainer {
    /// Shares the work out among processes that all have the same trainer. Every process then takes the same events
    /// from it, and stops after the same one. The model of the first is that which one process would come to, byte for
    /// byte, and so is the file of its checkpoints, which it writes while the others stand by
    /// (``TrainingCheckpoint/standBy()``).
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
        let sum: SharedGradientSum
    }

    /// Takes one step along the gradients of all batches together, of which this process makes its share.
    ///
    /// - Returns: the loss of all, and the norm of their gradients.
    mutating func step(
        along batches: [Batch], _ regularization: Regularization, sharing: Sharing
    ) -> (loss: Loss, norm: Double) {
        let processes = sharing.processes
        var own: [ToldLoss] = []
        sharing.sum.begin()
        for first in stride(from: 0, to: batches.count, by: processes.count) {
            var made: Gradients?
            if first + processes.rank < batches.count {
                // While one is sent, the next is made.
                let (loss, gradients) = model.network.lossAndGradients(
                    of: batches[first + processes.rank], regularization,
                    keeping: batches.count > processes.count ? 2 : 1, on: workspace)
                own.append(ToldLoss(loss))
                gradients.clear(frozen)
                made = gradients
            }
            sharing.sum.add(made, of: min(processes.count, batches.count - first))
        }
        let gradients = sharing.sum.total(on: workspace)
        var loss = Loss()
        for told in processes.gather(own, of: batches.count) { loss.add(told.loss) }
        guard loss.sum.isFinite else { return (loss, .nan) }
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
}
