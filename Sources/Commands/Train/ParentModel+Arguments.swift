import Seq2Seq
import Seq2SeqFiles
import Seq2SeqSettings

/// Pairs to mix in, and which share of all pairs they are to be: `old.tsv:0.5`.
package struct ReplayedPairs: Hashable, Sendable, CustomStringConvertible {
    let path: String
    let share: Double

    /// Nil for a text that does not name both.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), colon > text.startIndex else { return nil }
        guard let share = Double(text[text.index(after: colon)...]), share > 0, share < 1 else { return nil }
        path = String(text[..<colon])
        self.share = share
    }

    package var description: String { "\(path):\(share)" }
}

/// No training goes on from a model that is stored in 8 bits.
struct ParentModelError: ExitCodeProviding {
    let path: String

    var exitCode: ExitCode { .badData }

    var description: String {
        "\(path) is stored in 8 bits, which do not learn. Give the model that it was made from."
    }
}

extension ParentModel {
    /// The model that a training goes on from; nil for none.
    ///
    /// A training that is gone on with needs the file no more: its checkpoint has the vocabularies. If the file is named
    /// again, it must be the same.
    ///
    /// - Parameter notices: gets what was found in the file of replayed pairs that is no error but worth knowing.
    /// - Throws: `ModelFileError`, `ParentModelError`, `CheckpointError.otherOption`, `UnreadablePairs`; `UsageError` if
    ///   options do not go together.
    init?(
        _ arguments: TrainArguments, resuming checkpoint: TrainingCheckpoint?, notices: inout [String]
    ) throws {
        let starts = TrainArguments.starts
        func given(_ names: [SettingName]) -> SettingName? { names.first(where: arguments.origins.isGiven) }
        let isKnown = checkpoint?.model.trainingRecord.parentChecksum != nil
        let named = try arguments.from.flatMap { path -> ParentModel? in
            if isKnown && FileStatus(path) == nil { return nil }
            let model = try TranslationModel(ofTextsAt: path)
            if model.precision == .int8 { throw ParentModelError(path: path) }
            return ParentModel(model)
        }
        var parent = named
        if let checkpoint {
            let before = checkpoint.model.trainingRecord.parentChecksum
            if let named, named.checksum != before {
                throw CheckpointError.otherOption(
                    name: starts[\.from].option, before: before.map { "checksum \($0)" } ?? "not given",
                    now: "checksum \(named.checksum)")
            }
            parent = before.map { ParentModel(checkpoint.model, checksum: $0) }
        }
        guard let parent else {
            if let name = given([starts[\.replay], TrainingData.Options.settings[\.vocabularyGrowth]]) {
                throw UsageError.needs(name.option, starts[starts[\.from]].spelling)
            }
            return nil
        }
        if let name = given(Self.settings) { throw UsageError.conflict(starts[\.from].option, name.option) }
        self = parent
        guard let replay = arguments.replay else { return }
        var reading = PairReading(
            columns: arguments.pairColumns, skipsInvalid: arguments.skipInvalid,
            leavingOut: TrainArguments.files[\.skipInvalid])
        reading.targetsAlone = model.isLanguageModel
        reading.allowsBlank = model.allowsBlank || arguments.settings.data.allowsBlank
        let corpus = try reading.pairs(at: replay.path)
        notices += corpus.notices.map(\.description)
        replayed = corpus.pairs
        replayShare = replay.share
    }

    /// What a training that begins with it is told of it.
    func notice(_ path: String, _ data: TrainingData) -> String {
        var new = [(data.targetVocabulary.count - model.targetVocabulary.count, "target token")]
        if !model.isLanguageModel {
            new.insert((data.sourceVocabulary.count - model.sourceVocabulary.count, "source token"), at: 0)
        }
        if let known = model.tagVocabulary, let tags = data.tagVocabulary {
            new.append((tags.count - known.count, "tag"))
        }
        let counts = new.map { "\(Figures.counted($0, "new " + $1))" }
        let hasTags = model.tagVocabulary == nil || data.training.contains { !$0.tags.isEmpty }
        let hasSecond = !model.readsSecondSource || data.training.contains { !$0.secondSource.isEmpty }
        return "Going on from \(path), checksum \(checksum), with \(counts.joined(separator: ", "))."
            + (hasTags ? "" : " It reads tags, but knows none of these pairs': --tags names their column.")
            + (hasSecond
                ? "" : " It reads a second source, but these pairs have none: --second-source names its column.")
            + (model.shortlist == nil
                ? "" : " Its shortlist is of what it was, and is left out: seq2seq-convert makes another.")
    }
}
