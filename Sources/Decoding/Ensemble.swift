import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// Models that decide on each token together. They share their target vocabulary; their sources are equally long.
///
/// Each has a workspace of its own, since a workspace holds one model's weights in the order in which they are read.
public struct Ensemble: Sendable {
    /// How the models' distributions of the next token are combined.
    public enum Combination: String, Sendable, CaseIterable {
        /// The mean of the probabilities.
        case probabilities
        /// The mean of the log probabilities, made a distribution again: a token that one model excludes is excluded.
        case logProbabilities = "log-probabilities"
    }

    /// The models.
    public let networks: [EncoderDecoder]
    /// How their distributions of the next token are combined.
    public let combination: Combination
    /// A language model that has a say too; nil for none.
    public let languageModel: LanguageModelFusion?

    /// An ensemble; a single model is one too.
    public init(
        _ networks: [EncoderDecoder], combination: Combination = .probabilities,
        languageModel: LanguageModelFusion? = nil
    ) {
        require(!networks.isEmpty, "An ensemble needs a model")
        let sizes = networks.map(\.configuration.targetVocabularySize)
        require(
            sizes.allSatisfy { $0 == sizes[0] }, "Models that decide together share their target, but have \(sizes)")
        require(
            languageModel.map { $0.ids.count == sizes[0] } ?? true,
            "A language model needs an id for each token of the target's vocabulary")
        self.languageModel = languageModel
        self.networks = networks
        self.combination = combination
    }

    /// How many workspaces it computes in: one for each model, and at last one for the language model if there is one.
    public var workspaceCount: Int { networks.count + (languageModel == nil ? 0 : 1) }

    /// Whether any of the models has attention.
    public var hasAttention: Bool { networks.contains { $0.configuration.attention != .none } }

    /// How many ids the targets of a source have: the vocabulary's, and those that only the source has if it is copied.
    func idCount(of query: SearchQuery) -> Int {
        let vocabularySize = networks[0].configuration.targetVocabularySize
        return networks.contains(where: \.configuration.copy) ? max(vocabularySize, query.reach) : vocabularySize
    }

    /// What the models carry from one token to the next.
    struct State {
        fileprivate let parts: [DecoderState]
        fileprivate let languageModel: DecoderState?
        /// With a language model for each row its ids of what the source adds to the vocabulary.
        fileprivate let further: [[Int32]]
        /// With a language model for each row the list of its tokens; empty if all are scored.
        fileprivate let lists: [TokenList]

        func selecting(rows: [Int]) -> State {
            State(
                parts: parts.map { $0.selecting(rows: rows) }, languageModel: languageModel?.selecting(rows: rows),
                further: further.isEmpty ? [] : rows.map { further[$0] },
                lists: lists.isEmpty ? [] : rows.map { lists[$0] })
        }
    }

    /// What one step of all models gives.
    struct Step {
        /// Log probabilities in nats, `[rows, vocabulary]`; where a model copies with as many columns more as the
        /// sources need. With lists of tokens `[rows, longest list]`.
        let logProbabilities: Rows
        /// For each row the columns of the greatest, the greatest first, if they were asked for.
        let bestColumns: [[Int32]]?
        /// How many of the columns are the vocabulary's.
        let vocabularySize: Int
        let state: State
        /// For each row the mean attention of the models that have it.
        let attention: [[Float]]
    }

    /// The state from which the models start, one row a source.
    ///
    /// - Parameter queries: the sources, with their ids for each model.
    func encode(_ queries: [SearchQuery], on workspaces: [Workspace]) -> State {
        let lists = queries.compactMap(\.tokens)
        return State(
            parts: networks.indices.map { model in
                networks[model].encode(
                    queries.map { $0.sources[model] }, vectors: queries.map(\.vectors), copies: queries.map(\.copies),
                    tags: queries.map { $0.tags(for: model) },
                    secondSources: queries.map { $0.secondSource(for: model) }, lists: lists,
                    on: workspaces[model])
            },
            languageModel: languageModel.map { fusion in
                fusion.network.encode(
                    queries.map { _ in TranslationModel.noSource }, on: workspaces[networks.count])
            }, further: languageModel == nil ? [] : queries.map(\.languageModelIDs),
            lists: languageModel == nil ? [] : lists)
    }

