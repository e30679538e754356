import Seq2Seq
import Seq2SeqSettings

/// The settings of a training before: of the one that is gone on with, or of one to do as.
struct EarlierSettings {
    private let settings: TrainingSettings
    private let origins: SettingOrigins
    /// The file to do as; nil to go on with its training.
    private let likePath: String?
    /// What was given of tokens to that training.
    let givenTokens: GivenTokens

    /// Whether targets were learnt without sources.
    var isTargetOnly: Bool { settings.data.targetOnly }

    /// Whether a side of a pair could be blank.
    var allowsBlank: Bool { settings.data.allowsBlank }

    /// Those of the training that a checkpoint was made in.
    ///
    /// - Throws: `EarlierSettingsError` if the file holds values that no training has.
    init(of checkpoint: TrainingCheckpoint) throws {
        try self.init(checkpoint.model, path: nil)
    }

    /// Those of a model file, or of a checkpoint.
    ///
    /// - Throws: `ModelFileError`, `CheckpointError`, `EarlierSettingsError`.
    init(like path: String) throws {
        let isCheckpoint = try ModelFileKind(at: path) == .checkpoint
        try self.init(
            isCheckpoint ? TrainingCheckpoint(contentsOf: path).model : TranslationModel(ofTextsAt: path), path: path)
    }

    /// - Parameter path: the file to do as; nil to go on with its training.
    private init(_ model: TranslationModel, path: String?) throws {
        likePath = path
        givenTokens = GivenTokens(of: model)
        do throws(SettingFault) {
            let draft = try SettingsDraft(recordedIn: model)
            settings = draft.settings
            var origins = draft.origins
            if let path {
                for name in TrainingSettings.table.settings.map(\.name) where origins[name] != .standard {
                    origins[name] = .chosen(because: "as in \(path)")
                }
            }
            self.origins = origins
        } catch {
            throw EarlierSettingsError(fault: error, path: path)
        }
    }

    /// These settings, but for those that are given now.
    func draft(with now: SettingsDraft, hasValidation: Bool) throws -> SettingsDraft {
        if let likePath, now.settings.data.targetOnly && !settings.data.targetOnly {
            let name = TrainingData.Options.settings[\.targetOnly]
            throw UsageError.brokenRule("\(likePath) was trained with sources: \(name) cannot do as it")
        }
        var draft = SettingsDraft(settings, origins: origins)
        let table = TrainingSettings.table
        do throws(SettingFault) {
            try table.take(
                table.choices(now.settings, now.origins).filter { $0.origin == .given }, into: &draft.settings)
        } catch {
            throw EarlierSettingsError(fault: error, path: nil)
        }
        for name in table.settings.map(\.name) where now.origins.isGiven(name) { draft.origins[name] = .given }
        if likePath != nil {
            // They are about the model that the other training went on from.
            let frozen = TrainingOptions.settings[\.frozen]
            let growth = TrainingData.Options.settings[\.vocabularyGrowth]
            if !now.origins.isGiven(frozen) { draft.settings.training.frozen = [] }
            if !now.origins.isGiven(growth) { draft.settings.data.vocabularyGrowth = .keep }
            for name in [frozen, growth] where !now.origins.isGiven(name) { draft.origins[name] = .standard }
        }
        let share = TrainingData.Options.settings[\.validFraction]
        if likePath != nil && hasValidation && !now.origins.isGiven(share) {
            draft.settings.data.validFraction = 0
            draft.origins[share] = .standard
        }
        draft.settings.settle(&draft.origins)
        return draft
    }
}

/// A model file's record of its training is none that a training can have.
struct EarlierSettingsError: ExitCodeProviding {
    let fault: SettingFault
    /// The file; nil for the checkpoint that is gone on with.
    let path: String?

    var exitCode: ExitCode { .badData }

    var description: String {
        "\(path ?? "The checkpoint") has impossible settings: \(fault.text(for: .modelFiles))."
    }
}
