import Foundation
import Seq2Seq
import Seq2SeqFiles
import Seq2SeqSettings

/// One training of a search: its settings, and its files in the directory of the search.
struct Trial: Sendable {
    /// Counted from 0, the recipe itself.
    let number: Int
    /// What was drawn for it.
    let drawn: [(name: SettingName, value: String)]
    /// The command line of `seq2seq-train` that makes its model.
    let words: [String]
    private let directory: String

    init(_ number: Int, of search: SettingSearch, _ arguments: TuneArguments, model: String, directory: String) {
        self.number = number
        self.directory = directory
        drawn = search.drawn(trial: number)
        words = arguments.words(with: drawn, model: model)
    }

    var checkpointPath: String { "\(directory)/trial-\(number + 1).checkpoint" }
    var modelPath: String { "\(directory)/trial-\(number + 1).safetensors" }

    /// What was drawn, in words.
    var settings: String {
        drawn.isEmpty ? "the recipe" : drawn.map { "\($0.name.stored) \($0.value)" }.joined(separator: ", ")
    }

    /// Trains until the validation at or after a number of steps, from where the trial stands.
    ///
    /// - Parameters:
    ///   - rung: the number of the rung.
    ///   - steps: where to stop; nil for the end of the training.
    ///   - threads: to work with.
    ///   - report: is told of each validation.
    /// - Returns: how it stands; nil if the user asked to stop before.
    func train(
        on corpora: TrainCorpora, rung: Int, until steps: Int?, threads: Int, report: (ValidationReport) -> Void
    ) throws -> TuneJournal.Entry? {
        guard case .run(let arguments) = try Invocation<TrainArguments>(words) else { return nil }
        let plan = try TrainInput(arguments, corpora, settingsOf: nil).plan
        let workspace = Workspace(threads: threads)
        let checkpoint =
            FileStatus(checkpointPath) == nil ? nil : try TrainingCheckpoint(contentsOf: checkpointPath)
        var trainer: Trainer
        if let checkpoint {
            trainer = try Trainer(
                plan.model(), resuming: checkpoint, on: plan.data,
                options: plan.settings.training, workspace: workspace)
        } else {
            trainer = Trainer(
                plan.model(), on: plan.data, options: plan.settings.training,
                workspace: workspace)
        }
        func entry(_ trainer: borrowing Trainer) -> TuneJournal.Entry {
            TuneJournal.Entry(
                trial: number, rung: rung, steps: trainer.summary.steps, report: trainer.bestReport,
                ending: trainer.ending)
        }
        // A search that was killed may have gone further than this rung by a validation, not more.
        if let checkpoint, let steps, checkpoint.steps >= steps { return entry(trainer) }
        while let event = trainer.next() {
            switch event {
            case .largerBatch(let estimate): try MachineMemory.check(estimate)
            case .validation(let validation, _): report(validation)
            case .checkpoint(let checkpoint):
                try checkpoint.write(to: checkpointPath)
                if let steps, checkpoint.steps >= steps { return entry(trainer) }
            case .step, .skippedStep, .epochFinished: break
            }
            if Interrupt.isRequested { return nil }
        }
        try trainer.bestModel.write(to: modelPath)
        return entry(trainer)
    }

    /// Removes what is of no more use.
    func removeFiles() {
        for path in [checkpointPath, modelPath] where FileStatus(path) != nil {
            do { try FileManager.default.removeItem(atPath: path) } catch { continue }
        }
    }
}
