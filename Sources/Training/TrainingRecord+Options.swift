import Seq2SeqModels
import Seq2SeqSettings

extension TranslationModel {
    /// The first option in which a training with this model and these options would not go on as the other did.
    func firstDifference(from before: TranslationModel, in options: TrainingOptions) -> OptionDifference? {
        // Lengths are no option: they are the data's, and so is whether there is a second source.
        let ofData = ["length_ratio", "reads_second_source"]
        // Where a training ends is told last: of several differences it is the least.
        return [nil, options].lazy.compactMap { known in
            firstDifference(
                from: before, ignoring: ofData + TrainingOptions.settings.changeableNames(with: known))
        }.first
    }

    /// The training options that the model's file holds; those that it does not hold are the defaults.
    ///
    /// - Throws: what is wrong with a value that no training can have.
    package func trainingOptions() throws(SettingFault) -> TrainingOptions {
        try TrainingOptions.settings.restored(from: settings)
    }
}
