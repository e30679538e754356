import Seq2SeqModels
import Seq2SeqText

extension Trainer {
    /// Goes on to the next event; nil at the end of the training, which `ending` then tells.
    ///
    /// Between two events the trainer is at rest: whoever owns the loop, be it a program's own, an app's task or an
    /// actor, may look at `model`, write `checkpoint`, ask for the next event later, or never.
    ///
    /// ```swift
    /// while let event = trainer.next() {
    ///     if case .step(let step) = event { print(step.step, step.lossPerToken) }
    ///     if case .validation(let report, _) = event, report.exactMatch > 0.99 { break }
    /// }
    /// print(trainer.summary.ending, trainer.summary.steps)
    /// ```
    ///
    /// - Returns: an event of those that `run` reports, in the same order.
    public mutating func next() -> TrainingEvent? {
        if pending.isEmpty { advance() }
        return pending.isEmpty ? nil : pending.removeFirst()
    }

    /// Trains until the steps are taken, the patience or the time is used up, or the receiver asks to stop.
    ///
    /// It may be called again after a stop, and goes on with the event after the last one.
    ///
    /// - Parameter report: receives each event as it happens.
    @discardableResult
    public mutating func run(
        _ report: (TrainingEvent) throws -> TrainingControl
    ) rethrows -> TrainingSummary {
        giveAnotherChance()
        while let event = next() {
            var control = try report(event)
            // A receiver who stops at the first of two validations has still to be told of the second, which may be the
            // best.
            while case .validation = event, case .validation? = pending.first {
                if try report(pending.removeFirst()) == .stop { control = .stop }
            }
            if control == .stop { break }
        }
        return summary
    }

    /// Trains to the end without reporting anything.
    @discardableResult
    public mutating func run() -> TrainingSummary {
        run { _ in .proceed }
    }

    /// What the training came to so far. While `ending` is nil it counts as stopped.
    public var summary: TrainingSummary {
        TrainingSummary(
            ending: ending ?? .stopped, steps: progress.steps, targetTokens: progress.targetTokens,
            seconds: progress.seconds)
    }

    /// Does what is due, which leaves an event at least, or finds that the training has ended.
    private mutating func advance() {
        ending = nil
        clock?.start()
        if let processes = sharing?.processes { clock?.follow(processes) }
        // What is due comes before the next step, so that a resumed training makes up for it.
        if progress.skippedInARow >= Self.tolerance {
            ending = .diverged
        } else if let validation, isValidationDue {
            let begin = ContinuousClock.now
            pending = validate(by: validation)
            clock?.validationSeconds = (ContinuousClock.now - begin) / .seconds(1)
            pending.append(.checkpoint(checkpoint))
        } else if isOutOfPatience {
            ending = .ranOutOfPatience
        } else if progress.batch == order.batchCount {
            pending = [.epochFinished(progress.epoch, candidate)]
            progress.epoch += 1
            progress.batch = 0
            if validation == nil { pending.append(.checkpoint(checkpoint)) }
        } else if progress.steps >= plannedSteps {
            ending = .finished
        } else if clock?.isUp == true {
            ending = .ranOutOfTime
        } else if let steps = clock?.plannedSteps(after: progress, limit: askedSteps) {
            progress.plannedSteps = steps
            pending = [.checkpoint(checkpoint)]
        } else {
            takeStepOrWarn()
        }
    }

    /// Takes the next step, unless it is larger than all before it: then that comes first.
    private mutating func takeStepOrWarn() {
        let batches = nextBatches()
        if let estimate = estimateIfLarger(batches) {
            pending = [.largerBatch(estimate)]
            return
        }
        let step = takeStep(batches)
        let event = progress.skippedInARow == 0 ? TrainingEvent.step(step) : .skippedStep(step)
        history.note(event)
        pending = [event]
        if progress.skippedInARow < Self.tolerance, let every = options.checkpointEvery, progress.steps % every == 0 {
            pending.append(.checkpoint(checkpoint))
        }
    }

    /// The batches of the next step, of an epoch that is planned once.
    private mutating func nextBatches() -> [Batch] {
        if plan?.epoch != progress.epoch {
            plan = (progress.epoch, order.batches(epoch: progress.epoch - 1))
        }
        guard let batches = plan?.batches else { return [] }
        let end = min(progress.batch + options.accumulate, batches.count)
        // Whoever asks the trainer for each pair copies all that it holds.
        let (epoch, training, noise, model) = (progress.epoch, training, noise, model)
        return batches[progress.batch..<end].map { indices in
            guard let noise else { return Batch(indices.map { training[$0] }, ids: indices) }
            let pairs = indices.map { noise.pair(at: $0, epoch: epoch, for: model, training[$0]) }
            let batch = Batch(pairs, ids: indices)
            return noise.reading(batch, of: indices, epoch: epoch)
        }
    }
}
