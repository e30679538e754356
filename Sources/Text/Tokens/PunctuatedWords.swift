/// Words with their punctuation apart, and marks that say where there was no blank, as the joiner of OpenNMT's tokenizer
/// does: `Hello, world!` is `Hello`, `￭,`, `world` and `￭!`.
///
/// A mark stands on the side of a sign on which it touches its neighbour. Put together, tokens are the text again, with
/// one blank for each run of white space.
package enum PunctuatedWords {
    /// U+FFED, OpenNMT's joiner.
    static let mark: Unicode.Scalar = "\u{FFED}"

    /// The tokens of what stands between white space.
    package static func tokens(of word: String) -> [String] {
        var parts: [String.UnicodeScalarView] = []
        var wasLetter = false
        for scalar in word.unicodeScalars {
            let isLetter = !isSign(scalar)
            if isLetter && wasLetter {
                parts[parts.count - 1].append(scalar)
            } else {
                parts.append(String.UnicodeScalarView([scalar]))
            }
            wasLetter = isLetter
        }
        // A mark that is the text's own has one in front, and none behind.
        let isOwnMark = parts.map { $0.count == 1 && $0.first == mark }
        let areSigns = parts.map { $0.first.map(isSign) ?? false }
        var tokens = parts
        for place in parts.indices.dropFirst().reversed() {
            if areSigns[place] || isOwnMark[place - 1] {
                tokens[place].insert(mark, at: tokens[place].startIndex)
            } else {
                tokens[place - 1].append(mark)
            }
        }
        return tokens.map { String($0) }
    }

    /// The text of tokens.
    static func text(of tokens: [String]) -> String {
        var text = String.UnicodeScalarView()
        var isJoined = true
        for token in tokens {
            var rest = token.unicodeScalars[...]
            if rest.first == mark, rest.count > 1 {
                rest.removeFirst()
                isJoined = true
            }
            if !isJoined { text.append(" ") }
            isJoined = rest.last == mark && rest.count > 1
            text += isJoined ? rest.dropLast() : rest
        }
        return String(text)
    }

    /// Whether a scalar stands apart: punctuation, or a symbol such as a plus or a smiling face.
    private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
            true
        default: false
        }
    }
}
