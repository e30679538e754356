import Seq2SeqSettings

/// The tokens a model knows, each with its id.
///
/// The first four ids are reserved: padding, begin, end and unknown. No text leads to the first three: a word that is
/// spelled like their names gets an id of its own, as any other does. In the list of tokens it has a backslash in
/// front, which keeps it apart from the reserved name.
///
/// ```swift
/// let vocabulary = Vocabulary(counting: [["a", "cat"], ["a", "dog"]])
/// print(vocabulary.ids(of: ["a", "cow"]), vocabulary.tokens(of: [4]))
/// ```
public struct Vocabulary: Sendable {
    /// The id that fills the rows of a padded batch.
    public static let padding: Int32 = 0

    /// The id the decoder reads before the first target token.
    public static let begin: Int32 = 1

    /// The id that ends a target.
    public static let end: Int32 = 2

    /// The id that stands for every token that is not in the vocabulary.
    public static let unknown: Int32 = 3

    /// The names of the reserved ids, in their order.
    public static let reservedTokens = ["<pad>", "<s>", "</s>", "<unk>"]

    /// Every token, the reserved names first; the index is the id. A text's own token that is spelled like a reserved
    /// name, or like that after backslashes, has a backslash more in front.
    public let tokens: [String]

    /// The ids of the tokens that are not reserved.
    private let ids: [ExactToken: Int32]

    /// How many tokens there are, the reserved ones included.
    public var count: Int { tokens.count }

    /// How many tokens are no reserved ones.
    package var textTokenCount: Int { tokens.count - Self.reservedTokens.count }

    /// The vocabulary of a corpus: most frequent tokens first, equally frequent ones in the order of their UTF-8 bytes.
    ///
    /// - Parameters:
    ///   - sequences: The tokens of each text.
    ///   - maximumSize: How many tokens to keep at most, the four reserved ones included; all, if absent.
    ///   - minimumCount: How often a token must occur to be kept.
    ///   - expected: Tokens that may come although they do not occur: each counts as `minimumCount` more.
    public init(
        counting sequences: some Sequence<[String]>, maximumSize: Int? = nil, minimumCount: Int = 1,
        expecting expected: [String] = []
    ) {
        let reserved = Self.reservedTokens
        if let maximumSize {
            require(
                maximumSize >= reserved.count,
                "A vocabulary must have room for \(reserved.count) reserved tokens, but its maximum is \(maximumSize)")
        }
        require(minimumCount > 0, "A minimum count must be positive, but is \(minimumCount)")
        var counts = TokenCounts(of: sequences)
        for token in expected { counts.add(token, times: minimumCount) }
        var counted = counts.counts
        counted.removeAll { $0.count < minimumCount }
        counted.sort { left, right in
            left.count == right.count
                ? left.token.utf8.lexicographicallyPrecedes(right.token.utf8) : left.count > right.count
        }
        let room = maximumSize.map { $0 - reserved.count } ?? counted.count
        self.init(listed: reserved + counted.prefix(room).map { Self.listed($0.token) })
    }

    /// The vocabulary of a list of tokens, as `tokens` gives it.
    ///
    /// - Parameter tokens: Every token, the reserved names first; the index is the id. Of those that are spelled like a
    ///   reserved name after backslashes, one backslash is not a part.
    /// - Throws: If the list does not begin with the reserved names, or holds a token twice.
    public init(tokens: [String]) throws(VocabularyError) {
        for (id, name) in Self.reservedTokens.enumerated() {
            let found = id < tokens.count ? tokens[id] : nil
            if found != name { throw .missingReservedToken(id: id, expected: name, found: found) }
        }
        // Two tokens that texts spell alike are listed alike, unless one of them is a reserved name.
        var ids: [ExactToken: Int32] = [:]
        ids.reserveCapacity(tokens.count)
        for id in Self.reservedTokens.count..<tokens.count {
            let reserved =
                Self.isReserved(afterBackslashes: tokens[id])
                ? Self.reservedTokens.firstIndex { $0.utf8.elementsEqual(tokens[id].utf8) } : nil
            let known = ids.updateValue(Int32(id), forKey: ExactToken(Self.spelled(tokens[id]))).map(Int.init)
            if let first = reserved ?? known {
                throw .duplicateToken(tokens[id], firstID: first, secondID: id)
            }
        }
        self.init(listed: tokens, ids: ids)
    }

    /// The vocabulary of tokens as texts spell them, in their order after the reserved ones.
    ///
    /// - Parameter tokens: each once.
    package init(ofTexts tokens: [String]) {
        self.init(listed: Self.reservedTokens + tokens.map(Self.listed))
    }

