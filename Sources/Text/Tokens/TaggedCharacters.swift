/// Texts of characters and tags: `walk<V;PST>`, where a tag stands for itself beside characters.
///
/// A tag is `<`, one character or more that are neither white space nor `<` nor `>`, and `>`. Any other `<` or `>` is a
/// character as others are.
package enum TaggedCharacters {
    /// The characters and tags of a text, in their order; put side by side they are the text again.
    package static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        var start = text.startIndex
        while start < text.endIndex {
            let end = tagEnd(from: start, in: text) ?? text.index(after: start)
            tokens.append(String(text[start..<end]))
            start = end
        }
        return tokens
    }

    /// Whether there is a tag in a text.
    package static func hasTag(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "<")) else { return false }
        return text.indices.contains { tagEnd(from: $0, in: text) != nil }
    }

    /// Where the tag ends that begins at an index; nil if none does.
    private static func tagEnd(from start: String.Index, in text: String) -> String.Index? {
        guard text[start] == "<" else { return nil }
        let first = text.index(after: start)
        var next = first
        while next < text.endIndex, text[next] != "<", !text[next].isWhitespace {
            let after = text.index(after: next)
            if text[next] == ">" { return next == first ? nil : after }
            next = after
        }
        return nil
    }
}
