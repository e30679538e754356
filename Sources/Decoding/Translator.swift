import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// Decodes text with a trained model, or with several that decide together. It may be shared between tasks.
///
/// ```swift
/// var translator = Translator(model)
/// translator.search = SearchOptions(beamWidth: 5, lengthPenalty: .average)
/// print(translator.translate("535+61"))
/// for best in translator.translations("535+61", count: 3) { print(best.score, best.text) }
/// ```
///
/// Its options can be used as if they were its own properties: `translator.batchSize = 8`.
@dynamicMemberLookup
public struct Translator: Sendable {
    /// How to go about decoding. Of these, `maximumLength` and `replacesUnknown` alone change a target.
    public struct Options: Sendable, Hashable, Adjustable {
        /// Threads to compute with; nil for one a core.
        public var threads: Int?
        /// The most sources that are decoded at once; a wide beam takes fewer.
        public var batchSize = 64
        /// The most tokens of a target, or nil for a cap made from each source's length, or the search's minimum if
        /// that is more.
        public var maximumLength: Int?
        /// Whether an unknown token of a target becomes the source token that it attends to most, which needs
        /// attention.
        public var replacesUnknown = false
        /// Whether a target is made of the tokens alone that the models' shortlists have for its source, which is
        /// faster with a large vocabulary. Probabilities are shared out among these. At least one model has a
        /// ``TranslationModel/shortlist``.
        public var usesShortlist = false
        /// Ranks the hypotheses that the search finds by what they are worth if the others are right, instead of by their
        /// probability; nil for that. See ``MinimumBayesRisk``.
        public var utility: MinimumBayesRisk.Utility?

        /// What `seq2seq-decode` does if nothing else is said.
        public init() {}

        /// The settings, in the order of the help.
        package static let settings = SettingTable<Self>([
            SettingGroup(
                "Search",
                [
                    Setting(
                        "max_length", \.maximumLength, property: "maximumLength",
                        .integer(in: 1...SearchOptions.longest).orInPrograms(0),
                        "End an output after N tokens, instead of at a limit from its source and the training data."),
                    Setting(
                        "replace_unknown", \.replacesUnknown, property: "replacesUnknown",
                        "Instead of <unk> say the source token attended to most."),
                    Setting(
                        "shortlist", \.usesShortlist, property: "usesShortlist",
                        "Choose each line's tokens among those alone that the model's shortlist has for it, which is"
                            + " faster with a large vocabulary; seq2seq-convert makes one."),
                    Setting(
                        "mbr", \.utility, property: "utility", .choice(),
                        "Of the outputs of --n-best choose the one that is most like all of them, by this score."),
                ]),
            SettingGroup(
                "Other",
                [
                    Setting("batch_size", \.batchSize, .integer(in: 1...1_000_000), "Lines to decode together."),
                    .threads(\.threads),
                ]),
        ])
    }

    /// The models that decide together; often one.
    public let models: [TranslationModel]
    /// How to go about decoding.
    public var options = Options()
    /// How to search: greedy, beam search or sampling, penalties, the number of outputs.
    public var search = SearchOptions()
    /// Called before each token is chosen; may change its log probabilities. Nil for no such hook.
    public var onStep: SearchHook?

    /// Models that judge what the search has found, which is ranked anew by the weighted sum; see ``Rescorer``.
    public var rescorers: [Rescorer] = []

    /// The only texts that targets may be; nil for any.
    var allowed: AllowedTexts?

    /// The language model that has a say in each token; nil for none. See ``fuse(_:weight:precision:)``.
    public internal(set) var languageModel: TranslationModel?
    var fusion: LanguageModelFusion?

    private let combination: Ensemble.Combination
    var workspaces: WorkspaceShelf

    /// The model, or the first of several.
    public var model: TranslationModel { models[0] }

    /// Whether any of the models has attention.
    public var hasAttention: Bool { models.contains { $0.network.configuration.attention != .none } }

    /// Whether any of the models reads tags, those that judge among them.
    public var readsTags: Bool { models.contains { $0.tagVocabulary != nil } || rescorers.contains(where: \.readsTags) }

