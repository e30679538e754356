/// A target's vocabulary and the tokens of one source that it lacks: what a model that copies can say of that source
/// (See et al. 2017, section 2.2, "extended vocabulary").
///
/// Tokens of the source that the vocabulary lacks have the ids that follow its own, in the order in which they first
/// stand there.
///
/// ```swift
/// let vocabulary = Vocabulary(counting: [["call", "me"]])
/// let extended = ExtendedVocabulary(vocabulary, by: ["call", "me", "Ishmael"])
/// print(extended.sourceIDs, extended.ids(of: ["Ishmael"]), extended.tokens(of: [6]))
/// ```
public struct ExtendedVocabulary: Sendable {
    /// The target's vocabulary.
    public let vocabulary: Vocabulary
    /// For each token of the source its id here.
    public let sourceIDs: [Int32]
    /// The source's tokens that the vocabulary lacks; the first has the id that follows the vocabulary's last.
    public let furtherTokens: [String]
    /// Their ids.
    private let furtherIDs: [ExactToken: Int32]

    /// Extends a vocabulary by the tokens of a source.
    ///
    /// A token that ends a line or a column cannot be said, so it counts as unknown.
    public init(_ vocabulary: Vocabulary, by source: [String]) {
        self.vocabulary = vocabulary
        var (tokens, ids): ([String], [ExactToken: Int32]) = ([], [:])
        sourceIDs = source.map { token in
            let id = vocabulary.id(of: token)
            guard id == Vocabulary.unknown, !token.endsLineOrColumn else { return id }
            if let known = ids[ExactToken(token)] { return known }
            let further = Int32(vocabulary.count + tokens.count)
            ids[ExactToken(token)] = further
            tokens.append(token)
            return further
        }
        furtherTokens = tokens
        furtherIDs = ids
    }

    /// The id of each token of a target: unknown, if neither the vocabulary nor the source has it.
    public func ids(of tokens: [String]) -> [Int32] {
        tokens.map { token in
            let id = vocabulary.id(of: token)
            return id == Vocabulary.unknown ? furtherIDs[ExactToken(token)] ?? id : id
        }
    }

    /// The token with each id, reserved ones included.
    public func tokens(of ids: [Int32]) -> [String] {
        ids.map { Int($0) < vocabulary.count ? vocabulary[$0] : furtherTokens[Int($0) - vocabulary.count] }
    }
}
