import Seq2SeqRandomness

/// Cuts texts into tokens and puts tokens together to text.
///
/// Text is normalized first, so that a letter with its accent is the same token however it was typed.
///
/// ```swift
/// let tokenizer = Tokenizer(.words, lowercase: true)
/// let tokens = tokenizer.tokens(of: "A cat, a dog")
/// print(tokens, tokenizer.text(of: tokens))
/// ```
public struct Tokenizer: Sendable, Equatable {
    /// How texts are cut.
    public enum Method: Sendable, Equatable {
        /// Into characters, see ``Tokenization/characters``.
        case characters
        /// Into characters and tags, see ``Tokenization/charactersAndTags``.
        case charactersAndTags
        /// Into Unicode scalars, see ``Tokenization/codePoints``.
        case codePoints
        /// Into bytes, see ``Tokenization/bytes``.
        case bytes
        /// Into words, see ``Tokenization/words``.
        case words
        /// Into words, and the words into the pieces of this encoding.
        case subwords(BytePairEncoding)
        /// Into the pieces of a model of SentencePiece, which puts texts in form itself.
        case pieces(SentencePieceModel)
    }

    /// How texts are cut.
    public let method: Method

    /// Whether letters are made lower-case first, by Unicode's mapping, which is the same for every language.
    public let makesLowercase: Bool

    /// The form that texts are put in.
    public let normalization: Normalization

    /// In which order tokens follow one another; texts are the same in both.
    public let order: TokenOrder

    /// A tokenizer that cuts texts by a method.
    public init(
        _ method: Method, lowercase: Bool = false, normalization: Normalization = .nfc,
        order: TokenOrder = .leftToRight
    ) {
        self.method = method
        self.order = order
        self.normalization = normalization
        makesLowercase = lowercase
    }

    /// The same, with tokens in an order.
    public func ordered(_ order: TokenOrder) -> Tokenizer {
        Tokenizer(method, lowercase: makesLowercase, normalization: normalization, order: order)
    }

    /// What a token is.
    public var tokenization: Tokenization {
        switch method {
        case .characters: .characters
        case .charactersAndTags: .charactersAndTags
        case .codePoints: .codePoints
        case .bytes: .bytes
        case .words: .words
        case .subwords, .pieces: .subwords
        }
    }

    /// Cuts a text into tokens, none of which is empty.
    public func tokens(of text: String) -> [String] { order.turned(readTokens(of: text)) }

    /// The tokens from the first to the last.
    private func readTokens(of text: String) -> [String] {
        switch method {
        case .characters: normalized(text).map { String($0) }
        case .charactersAndTags: TaggedCharacters.tokens(of: normalized(text))
        case .codePoints: normalized(text).unicodeScalars.map { String($0) }
        case .bytes: ByteTokens.tokens(of: normalized(text))
        case .words: words(of: text)
        case .subwords(let encoding): words(of: text).flatMap { Self.marked(encoding.pieces(of: $0)) }
        case .pieces(let model): pieces(of: text, model)
        }
    }

    /// Cuts many texts into tokens. A word that occurs again is not cut again, which saves most of the time.
    public func tokens(of texts: [String]) -> [[String]] {
        guard case .subwords(let encoding) = method else { return texts.map { tokens(of: $0) } }
        var known: [ExactToken: [String]] = [:]
        return texts.map { text in
            let tokens = words(of: text).flatMap { word in
                if let tokens = known[ExactToken(word)] { return tokens }
                let tokens = Self.marked(encoding.pieces(of: word))
                known[ExactToken(word)] = tokens
                return tokens
            }
            return order.turned(tokens)
        }
    }

    /// Cuts a text into tokens, leaving out merges of subwords with a probability (Provilkov et al. 2020). Tokens
    /// of other kinds are cut as always.
    public func tokens(of text: String, dropout: Double, using random: inout RandomSource) -> [String] {
        guard case .subwords(let encoding) = method else { return tokens(of: text) }
        let tokens = words(of: text).flatMap { word in
            Self.marked(encoding.pieces(of: word, dropout: dropout, using: &random))
        }
        return order.turned(tokens)
    }

    /// Puts tokens together: characters, tags and bytes side by side, words with a blank between them, the pieces of a
    /// word to the word.
    public func text(of tokens: [String]) -> String {
        let tokens = order.turned(tokens)
        return switch method {
        case .characters, .charactersAndTags, .codePoints: tokens.joined()
        case .bytes: ByteTokens.text(of: tokens)
        case .words: tokens.joined(separator: " ")
        case .subwords: Self.joined(tokens)
        case .pieces(let model): model.text(of: tokens)
        }
    }

