import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// For each token of the source the target tokens that a model has aligned with it, and how many of the most frequent
/// ones go with every source: vocabulary selection by alignments (Jean et al. 2015, section 3.3; L'Hostis et al.
/// 2016).
///
/// ```swift
/// model.shortlist = try model.alignedShortlist(of: pairs)
/// var translator = Translator(model)
/// translator.usesShortlist = true
/// print(translator.translate("a cat"))
/// ```
public struct Shortlist: Sendable, Hashable {
    /// How a shortlist is made.
    public struct Options: Sendable, Hashable, Adjustable {
        /// How many of the first tokens of the target's vocabulary, the most frequent, are on every list; the reserved
        /// ones come on top.
        public var commonCount = 1000
        /// How many of a source token's aligned target tokens are kept beside these, at most.
        public var alignedCount = 50

        /// What `seq2seq-convert` does if nothing else is said.
        public init() {}

        /// What each property has if nothing is said.
        public static let standard = Self()

        /// Some numbers of tokens.
        public init(commonCount: Int = standard.commonCount, alignedCount: Int = standard.alignedCount) {
            self.commonCount = commonCount
            self.alignedCount = alignedCount
        }

        /// The settings, in the order of the help.
        package static let settings = SettingTable<Self>([
            SettingGroup(
                "Shortlist",
                [
                    Setting(
                        "shortlist_common", \.commonCount, property: "commonCount", .integer(in: 0...1_000_000_000),
                        "The most frequent target tokens, so many, are on the list of every line."),
                    Setting(
                        "shortlist_aligned", \.alignedCount, property: "alignedCount", .integer(in: 0...1_000_000),
                        "At most so many aligned target tokens for each source token."),
                ])
        ])
    }

    /// How many of the first tokens of the target's vocabulary are on every list, the reserved ones not counted.
    public let commonCount: Int
    /// For each id of the source the ids of its aligned target tokens beside those, the best first.
    public let aligned: [[Int32]]

    /// A shortlist with a list for each id of the source.
    public init(commonCount: Int, aligned: [[Int32]]) {
        require(commonCount >= 0, "No fewer than 0 tokens are on every list, but these are \(commonCount)")
        self.commonCount = commonCount
        self.aligned = aligned
    }

    /// How many target tokens a source token has in the mean, of those that have any.
    package var meanAlignedCount: Double {
        let counts = aligned.map(\.count).filter { $0 > 0 }
        return counts.isEmpty ? 0 : Double(counts.reduce(0, +)) / Double(counts.count)
    }
}

/// Why a model has no shortlist made.
public enum ShortlistError: Error, Sendable, Equatable {
    /// It is a language model, which reads no source.
    case noSource
    /// It has no attention, so it aligns nothing.
    case noAttention
}

extension ShortlistError: CustomStringConvertible {
    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .noSource: "A model without source tokens has nothing that targets could be aligned with."
        case .noAttention:
            "A shortlist is made of what attention aligns, but the model has none: train it with '--attention"
                + " dot|general|additive'."
        }
    }
}

extension TranslationModel {
    /// Makes a shortlist: lets the model read pairs, each with its own target, and adds up how much each target token
    /// attends to each token of its source.
    ///
    /// Of equally aligned tokens the more frequent one, with the lower id, goes first. What is attended to by less than
    /// a hundredth is not counted. It depends on the pairs and their order alone, not on the number of threads.
    ///
    /// - Parameters:
    ///   - pairs: such as those of the training.
    ///   - options: how many tokens are on the lists.
    ///   - threads: how many threads share the work, or nil for one a core.
    /// - Throws: ``ShortlistError`` if the model has nothing to align by.
    public func alignedShortlist(
        of pairs: [TextPair], _ options: Shortlist.Options = Shortlist.Options(), threads: Int? = nil
    ) throws(ShortlistError) -> Shortlist {
        Shortlist.Options.settings.check(options)
        if isLanguageModel || readsVectors { throw .noSource }
        if network.configuration.attention == .none { throw .noAttention }
        // There are no more than the vocabulary has.
        let commonCount = min(options.commonCount, targetVocabulary.count - Vocabulary.reservedTokens.count)
        let firstID = Vocabulary.reservedTokens.count + commonCount
        let ids = firstID..<targetVocabulary.count
        var sums = [[Int32: Double]](repeating: [:], count: sourceVocabulary.count)
        let workspace = Workspace(threads: threads, precision: precision)
        var first = 0
        while first < pairs.count {
            let encoded = encodedPairs(of: Array(pairs[first...].prefix(Self.alignedAtOnce)))
                .filter { !$0.source.isEmpty && !$0.target.isEmpty }
            first += Self.alignedAtOnce
            if encoded.isEmpty { continue }
            for (pair, attention) in zip(encoded, network.attention(for: Batch(encoded), on: workspace)) {
                for (token, weights) in zip(pair.target, attention) where ids.contains(Int(token)) {
                    for (source, weight) in zip(pair.source, weights) where weight >= Self.leastAttention {
                        sums[Int(source)][token, default: 0] += Double(weight)
                    }
                }
            }
        }
        return Shortlist(
            commonCount: commonCount,
            aligned: sums.map { sums in
                // No two tokens are equal in this order, so it does not show how a dictionary gives them.
                sums.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
                    .prefix(options.alignedCount).map(\.key)
            })
    }

    private static let alignedAtOnce = 64
    private static let leastAttention: Float = 0.01
}