    /// Whether it can tell the most probable token without the probabilities of all.
    var canSeekBest: Bool { networks.count == 1 && languageModel == nil && !networks[0].configuration.copy }

    /// Feeds one token to each row.
    ///
    /// - Parameters:
    ///   - seekingBest: whether only the most probable token is asked for, as `EncoderDecoder` tells it.
    ///   - bestCount: how many of the most probable tokens are asked for; nil for none.
    func step(
        _ tokens: [Int32], from state: State, seekingBest: Bool = false, bestCount: Int? = nil,
        on workspaces: [Workspace]
    ) -> Step {
        var read = tokens
        if networks.contains(where: \.configuration.copy) {
            // What was copied has an id beyond the vocabulary, which is read as unknown also by models that do not copy.
            let size = Int32(networks[0].configuration.targetVocabularySize)
            read = tokens.map { $0 < size ? $0 : Vocabulary.unknown }
        }
        let steps = networks.indices.map {
            networks[$0].step(read, from: state.parts[$0], seekingBest: seekingBest, on: workspaces[$0])
        }
        var opinions = steps.map(\.logProbabilities)
        if opinions.count > 1 {
            // What a model cannot copy is impossible to it.
            let columns = opinions.map(\.columns).max() ?? 0
            opinions = opinions.map { $0.columns == columns ? $0 : $0.widened(to: columns, by: -.infinity) }
            combine(opinions, on: workspaces[0])
        }
        var languageModelState: DecoderState?
        let further = state.further
        if let languageModel, let before = state.languageModel {
            let ids = zip(tokens, further).map { languageModel.id(of: $0, $1) }
            let said = languageModel.network.step(ids, from: before, on: workspaces[networks.count])
            languageModel.add(said.logProbabilities, further, state.lists, to: opinions[0], on: workspaces[0])
            languageModelState = said.state
        }
        return Step(
            logProbabilities: opinions[0],
            bestColumns: bestCount.map { Self.bestColumns($0, of: opinions[0], on: workspaces[0]) },
            vocabularySize: networks[0].configuration.targetVocabularySize,
            state: State(
                parts: steps.map(\.state), languageModel: languageModelState, further: further, lists: state.lists),
            attention: Self.mean(steps.map(\.attention).filter { !$0.isEmpty }))
    }

    /// For each row the columns of the greatest log probabilities, which all threads look for.
    private static func bestColumns(_ count: Int, of rows: Rows, on workspace: Workspace) -> [[Int32]] {
        [[Int32]](unsafeUninitializedCapacity: rows.count) { found, foundCount in
            foundCount = rows.count
            guard let base = found.baseAddress else { return }
            workspace.pool.run(rows.count, work: 8 * rows.columns) { row in
                (base + row).initialize(to: rows.buffer(ofRow: row).bestTokens(count))
            }
        }
    }

    /// Makes the first of the rows the models' common opinion.
    private func combine(_ opinions: [Rows], on workspace: Workspace) {
        let matrices = opinions.map(\.matrix)
        let columns = matrices[0].columns
        workspace.pool.run(matrices[0].rows, work: 40 * opinions.count * columns) { row in
            let rows = matrices.map { UnsafeMutableBufferPointer(start: $0.row(row), count: columns) }
            switch combination {
            case .logProbabilities: Self.averageLogProbabilities(rows)
            case .probabilities: Self.averageProbabilities(rows, kernels: workspace.kernels)
            }
        }
        if combination == .logProbabilities { workspace.logSoftmax(matrices[0]) }
    }

    private static func averageLogProbabilities(_ rows: [UnsafeMutableBufferPointer<Float>]) {
        let result = rows[0]
        for row in rows.dropFirst() {
            for column in result.indices { result[column] += row[column] }
        }
        let count = Float(rows.count)
        for column in result.indices { result[column] /= count }
    }

