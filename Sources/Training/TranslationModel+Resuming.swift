import Models

extension TranslationModel {
    /// The first option in which a training with this model and these options would not go on as the other did.
    func firstDifference(from before: TranslationModel, in options: TrainingOptions) -> OptionDifference? {
        // Lengths are no option: they are the data's.
        let lengths: Set = ["length_ratio"]
        return firstDifference(from: before, ignoring: lengths.union(["epochs", "steps"]))
            ?? (options.isPlannedByItsEnd ? firstDifference(from: before, ignoring: lengths) : nil)
    }
}

extension TrainingOptions {
    /// Whether what a training does depends on where it ends.
    fileprivate var isPlannedByItsEnd: Bool {
        schedule == .exponential || (scheduledSampling > 0 && scheduledSamplingDecay != .fixed)
    }
}
