import Seq2Seq
import Seq2SeqFiles
import Seq2SeqSettings

/// What `seq2seq-decode` is told: what it reads and writes, and how it searches.
package struct DecodeArguments: CommandArguments {
    package var models: [String] = []
    package var input: String?
    /// The number of the input's first line.
    package var firstLine = 1
    package var output: String?
    package var score: String?
    package var encodes = false
    package var tagColumn: Int?
    package var secondSourceColumn: Int?
    package var languageModel: WeightedModel?
    package var rescorers: [WeightedModel] = []
    package var backwardRescorers: [WeightedModel] = []
    package var ensemble = Ensemble.Combination.probabilities
    package var prefixFile: String?
    package var mustSayFile: String?
    package var neverSayFile: String?
    package var allowedFile: String?
    package var samples = false
    package var precision: Precision?
    package var format = OutputFormat.text
    package var scores = false
    package var alignments = false
    package var tokenProbabilities = false
    package var attentionPicture: String?
    package var verifiesInvariance = false
    package var quiet = false

    package var search = SearchOptions()
    /// How tokens are drawn if they are.
    package var sampling = Sampling()
    package var options = Translator.Options()

    package var origins = SettingOrigins()

    package init() {}

    package mutating func settle() {
        search.sampling = samples ? sampling : nil
    }

    /// The translator that the options ask for.
    ///
    /// - Parameters:
    ///   - scores: whether it only has to tell how probable texts are.
    ///   - note: is told what is no error but worth knowing.
    func translator(scores: Bool = false, noting note: (String) -> Void = { _ in }) throws -> Translator {
        // Before the models, which take longer to read.
        let allowed = try allowedTexts()
        let loaded = try models.map { try TranslationModel(ofTextsAt: $0, threads: options.threads) }
        var translator = try Translator(loaded, combining: ensemble, precision: precision)
        if translator.model.isLanguageModel && score == nil && !scores {
            throw DecodeError.languageModel(name: models[0])
        }
        if let languageModel {
            let model = try TranslationModel(ofTextsAt: languageModel.path, threads: options.threads)
            guard model.isLanguageModel else {
                throw DecodeError.noLanguageModel(
                    file: languageModel.path, option: Self.files[\.languageModel].option)
            }
            try translator.fuse(model, weight: languageModel.weight, precision: precision)
        }
        translator.rescorers = try namedRescorers()
        if !translator.hasAttention {
            let needing = [
                (SearchOptions.settings[\.coveragePenalty], search.coveragePenalty > 0),
                (Translator.Options.settings[\.replacesUnknown], options.replacesUnknown),
                (Self.output[\.alignments], alignments),
                (SearchOptions.settings[\.keepsAttention], search.keepsAttention),
                (Self.output[\.attentionPicture], attentionPicture != nil),
            ]
            if let name = needing.first(where: \.1)?.0 { throw DecodeError.needsAttention(option: name.option) }
        }
        if options.usesShortlist && !translator.hasShortlist {
            throw DecodeError.needsShortlist(
                option: Translator.Options.settings[\.usesShortlist].option, model: models[0])
        }
        if prefixFile != nil && translator.model.targetTokenizer.order == .rightToLeft {
            throw DecodeError.prefixFromRight
        }
        try checkFurther(of: translator)
        translator.options = options
        translator.search = search
        translator.search.tellsProbabilities = format != .text || self.scores || verifiesInvariance
        if attentionPicture != nil { translator.search.keepsAttention = true }
        if let allowedFile, let allowed {
            let unknown = translator.allowOnly(allowed)
            let copies = translator.models.contains { $0.network.configuration.copy }
            if unknown.count == allowed.count && !copies {
                throw DecodeError.nothingAllowed(file: allowedFile, lines: allowed.count)
            }
            if let first = unknown.first, !copies {
                note(
                    "\(allowedFile): \(Figures.grouped(unknown.count)) of \(Figures.counted(allowed.count, "line"))"
                        + " \(unknown.count == 1 ? "is" : "are") never said, since the model lacks a token, the first"
                        + " '\(first.showingControls)'.")
            }
        }
        return translator
    }

    /// The models that rank outputs anew, those that lead from sources to targets first.
    private func namedRescorers() throws -> [Rescorer] {
        let judges = rescorers.map { ($0, Rescorer.Direction.forward) } + backwardRescorers.map { ($0, .backward) }
        return try judges.map { judge, direction in
            let model = try TranslationModel(ofTextsAt: judge.path, threads: options.threads)
            if direction == .backward && model.isLanguageModel {
                throw DecodeError.noBackwardModel(file: judge.path, option: Self.files[\.backwardRescorers].option)
            }
            return Rescorer(model, weight: judge.weight, direction: direction, precision: precision)
        }
    }

    /// The only outputs there may be; nil for any.
    private func allowedTexts() throws -> [String]? {
        guard let allowedFile else { return nil }
        var reading = PairReading()
        let texts = try reading.lines(of: allowedFile).filter { !$0.isBlank }
        if texts.isEmpty { throw DecodeError.noneAllowed(file: allowedFile) }
        return texts
    }

    /// Files that say something of each line.
    var sideFiles: [(role: SideFile.Role, path: String)] {
        let files: [(SideFile.Role, String?)] = [
            (.prefix, prefixFile), (.mustSay, mustSayFile), (.neverSay, neverSayFile),
        ]
        return files.compactMap { role, path in path.map { (role: role, path: $0) } }
    }

    /// The model files that are read.
    var modelFiles: [String] {
        models + [languageModel].compactMap { $0?.path } + (rescorers + backwardRescorers).map(\.path)
    }

    /// Everything that is read beside models.
    var inputs: [String?] { [input, score, prefixFile, mustSayFile, neverSayFile, allowedFile] }
}