    /// This vocabulary with the tokens of another that it lacks, after its own and in their order.
    package func extended(by other: Vocabulary) -> Vocabulary {
        let new = other.tokens.dropFirst(Self.reservedTokens.count).filter { ids[ExactToken(Self.spelled($0))] == nil }
        return Vocabulary(listed: tokens + new)
    }

    /// - Parameters:
    ///   - tokens: as `tokens` gives them, each once.
    ///   - ids: their ids, if they are known.
    private init(listed tokens: [String], ids: [ExactToken: Int32]? = nil) {
        self.tokens = tokens
        self.ids = ids ?? Self.ids(of: tokens)
    }

    /// The token with an id, which must be in the vocabulary, as texts spell it.
    public subscript(id: Int32) -> String {
        require(
            id >= 0 && Int(id) < tokens.count, "An id must be in 0..<\(tokens.count) for this vocabulary, but is \(id)")
        return id < Self.reservedTokens.count ? tokens[Int(id)] : Self.spelled(tokens[Int(id)])
    }

    /// The id of a token of a text: unknown, if it is not in the vocabulary.
    public func id(of token: String) -> Int32 {
        ids[ExactToken(token)] ?? Self.unknown
    }

    /// The id of each token of a text.
    public func ids(of tokens: [String]) -> [Int32] {
        tokens.map(id(of:))
    }

    /// The ids of those tokens that are known, in ascending order and each once, so that it does not matter in which
    /// order they are given.
    package func idsOfSet(_ tokens: [String]) -> [Int32] {
        var known = Set(ids(of: tokens))
        known.remove(Self.unknown)
        return known.sorted()
    }

    /// The token with each id, reserved ones included.
    public func tokens(of ids: [Int32]) -> [String] {
        ids.map { self[$0] }
    }

    /// The ids of the tokens that are not reserved.
    private static func ids(of tokens: [String]) -> [ExactToken: Int32] {
        var ids: [ExactToken: Int32] = [:]
        ids.reserveCapacity(tokens.count)
        for id in reservedTokens.count..<tokens.count {
            ids[ExactToken(spelled(tokens[id]))] = Int32(id)
        }
        return ids
    }
}

extension Vocabulary {
    private static let escape: Unicode.Scalar = "\\"

    /// Whether a text's own token is listed in another spelling than it has.
    package static func isEscaped(_ token: String) -> Bool {
        token.unicodeScalars.first == escape && isReserved(afterBackslashes: token)
    }

    /// How a text's own token stands in the list of tokens.
    package static func listed(_ token: String) -> String {
        isReserved(afterBackslashes: token) ? String(Character(escape)) + token : token
    }

    /// How texts spell what stands in the list of tokens.
    private static func spelled(_ token: String) -> String {
        isEscaped(token) ? String(token.unicodeScalars.dropFirst()) : token
    }

    private static func isReserved(afterBackslashes token: String) -> Bool {
        // Nearly all tokens are told apart by their last byte.
        guard token.utf8.last == UInt8(ascii: ">") else { return false }
        return reservedTokens.contains { name in
            token.utf8.drop { $0 == UInt8(ascii: "\\") }.elementsEqual(name.utf8)
        }
    }
}

extension Vocabulary: Equatable {
    /// Whether both have the same tokens, byte for byte, at the same ids.
    public static func == (left: Vocabulary, right: Vocabulary) -> Bool {
        left.firstDifference(from: right) == nil
    }

    /// The first id at which the tokens are not the same, byte for byte; nil if there is none.
    package func firstDifference(from other: Vocabulary) -> Int? {
        let difference = zip(tokens, other.tokens).enumerated().first { !$1.0.utf8.elementsEqual($1.1.utf8) }
        if let difference { return difference.offset }
        return count == other.count ? nil : min(count, other.count)
    }
}

/// Why a list of tokens is no vocabulary.
public enum VocabularyError: Error, Sendable, Equatable {
    /// The list has another token, or none, where a reserved name belongs.
    case missingReservedToken(id: Int, expected: String, found: String?)

    /// The list holds a token twice.
    case duplicateToken(String, firstID: Int, secondID: Int)
}

extension VocabularyError: CustomStringConvertible {
    /// Where, what was found and what was expected.
    public var description: String {
        switch self {
        case .missingReservedToken(let id, let expected, let found?):
            "The vocabulary has \(found.debugDescription) at id \(id), where \(expected) is expected. \(Self.rule)"
        case .missingReservedToken(let id, let expected, nil):
            "The vocabulary ends before id \(id), where \(expected) is expected. \(Self.rule)"
        case .duplicateToken(let token, let firstID, let secondID):
            "The vocabulary has \(token.debugDescription) both at id \(firstID) and at id \(secondID). "
                + "Each token must have one id."
        }
    }

    private static let rule = "It must begin with " + Vocabulary.reservedTokens.joined(separator: ", ") + "."
}
