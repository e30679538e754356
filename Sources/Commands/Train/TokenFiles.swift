import Seq2Seq
import Seq2SeqFiles
import Seq2SeqSettings

/// The files that say how texts are cut into subwords and which tokens there are.
struct TokenFiles {
    /// What is given of tokens.
    private(set) var given: GivenTokens
    /// What is worth knowing of the files.
    private(set) var notices: [String] = []
    /// The vocabularies that were read now, with their files.
    private var vocabularies: [(path: String, side: CorpusFinding.Side)] = []

    /// Reads the files that the arguments name.
    ///
    /// - Parameters:
    ///   - draft: the settings, as far as they are known.
    ///   - earlier: what was given to the training whose settings are taken; files that are named go before it.
    /// - Throws: `SubwordsError`, `VocabularyFileError`, and `UsageError` if they do not fit each other or what else is
    ///   given.
    init(_ arguments: TrainArguments, _ draft: SettingsDraft, earlier: GivenTokens) throws {
        given = earlier
        let (names, data) = (TrainingData.Options.settings, draft.settings.data)
        let isGiven = arguments.origins.isGiven
        // Other tokens than before need other files.
        if isGiven(names[\.ownSourceTokens]), data.sourceTokens != .subwords { given.source = GivenTokens.Side() }
        if isGiven(names[\.ownTargetTokens]), data.targetTokens != .subwords { given.target = GivenTokens.Side() }
        if let path = arguments.sourceSubwords {
            given.source = GivenTokens.Side(subwords: try Subwords(contentsOf: path))
        }
        if let path = arguments.targetSubwords {
            given.target = GivenTokens.Side(subwords: try Subwords(contentsOf: path))
        }
        try read(arguments.sourceVocabulary, .source, \.source)
        try read(arguments.targetVocabulary, .target, \.target)
        try check(draft, isGiven)
    }

    /// What was given to a training that is gone on with. It needs the files no more.
    init(of checkpoint: TrainingCheckpoint) { given = GivenTokens(of: checkpoint.model) }

    private mutating func read(
        _ path: String?, _ side: CorpusFinding.Side, _ place: WritableKeyPath<GivenTokens, GivenTokens.Side>
    ) throws(VocabularyFileError) {
        guard let path else { return }
        let file = try VocabularyFile(contentsOf: path)
        given[keyPath: place].vocabulary = file.vocabulary
        vocabularies.append((path, side))
        if !file.leftOut.isEmpty {
            notices.append(
                "\(path): left out \(Figures.counted(file.leftOut.count, "special token")) of others,"
                    + " \(file.leftOut.joined(separator: ", ")). A model has its own.")
        }
    }

    /// Refuses what does not go together.
    private func check(_ draft: SettingsDraft, _ isGiven: (SettingName) -> Bool) throws(UsageError) {
        let (names, options) = (TrainingData.Options.settings, draft.settings.data)
        let files = TrainArguments.tokens
        for (side, tokens, kind, subwords, vocabulary) in [
            (
                given.source, names[\.ownSourceTokens], options.sourceTokens, files[\.sourceSubwords],
                files[\.sourceVocabulary]
            ),
            (
                given.target, names[\.ownTargetTokens], options.targetTokens, files[\.targetSubwords],
                files[\.targetVocabulary]
            ),
        ] {
            if side.subwords != nil, isGiven(tokens), kind != .subwords {
                throw .brokenRule("\(subwords) cuts texts into subwords, but \(tokens) is \(kind.rawValue)")
            }
            let isDecided = [tokens, names[\.tokens]].contains { draft.origins[$0] != .standard }
            if side.vocabulary != nil, side.subwords == nil, kind == .subwords, isDecided {
                throw .brokenRule(
                    "\(vocabulary) also needs \(subwords): merges that are learned from the pairs make other tokens")
            }
            if side.vocabulary != nil, case .pieces = side.subwords {
                throw .brokenRule("\(vocabulary) cannot be given with a model of SentencePiece, which has its own")
            }
        }
        if options.shareVocabulary, given.source != given.target {
            throw .brokenRule(
                "With \(names[\.shareVocabulary]) the files of subwords or of tokens must be the same for both sides")
        }
        let sides = options.targetOnly ? [given.target] : [given.source, given.target]
        let arePieces = sides.allSatisfy { if case .pieces = $0.subwords { true } else { false } }
        for (name, isIdle) in [
            (names[\.vocabularySize], sides.allSatisfy { !$0.isEmpty }),
            (names[\.minimumCount], arePieces || sides.allSatisfy { $0.vocabulary != nil }),
            (names[\.normalization], arePieces), (names[\.subwordDropout], arePieces),
        ] where isIdle && isGiven(name) {
            throw .brokenRule("\(name) has no effect: what is given of tokens decides")
        }
    }

    /// What is worth knowing of the files and of the tokens of pairs.
    func notices(of data: TrainingData) -> [String] {
        notices
            + vocabularies.map { path, side in
                let isSource = side == .source
                let vocabulary = isSource ? data.sourceVocabulary : data.targetVocabulary
                let ids = data.training.lazy.map { isSource ? $0.source : $0.target }
                let (count, unknown) = ids.reduce((0, 0)) { sums, ids in
                    (sums.0 + ids.count, sums.1 + ids.count { $0 == Vocabulary.unknown })
                }
                return "\(path) has \(Figures.counted(vocabulary.textTokenCount, "token"));"
                    + " \(Figures.grouped(unknown)) of the pairs' \(Figures.grouped(count)) \(side.rawValue) tokens"
                    + " (\(Figures.percent(Double(unknown) / Double(max(1, count))))) are not among them."
            }
    }

    /// Refuses files that a training was not given which is gone on with. Those that are no longer there are not asked
    /// for.
    ///
    /// - Throws: as the reading of the files, and `CheckpointError.otherOption`.
    static func check(_ arguments: TrainArguments, resuming checkpoint: TrainingCheckpoint) throws {
        let (record, names) = (checkpoint.model.trainingRecord, TrainArguments.tokens)
        func subwords(_ path: String) throws -> String { try Subwords(contentsOf: path).checksum }
        func vocabulary(_ path: String) throws -> String { try VocabularyFile(contentsOf: path).vocabulary.checksum }
        let files: [(path: String?, name: SettingName, before: String?, checksum: (String) throws -> String)] = [
            (arguments.sourceSubwords, names[\.sourceSubwords], record.sourceSubwordsChecksum, subwords),
            (arguments.targetSubwords, names[\.targetSubwords], record.targetSubwordsChecksum, subwords),
            (arguments.sourceVocabulary, names[\.sourceVocabulary], record.sourceVocabularyChecksum, vocabulary),
            (arguments.targetVocabulary, names[\.targetVocabulary], record.targetVocabularyChecksum, vocabulary),
        ]
        for (path, name, before, checksum) in files {
            guard let path, before == nil || FileStatus(path) != nil else { continue }
            let now = try checksum(path)
            if now == before { continue }
            throw CheckpointError.otherOption(
                name: name.option, before: before.map { "a file of checksum \($0)" } ?? "not given",
                now: "a file of checksum \(now)")
        }
    }
}
