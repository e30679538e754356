import Seq2SeqSettings

extension TranslationModel {
    /// A setting under its name in a model file, with two values of it.
    package struct OptionDifference: Hashable, Sendable {
        package let name: String
        package let before: String
        package let now: String
    }

    /// The settings that the file of every model holds, or the default of which it stands for.
    package static let settingNames =
        StoredTexts.settings.storedNames + EncoderDecoder.Configuration.settings.storedNames

    /// Every setting that the model's file holds.
    package var settings: StoredSettings { StoredConfiguration(of: self).settings }

    /// The first setting, by name, in which another model was configured or trained differently.
    ///
    /// - Parameter ignored: names that do not count.
    package func firstDifference(from before: TranslationModel, ignoring ignored: [String]) -> OptionDifference? {
        let (old, new) = (before.settings.without(ignored), settings.without(ignored))
        func text(_ value: StoredValue?) -> String { value.map { "\($0)" } ?? "not given" }
        for name in old.merging(new).names {
            let (before, now) = (text(old[name]), text(new[name]))
            if before != now { return OptionDifference(name: name, before: before, now: now) }
        }
        return nil
    }
}
