import Seq2SeqModels
import Seq2SeqSettings

extension SettingsDraft {
    /// The settings of the training that a model comes from, with where they came from.
    ///
    /// - Throws: what is wrong with a value that no training can have.
    package init(recordedIn model: TranslationModel) throws(SettingFault) {
        self.init()
        let choices = model.trainingRecord.choices
        guard choices.isEmpty else {
            try TrainingSettings.table.take(choices, into: &settings)
            for setting in TrainingSettings.table.settings {
                let choice = choices.first { $0.name == setting.name.stored }
                origins[setting.name] = choice?.origin ?? .standard
            }
            if let fault = TrainingSettings.table.fault(in: settings) { throw fault }
            return
        }
        // A file of before that was recorded has the options that decide about the model.
        settings.training = try model.trainingOptions()
        settings.data = try TrainingData.Options.settings.restored(from: model.trainingRecord.settings)
        settings.data.targetOnly = model.isLanguageModel
        if !model.isLanguageModel { settings.data.sourceTokens = model.sourceTokenizer.tokenization }
        settings.data.allowsBlank = model.allowsBlank
        settings.data.targetOrder = model.targetTokenizer.order
        settings.data.targetTokens = model.targetTokenizer.tokenization
        settings.data.lowercase = model.sourceTokenizer.makesLowercase
        settings.data.normalization = model.sourceTokenizer.normalization
        settings.model = model.network.configuration
        for name in TrainingSettings.table.differences(settings, TrainingSettings()) { origins[name] = .given }
    }
}
