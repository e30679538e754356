/// What a token is.
public enum Tokenization: String, CaseIterable, Codable, Sendable {
    /// Every character is a token, white space included. A character is a grapheme cluster: what a reader sees as one,
    /// such as a letter with its accents or a family emoji.
    case characters

    /// Whatever stands between white space is a token. White space is what has Unicode's property White_Space, so
    /// no-break spaces (U+00A0, U+202F) and the line separator (U+2028) divide words as a blank does. A run of white
    /// space counts once, and at the ends of a text not at all.
    case words

    /// Words are cut further, into pieces that byte-pair encoding finds: frequent words are whole, rare ones are made
    /// of several. Every piece but the last of a word ends in `@@`, as subword-nmt writes it.
    case subwords
}
