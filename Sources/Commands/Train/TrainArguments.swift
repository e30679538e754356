import Seq2Seq
import Seq2SeqSettings

/// What `seq2seq-train` is told: what it reads and writes, and the options of the stages.
package struct TrainArguments: CommandArguments {
    package var train: String?
    package var source: String?
    package var target: String?
    package var valid: String?
    package var validSource: String?
    package var validTarget: String?
    package var columns: PairColumns?
    package var skipInvalid = false

    /// How text becomes ids.
    package var dataOptions = TrainingData.Options()
    /// The model's sizes; the vocabularies' are known once the pairs are read.
    package var configuration = EncoderDecoder.Configuration()
    /// How to train.
    package var trainingOptions = TrainingOptions()
    package var initializer = InitialWeights.glorot
    package var threads: Int?

    package var model: String?
    package var log: String?
    package var report: String?
    package var tensorBoard: String?
    package var resume = false
    package var overwrite = false
    package var quiet = false
    package var dryRun = false

    package var origins = SettingOrigins()

    package init() {}

    package mutating func settle() {
        let names = TrainingOptions.settings
        dataOptions.seed = trainingOptions.seed
        if origins.isGiven(names[\.steps]) && !origins.isGiven(names[\.epochs]) {
            trainingOptions.epochs = nil
            origins[names[\.epochs]] = .chosen(because: "the steps decide")
        }
    }

    /// The files that are read.
    var inputs: [String] { [train, source, target, valid, validSource, validTarget].compactMap(\.self) }

    /// An option that does nothing because there are no pairs to validate with.
    var optionWithoutValidation: String? {
        if valid != nil || validSource != nil || dataOptions.validFraction > 0 { return nil }
        let names = TrainingOptions.settings
        if trainingOptions.schedule == .plateau { return "\(names[\.schedule].option) plateau" }
        return [names[\.patience], names[\.validateEvery], names[\.average], names[\.metric]]
            .first(where: origins.isGiven)?.option
    }
}