    /// Whether any of the models reads a second source, those that judge among them.
    public var readsSecondSource: Bool {
        models.contains(where: \.readsSecondSource) || rescorers.contains(where: \.readsSecondSource)
    }

    /// A translator with one model.
    ///
    /// - Parameters:
    ///   - threads: how many threads share a computation, or nil for one a core.
    ///   - precision: the precision of products, or nil for the one in which each model's weights are held.
    public init(_ model: TranslationModel, threads: Int? = nil, precision: Precision? = nil) {
        models = [model]
        combination = .probabilities
        workspaces = WorkspaceShelf([precision ?? model.precision])
        options.threads = threads
    }

    /// A translator of several models that decide on each token together.
    ///
    /// - Parameters:
    ///   - models: at least one; they must cut texts into the same tokens and share their target vocabulary.
    ///   - combination: how their distributions of the next token are combined.
    ///   - threads: how many threads share a computation, or nil for one a core.
    ///   - precision: the precision of products, or nil for the one in which each model's weights are held.
    public init(
        _ models: [TranslationModel], combining combination: Ensemble.Combination = .probabilities,
        threads: Int? = nil, precision: Precision? = nil
    ) throws(EnsembleError) {
        require(!models.isEmpty, "A translator needs a model")
        let first = models[0]
        for (index, model) in models.enumerated() {
            if model.isLanguageModel != first.isLanguageModel { throw .mixedWithLanguageModel }
            let sizes = [first, model].map(\.network.configuration.sourceFeatures)
            if sizes[0] != sizes[1] { throw .differentSources(model: index + 1, sizes: sizes) }
            if model.sourceTokenizer != first.sourceTokenizer
                || model.targetTokenizer != first.targetTokenizer
            {
                throw .differentTokenizations(model: index + 1)
            }
            let (one, other) = (first.targetVocabulary, model.targetVocabulary)
            if let difference = one.firstDifference(from: other) {
                throw .differentTargetVocabularies(
                    model: index + 1, counts: [one.count, other.count], firstDifference: difference)
            }
        }
        self.models = models
        self.combination = combination
        workspaces = WorkspaceShelf(models.map { precision ?? $0.precision })
        options.threads = threads
    }

    /// An option.
    public subscript<Value>(dynamicMember option: WritableKeyPath<Options, Value>) -> Value {
        get { options[keyPath: option] }
        set { options[keyPath: option] = newValue }
    }

    /// Whether all models were trained to read blank sources; see ``TranslationModel/allowsBlank``.
    public var allowsBlank: Bool { models.allSatisfy(\.allowsBlank) }

    /// The target of a source; an empty one for a blank source, unless the model was trained on such.
    public func translate(_ text: String) -> String {
        var translator = self
        translator.search.tellsProbabilities = false
        return translator.translations(of: [text])[0].text
    }

    /// The best targets of many sources, in their order. A target depends on its own source alone, and if it is drawn
    /// at random on its place as well.
    public func translations(of texts: [String]) -> [Translation] {
        hypotheses(of: texts.enumerated().map { SourceText($1, line: $0 + 1) }).map { $0[0] }
    }

    /// The best targets of a source, the best first. A beam that is narrower than their number is widened to it.
    public func translations(_ text: String, count: Int) -> [Translation] {
        searching(forBest: count).hypotheses(of: [SourceText(text)])[0]
    }

    /// One that finds so many targets of a source.
    func searching(forBest count: Int) -> Translator {
        var translator = self
        translator.search.hypothesisCount = count
        translator.search.beamWidth = max(search.beamWidth, count)
        return translator
    }

