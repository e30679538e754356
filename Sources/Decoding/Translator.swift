import Models
import Synchronization
import Tensors
import Text

/// A text that a model made of another.
public struct Translation: Sendable, Hashable {
    /// The target as text.
    public var text: String
    /// The target's tokens.
    public var tokens: [String]
    /// The log probability of the tokens and the end token, in nats.
    public var logProbability: Double
    /// Whether the target ended by itself; otherwise it was cut off at its cap.
    public var isFinished: Bool
}

/// Decodes text with a trained model. It may be shared between tasks.
public struct Translator: Sendable {
    /// The model.
    public let model: TranslationModel
    /// Threads of each computation.
    public let threads: Int?
    /// Sources that are decoded at once.
    public var batchSize = 64
    /// The most tokens of a target, or nil for a cap made from each source's length.
    public var maximumLength: Int?

    private let workspaces = WorkspaceShelf()

    /// A translator.
    ///
    /// - Parameter threads: how many threads share a computation, or nil for one a core.
    public init(_ model: TranslationModel, threads: Int? = nil) {
        self.model = model
        self.threads = threads
    }

    /// The target of a source; an empty one for a blank source.
    public func translate(_ text: String) -> String {
        translations(of: [text])[0].text
    }

    /// The targets of many sources, in their order. A target depends on its own source alone.
    public func translations(of texts: [String]) -> [Translation] {
        let sources = texts.map { $0.isBlank ? [] : model.encodedSource(of: $0) }
        var translations = texts.map { _ in Translation(text: "", tokens: [], logProbability: 0, isFinished: true) }
        // Sources of like length are decoded together, so that few rows run alone at the end of a batch.
        let order = sources.indices.filter { !sources[$0].isEmpty }.sorted { sources[$0].count < sources[$1].count }
        workspaces.withWorkspace(threads: threads) { workspace in
            for start in stride(from: 0, to: order.count, by: batchSize) {
                let batch = order[start..<min(start + batchSize, order.count)]
                let hypotheses = GreedySearch().search(
                    batch.map { sources[$0] },
                    maximumLengths: batch.map {
                        maximumLength ?? model.maximumTargetLength(forSourceLength: sources[$0].count)
                    },
                    with: model.network, on: workspace)
                for (index, hypothesis) in zip(batch, hypotheses) { translations[index] = translation(hypothesis) }
            }
        }
        return translations
    }

    /// The log probability of each pair's target with its end token, in nats, in their order. No search is made.
    public func logProbabilities(of pairs: [TextPair]) -> [Double] {
        let encoded = model.encodedPairs(of: pairs)
        precondition(
            encoded.allSatisfy { !$0.source.isEmpty }, "A pair whose source has no tokens has no log probability")
        var logProbabilities = [Double](repeating: 0, count: pairs.count)
        let order = encoded.indices.sorted { encoded[$0].target.count < encoded[$1].target.count }
        workspaces.withWorkspace(threads: threads) { workspace in
            for start in stride(from: 0, to: order.count, by: batchSize) {
                let indices = order[start..<min(start + batchSize, order.count)]
                let scores = model.network.logProbabilities(of: Batch(indices.map { encoded[$0] }), on: workspace)
                for (index, score) in zip(indices, scores) { logProbabilities[index] = score }
            }
        }
        return logProbabilities
    }

    private func translation(_ hypothesis: Hypothesis) -> Translation {
        let tokens = model.targetVocabulary.tokens(of: hypothesis.tokens)
        return Translation(
            text: model.targetTokenizer.text(of: tokens), tokens: tokens,
            logProbability: hypothesis.logProbability, isFinished: hypothesis.isFinished)
    }
}

/// Workspaces that are not in use, with the model's weights packed in them. Each call takes one, or makes one.
private final class WorkspaceShelf: Sendable {
    private let shelf = Mutex<[SendableWorkspace]>([])

    /// A workspace on its way between two tasks: it is used by one at a time.
    private struct SendableWorkspace: @unchecked Sendable {
        let workspace: Workspace
    }

    func withWorkspace(threads: Int?, _ body: (Workspace) -> Void) {
        let taken = shelf.withLock { $0.popLast() } ?? SendableWorkspace(workspace: Workspace(threads: threads))
        body(taken.workspace)
        shelf.withLock { $0.append(taken) }
    }
}
