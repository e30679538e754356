/// How a text is cut into tokens.
///
/// Text is put in Unicode's normalization form C first, so that a letter with its accent is the same token however it
/// was typed.
public enum Tokenization: String, CaseIterable, Codable, Sendable {
    /// Every character is a token, white space included. A character is a grapheme cluster: what a reader sees as one,
    /// such as a letter with its accents or a family emoji.
    case characters

    /// Whatever stands between white space is a token. White space is what has Unicode's property White_Space, so
    /// no-break spaces (U+00A0, U+202F) and the line separator (U+2028) divide words as a blank does. A run of white
    /// space counts once, and at the ends of a text not at all.
    case words

    /// Cuts a text into tokens, none of which is empty.
    public func tokens(of text: String) -> [String] {
        let text = text.composed
        switch self {
        case .characters:
            return text.map { String($0) }
        case .words:
            return text.unicodeScalars.split(whereSeparator: \.isWhiteSpace).map { String($0) }
        }
    }

    /// Puts tokens together: characters side by side, words with a blank between them.
    public func text(of tokens: [String]) -> String {
        switch self {
        case .characters: tokens.joined()
        case .words: tokens.joined(separator: " ")
        }
    }
}