    /// The targets of each source that the search is asked for, the best first; of a blank source an empty one, unless
    /// the models were trained on such.
    public func hypotheses(of texts: [SourceText]) -> [[Translation]] {
        search.check()
        Options.settings.check(options)
        require(rescorers.isEmpty || options.utility == nil, "Either rescorers rank hypotheses or a utility does")
        require(!options.usesShortlist || hasShortlist, "None of the models has the shortlist that is to be used")
        require(!options.replacesUnknown || hasAttention, "Unknown tokens are replaced by what a model attends to")
        require(
            !model.readsVectors || (rescorers.isEmpty && !options.replacesUnknown),
            "Vectors have no text for a rescorer to judge by, and no token to put in an unknown one's place")
        require(readsTags || texts.allSatisfy(\.tags.isEmpty), "A source has tags, but no model reads any")
        var results = texts.map { _ in [Translation.blank] }
        let sourceTokens = sourceTokens(of: texts)
        let vocabularies = sourceTokens.map(extendedVocabulary)
        var (banned, allowed) = (KnownPhrases(), AllowedTexts.Known())
        let queries = texts.indices.map { index in
            var query = query(for: texts[index], sourceTokens[index], vocabularies[index], &allowed)
            query.bannedPhrases = banned.ids(of: texts[index].neverSay, vocabularies[index], by: self)
            return query
        }
        // Sources of like length are decoded together, so that few rows run alone at the end of a batch.
        let order = queries.indices.filter { allowsBlank || !queries[$0].sources[0].isEmpty }
            .sorted { queries[$0].sourceLength < queries[$1].sourceLength }
        let batches = batches(of: order, count: sourcesSearchedAtOnce, tokens: Self.sourceTokensOfBatch) {
            queries[$0].sourceLength
        }
        for batch in batches {
            let found = find(batch.map { queries[$0] }, BeamSearch(search, onStep: onStep))
            for (index, hypotheses) in zip(batch, found) {
                let unknown = queries[index].unknownTokenCount
                let unknownTags = unknownTagCount(of: texts[index].tags)
                let translations = hypotheses.map {
                    var translation = translation(
                        $0, of: texts[index], sourceTokens[index], vocabularies[index], unknown: unknown)
                    translation.unknownTagCount = unknownTags
                    return translation
                }
                results[index] =
                    options.utility.map { utility in
                        MinimumBayesRisk(utility).ranked(translations, countAlike: search.sampling != nil)
                    } ?? translations
            }
        }
        return rescored(results, of: texts)
    }

    /// The log probability of each pair's target with its end token, in nats, in their order. No search is made.
    public func logProbabilities(of pairs: [TextPair]) -> [Double] {
        let queries = pairs.map(query(for:))
        checkScored(queries)
        var logProbabilities = [Double](repeating: 0, count: pairs.count)
        for indices in scoringBatches(of: queries) {
            for (index, score) in zip(indices, scores(of: indices.map { queries[$0] })) {
                logProbabilities[index] = score
            }
        }
        return logProbabilities
    }

    private func scores(of queries: [SearchQuery]) -> [Double] {
        if models.count == 1 && fusion == nil {
            let pairs = queries.map {
                var pair = EncodedPair(
                    source: $0.sources[0], target: $0.prefix, copies: $0.copies, tags: $0.tags(for: 0),
                    secondSource: $0.secondSource(for: 0))
                pair.vectors = $0.vectors
                return pair
            }
            return withWorkspaces { model.network.logProbabilities(of: Batch(pairs), on: $0[0]) }
        }
        return forced(queries).map(\.logProbability)
    }

    /// The hypothesis of each query that is its prefix and then ends.
    func forced(_ queries: [SearchQuery], topTokenCount: Int? = nil) -> [Hypothesis] {
        // Nothing but the end may follow the whole target as a prefix.
        let search = BeamSearch(SearchOptions(topTokenCount: topTokenCount)) { _, values in
            for token in values.indices where token != Int(Vocabulary.end) { values[token] = -.infinity }
        }
        return find(queries, search).map { $0[0] }
    }

    private func find(_ queries: [SearchQuery], _ search: BeamSearch) -> [[Hypothesis]] {
        let ensemble = Ensemble(models.map(\.network), combination: combination, languageModel: fusion)
        return withWorkspaces { search.search(queries, with: ensemble, on: $0) }
    }

    /// Computes with workspaces of its own, one for each model, and at last one for a language model.
    func withWorkspaces<Value>(_ body: ([Workspace]) -> Value) -> Value {
        workspaces.withWorkspaces(threads: options.threads, body)
    }
}
