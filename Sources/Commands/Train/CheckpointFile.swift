import Foundation
import Seq2Seq

/// The checkpoint that stands beside a model.
struct CheckpointFile {
    let path: String

    /// Nil for a model that goes to a device or a pipe: nothing can stand beside it.
    init?(besides modelPath: String) {
        guard ModelDestination.isReplaced(modelPath) else { return nil }
        path = modelPath + ".checkpoint"
    }

    /// What may change from one run to the next: where training ends, unless what it does until then depends on it.
    /// Lengths are no option: they are the data's.
    private static func changeable(_ record: TrainingRecord) -> Set<String> {
        let isPlanned =
            record.schedule == LearningRateSchedule.Course.exponential.rawValue
            || (record.scheduledSampling != nil
                && record.scheduledSamplingDecay != SamplingSchedule.Decay.fixed.rawValue)
        return isPlanned ? ["length_ratio"] : ["epochs", "steps", "length_ratio"]
    }

    /// The checkpoint that a training with this model can go on from; nil if there is none.
    ///
    /// - Throws: `CheckpointError` if the file is damaged or its options are not those of the model.
    func read(for model: TranslationModel) throws -> TrainingCheckpoint? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let checkpoint = try TrainingCheckpoint(contentsOf: path)
        let changeable = Self.changeable(model.trainingRecord)
        if let difference = try model.firstDifference(from: checkpoint.model, ignoring: changeable) {
            let name = "--" + difference.name.replacing("_", with: "-")
            throw CheckpointError.otherOption(name: name, before: difference.before, now: difference.now)
        }
        return checkpoint
    }
}