    /// A text as it comes back from its tokens: normalized, lower-case if that was asked for, and of words or subwords
    /// with one blank between words.
    public func plainText(of text: String) -> String {
        switch method {
        case .characters, .charactersAndTags, .codePoints, .bytes: normalized(text)
        case .words, .subwords: words(of: text).joined(separator: " ")
        case .pieces(let model): model.plainText(of: makesLowercase ? text.lowercased() : text)
        }
    }

    /// The tags of a list with `;` between them, in the form that texts are put in; blank ones are left out.
    package func tags(of list: String) -> [String] {
        normalization.form(of: list).unicodeScalars.split(separator: ";").compactMap { tag in
            let words = tag.split(whereSeparator: \.isWhiteSpace).map { String($0) }
            return words.isEmpty ? nil : words.joined(separator: " ")
        }
    }

    /// What stands between white space in the normalized text.
    func words(of text: String) -> [String] {
        normalized(text).unicodeScalars.split(whereSeparator: \.isWhiteSpace).map { String($0) }
    }

    /// Pieces of SentencePiece. A text of which its form leaves nothing is one unknown token, unless it is blank.
    private func pieces(of text: String, _ model: SentencePieceModel) -> [String] {
        let pieces = model.pieces(of: makesLowercase ? text.lowercased() : text)
        return pieces.isEmpty && !text.isBlank ? [model.pieces[model.unknownID].text] : pieces
    }

    private func normalized(_ text: String) -> String {
        guard makesLowercase else { return normalization.form(of: text) }
        // What form KC or KD takes apart may hold upper-case letters that stand in no mapping, such as those of U+2121
        // (TEL).
        let text = [.nfkc, .nfkd].contains(normalization) ? normalization.form(of: text) : text
        return normalization.form(of: text.lowercased())
    }
}

// MARK: - The marks of subwords

extension Tokenizer {
    /// What a piece ends in that is not the last of its word.
    static let continuation = "@@"

    /// The pieces of a word with their marks.
    private static func marked(_ pieces: [String]) -> [String] {
        guard let last = pieces.last else { return [] }
        let marked = pieces.dropLast().map { $0 + continuation }
        // A last piece that ends as if it were marked would be taken for another; cut before its last character it is
        // not.
        guard hasMark(last) else { return marked + [last] }
        var scalars = last.unicodeScalars
        scalars.removeLast()
        return marked + [String(scalars) + continuation, "@"]
    }

    /// The words of marked pieces, with a blank between them.
    private static func joined(_ tokens: [String]) -> String {
        var text = ""
        var isWithinWord = true
        for token in tokens {
            if !isWithinWord { text.unicodeScalars.append(" ") }
            isWithinWord = hasMark(token)
            let scalars = token.unicodeScalars
            text.unicodeScalars += isWithinWord ? scalars.dropLast(continuation.count) : scalars[...]
        }
        return text
    }

    /// Compares bytes: "@" may be one character with what comes before.
    private static func hasMark(_ token: String) -> Bool {
        token.utf8.suffix(continuation.utf8.count).elementsEqual(continuation.utf8)
    }
}

extension Tokenizer {
    /// Every character is a token.
    public static let characters = Tokenizer(.characters)

    /// Whatever stands between white space is a token.
    public static let words = Tokenizer(.words)
}

/// What a token is.
public enum Tokenization: String, CaseIterable, Codable, Sendable {
    /// Every character is a token, white space included. A character is a grapheme cluster: what a reader sees as one,
    /// such as a letter with its accents or a family emoji.
    case characters

    /// Every character is a token, but a tag is one too: `<`, characters other than white space, `<` and `>`, and `>`.
    /// So `walk<V;PST>` has five tokens.
    case charactersAndTags = "characters+tags"

    /// Every Unicode scalar is a token: a letter and an accent that cannot be composed with it are two, as are a Hebrew
    /// letter and its vowel.
    case codePoints = "code-points"

    /// Every byte of UTF-8 is a token, so that no text has an unknown one.
    case bytes

    /// Whatever stands between white space is a token. White space is what has Unicode's property White_Space, so
    /// no-break spaces (U+00A0, U+202F) and the line separator (U+2028) divide words as a blank does. A run of white
    /// space counts once, and at the ends of a text not at all.
    case words

    /// Words are cut further, into pieces that byte-pair encoding finds: frequent words are whole, rare ones are made
    /// of several. Every piece but the last of a word ends in `@@`, as subword-nmt writes it. Pieces of SentencePiece
    /// are subwords too, with U+2581 for a blank.
    case subwords
}