    /// The logarithm of the mean probability of each column, in the first row: what is averaged is how much each
    /// probability is of the greatest one, so that none is too small for a number.
    private static func averageProbabilities(_ rows: [UnsafeMutableBufferPointer<Float>], kernels: Kernels) {
        let result = rows[0]
        var greatest = Array(result)
        for row in rows.dropFirst() {
            for column in greatest.indices { greatest[column] = max(greatest[column], row[column]) }
        }
        for (index, row) in rows.enumerated() {
            for column in greatest.indices {
                let share = greatest[column] == -.infinity ? -80 : row[column] - greatest[column]
                row[column] = max(-80, share)
            }
            guard let base = row.baseAddress else { return }
            kernels.apply(.exp, base, base, count: row.count)
            if index > 0 {
                for column in result.indices { result[column] += row[column] }
            }
        }
        let count = Float(rows.count)
        for column in result.indices { result[column] /= count }
        guard let base = result.baseAddress else { return }
        kernels.apply(.log, base, base, count: result.count)
        for column in result.indices { result[column] += greatest[column] }
    }

    private static func mean(_ attentions: [[[Float]]]) -> [[Float]] {
        guard var sum = attentions.first, attentions.count > 1 else { return attentions.first ?? [] }
        for attention in attentions.dropFirst() {
            for row in sum.indices {
                for position in sum[row].indices { sum[row][position] += attention[row][position] }
            }
        }
        return sum.map { row in row.map { $0 / Float(attentions.count) } }
    }
}

/// Why models cannot decide together. Models are named by their numbers, counted from 1.
public enum EnsembleError: Error, Equatable, Sendable {
    /// A model's target vocabulary is not the first model's: they differ first at an id.
    case differentTargetVocabularies(model: Int, counts: [Int], firstDifference: Int)
    /// A model cuts sources or targets into other tokens than the first model.
    case differentTokenizations(model: Int)
    /// A model reads vectors of another size than the first model, or one of the two reads texts, whose size is 0.
    case differentSources(model: Int, sizes: [Int])
    /// A model has a source and another has none.
    case mixedWithLanguageModel
    /// What should have a say as a language model reads a source.
    case noLanguageModel
    /// A language model cuts targets into other tokens than the models.
    case languageModelOfOtherTokens
}

extension EnsembleError: CustomStringConvertible {
    /// What is wrong, in a sentence.
    public var description: String {
        switch self {
        case .differentTargetVocabularies(let model, let counts, let difference):
            "Models 1 and \(model) cannot decide together: their target vocabularies, of \(counts[0]) and \(counts[1])"
                + " tokens, differ from id \(difference) on. Train them with the same target tokens and data."
        case .differentTokenizations(let model):
            "Models 1 and \(model) cannot decide together: they cut texts into different tokens, or write them in different"
                + " orders. Train them with the same kind of tokens, order, lower-casing and normalization, and subwords"
                + " with the same pairs. A model of another order can rank outputs anew: '--rescore MODEL:WEIGHT'."
        case .differentSources(let model, let sizes):
            "Models 1 and \(model) cannot decide together: the first reads \(Self.source(sizes[0])), the other"
                + " \(Self.source(sizes[1]))."
        case .mixedWithLanguageModel:
            "A language model cannot decide together with a model that reads sources. It can have a say:"
                + " '--language-model MODEL:WEIGHT'."
        case .noLanguageModel:
            "A language model is one that was trained on targets alone, but this model reads sources."
        case .languageModelOfOtherTokens:
            "The language model cuts targets into other tokens than the model, or reads them in another order. Train it with"
                + " the same kind of tokens, order, lower-casing and normalization; '--tokens-of MODEL' takes them all over."
        }
    }

    private static func source(_ size: Int) -> String { size == 0 ? "texts" : "vectors of \(size) numbers" }
}
