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
    package var tags: Int?
    package var secondSource: Int?
    package var weights: Int?
    package var lexicon: Lexicon?
    package var skipInvalid = false

    /// What follows from what is given; the pairs decide the rest.
    package var settings = TrainingSettings()
    package var recipe = Recipe.auto
    package var like: String?
    package var from: String?
    package var replay: ReplayedPairs?
    package var tokensOf: String?
    package var sourceEmbeddings: String?
    package var targetEmbeddings: String?
    package var sourceSubwords: String?
    package var targetSubwords: String?
    package var sourceVocabulary: String?
    package var targetVocabulary: String?
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
        var draft = SettingsDraft(settings, origins: origins)
        draft.settle(by: recipe)
        (settings, origins) = (draft.settings, draft.origins)
    }

    /// The columns that are read of files of pairs.
    var pairColumns: PairColumns { (columns ?? .firstTwo).with(tags: tags).with(secondSource: secondSource) }

    /// The files that are read.
    var inputs: [String] {
        [
            train, source, target, valid, validSource, validTarget, lexicon?.path, replay?.path, from, tokensOf,
            sourceEmbeddings, targetEmbeddings, sourceSubwords, targetSubwords, sourceVocabulary, targetVocabulary,
        ].compactMap(\.self)
    }

    /// Whether there must be a checkpoint before the first step: files tell of the training, or it begins with what only
    /// its command line names.
    var needsCheckpoint: Bool {
        [
            log, report, tensorBoard, from, sourceEmbeddings, targetEmbeddings, sourceSubwords, targetSubwords,
            sourceVocabulary, targetVocabulary,
        ].contains { $0 != nil }
    }

    /// What is wrong with targets that no sources are named for; nil if nothing is.
    var targetWithoutSource: UsageError? {
        let files = Self.files
        if target != nil && source == nil { return .needs(files[\.target].option, files[files[\.source]].spelling) }
        guard validTarget != nil && validSource == nil else { return nil }
        return .needs(files[\.validTarget].option, files[files[\.validSource]].spelling)
    }

    /// Whether targets may be learnt without sources, as far as the command line tells.
    var mayLackSources: Bool { settings.data.targetOnly || resume || [from, like].contains { $0 != nil } }

    /// An option that does nothing if there are no pairs to validate with.
    var optionThatNeedsValidation: String? {
        let names = TrainingOptions.settings
        if settings.training.schedule == .plateau && origins.isGiven(names[\.schedule]) {
            return "\(names[\.schedule].option) plateau"
        }
        return [names[\.patience], names[\.validateEvery], names[\.average], names[\.metric]]
            .first(where: origins.isGiven)?.option
    }
}
