import Seq2SeqModels
import Seq2SeqSettings

/// All that is decided before a training: how texts become ids, what the model is made of, and how it learns.
public struct TrainingSettings: Sendable, Hashable, Adjustable {
    /// How text becomes ids.
    public var data = TrainingData.Options()
    /// What the model is made of; the vocabularies' sizes follow from the pairs.
    public var model = EncoderDecoder.Configuration()
    /// How to train.
    public var training = TrainingOptions()

    /// The defaults of each part.
    public init() {}
}

extension TrainingSettings {
    /// The settings of all parts, in the order of the help.
    package static let table = SettingTable<Self>(
        merging: [
            TrainingData.Options.settings.lifted(to: \.data), EncoderDecoder.Configuration.settings.lifted(to: \.model),
            TrainingOptions.settings.lifted(to: \.training),
        ], groups: ["Data", "Tokens", "Model", "Training", "Output"],
        rules: [
            .impossible { settings in
                guard settings.data.targetOnly, let part = settings.model.needingSource.first else { return nil }
                return "\(part) needs sources, but with \(TrainingData.Options.settings[\.targetOnly]) there are none"
            },
            .impossible { settings in
                guard settings.data.targetOnly && settings.training.metric != .loss else { return nil }
                let (data, training) = (TrainingData.Options.settings, TrainingOptions.settings)
                return """
                    \(training[\.metric]) is \(settings.training.metric), but with \(data[\.targetOnly]) nothing is decoded: \
                    it must be loss
                    """
            },
            .idle { settings in
                let isGiven = settings.training.coverageLoss != TrainingOptions.standard.coverageLoss
                guard isGiven && !settings.model.coverage else { return nil }
                let names = EncoderDecoder.Configuration.settings
                return "\(TrainingOptions.settings[\.coverageLoss]) also needs \(names[\.coverage])"
            },
        ])

    /// The settings that a training can differ in. Those of the group Output are not among them: they say how it is
    /// watched, and may be others when it is gone on with.
    package static let ofTraining = table.without(
        table.groups.filter { $0.title == "Output" }.flatMap(\.settings).map(\.name.stored))

    /// Sets what follows from the values that were given, whatever the recipe.
    package mutating func settle(_ origins: inout SettingOrigins) {
        let names = TrainingOptions.settings
        data.seed = training.seed
        if training.steps != nil && !origins.isGiven(names[\.epochs]) {
            training.epochs = nil
            origins[names[\.epochs]] = .chosen(because: "the steps decide")
        }
    }
}