extension DecodeArguments {
    /// Where what is read beside the text of lines is. A vector is of the text alone, so lines need nothing else for it.
    func further(for translator: Translator) -> [FurtherText: FurtherText.Place] {
        var places: [FurtherText: FurtherText.Place] = [:]
        if translator.readsTags { places[.tags] = place(tagColumn) }
        if translator.readsSecondSource { places[.secondSource] = place(secondSourceColumn) }
        return places
    }

    private func place(_ column: Int?) -> FurtherText.Place? {
        column.map(FurtherText.Place.column) ?? (encodes ? nil : .records)
    }

    /// Whether what is told beside the text is told to models that read it, and to no others. Objects of JSON may have it
    /// too.
    private func checkFurther(of translator: Translator) throws(DecodeError) {
        let mayLack = encodes || (format == .jsonl && score == nil)
        let (tags, second) = (Self.files[\.tagColumn], Self.files[\.secondSourceColumn])
        if tagColumn != nil && !translator.readsTags { throw .readsNoTags(option: tags.option) }
        if tagColumn == nil && translator.readsTags && !mayLack {
            throw .needsTags(option: Self.files[tags].spelling)
        }
        if secondSourceColumn != nil && !translator.readsSecondSource {
            throw .readsNoSecondSource(option: second.option)
        }
        if secondSourceColumn == nil && translator.readsSecondSource && !mayLack {
            throw .needsSecondSource(option: Self.files[second].spelling)
        }
    }

    /// How many lines there are before those of the input.
    var linesBefore: Int { firstLine - 1 }

    /// The columns of pairs to score.
    var scoredColumns: PairColumns { .firstTwo.with(tags: tagColumn).with(secondSource: secondSourceColumn) }

    /// Whether standard input is one of the inputs.
    var readsStandardInput: Bool {
        (input == nil && score == nil) || inputs.contains(ByteReader.standardName)
    }

    /// Whether two of the inputs are standard input.
    var readsStandardInputTwice: Bool {
        let others = [input ?? score ?? ByteReader.standardName, prefixFile, mustSayFile, neverSayFile, allowedFile]
        return others.count { $0 == ByteReader.standardName } > 1
    }
}
