import Seq2Seq

/// The pairs that a conversion reads: what it is tried on, and what a shortlist is made of.
struct ConversionPairs {
    private let arguments: ConvertArguments
    private var reading: PairReading
    /// What both models are tried on; nil for nothing.
    private(set) var trial: ParallelCorpus?
    /// What a shortlist is made of; nil if none is.
    private(set) var shortlist: ParallelCorpus?

    init(_ arguments: ConvertArguments, _ model: TranslationModel) {
        self.arguments = arguments
        let columns = (arguments.columns ?? .firstTwo).with(tags: arguments.tags)
        reading = PairReading(columns: columns.with(secondSource: arguments.secondSource))
        reading.targetsAlone = model.isLanguageModel
        reading.allowsBlank = model.allowsBlank
    }

    /// Reads what there is, and gives what is worth knowing of it.
    mutating func read() throws -> [String] {
        trial = try arguments.pairs.map { try reading.pairs(at: $0) }
        shortlist = try arguments.shortlistPairs.map { try reading.pairs(at: $0) }
        return [trial, shortlist].flatMap { $0?.notices.map { "\($0)" } ?? [] }
    }

    /// What a model and its converted form do with the pairs; nil without any. If a shortlist was made, it is used.
    func trial(of model: TranslationModel, _ converted: TranslationModel) throws -> ConversionTrial? {
        guard let trial else { return nil }
        let translator = Translator(model, threads: arguments.threads)
        try MachineMemory.checkScoring(trial, from: PairReading.name(of: arguments.pairs ?? ""), with: translator)
        var other = Translator(converted, threads: arguments.threads)
        other.usesShortlist = shortlist != nil
        return ConversionTrial(trial.pairs, translator, other)
    }
}

extension ConvertArguments {
    /// Whether tags and second sources are told to a model that reads them, and to no other.
    func checkFurtherTexts(of model: TranslationModel) throws(DecodeError) {
        guard pairs != nil || shortlistPairs != nil else { return }
        let readsTags = model.tagVocabulary != nil
        if readsTags != (tags != nil) {
            throw readsTags ? .needsTags(option: "--tags COLUMN") : .readsNoTags(option: "--tags")
        }
        if model.readsSecondSource != (secondSource != nil) {
            throw model.readsSecondSource
                ? .needsSecondSource(option: "--second-source COLUMN") : .readsNoSecondSource(option: "--second-source")
        }
    }
}
