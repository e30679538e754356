extension BLEU {
    /// How a text is cut into the words that BLEU counts. The raw value is sacreBLEU's name.
    public enum Tokenizer: String, Sendable, CaseIterable {
        /// As the script mteval-v13a does, the custom of WMT.
        case mteval13a = "13a"
        /// Into characters, which are Unicode scalars; for text without blanks.
        case characters = "char"
        /// As the script mteval-v14 does with its option for all languages: by Unicode's categories of punctuation,
        /// symbols and numbers.
        case international = "intl"
        /// At white space; for text that is tokenized already.
        case none

        /// The words of a text as sacreBLEU cuts them.
        func words(of text: String) -> [ArraySlice<Unicode.Scalar>] {
            // sacreBLEU strips the end before it tokenizes.
            let scalars = Array(text.unicodeScalars.droppingTrailingPythonWhiteSpace)
            return switch self {
            case .none: scalars.pythonWords
            case .characters:
                scalars.indices.filter { !scalars[$0].isPythonWhiteSpace }.map { scalars[$0...$0] }
            case .mteval13a: Mteval13a.spaced(scalars).pythonWords
            case .international: Mteval14International.spaced(scalars).pythonWords
            }
        }
    }
}

private let blank: Unicode.Scalar = " "

/// The script mteval-v13a.
private enum Mteval13a {
    /// The text with blanks between its words.
    static func spaced(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var scalars = text
        if scalars.contains("<") { scalars = replacing("<skipped>", with: "", in: scalars) }
        if scalars.contains("\n") {
            scalars = replacing("-\n", with: "", in: scalars)
            scalars = replacing("\n", with: " ", in: scalars)
        }
        if scalars.contains("&") {
            for (name, character) in [("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")] {
                scalars = replacing(name, with: character, in: scalars)
            }
        }
        scalars = spacing([blank] + scalars + [blank], where: isSymbol)
        scalars = spacingPairs(in: scalars, .afterSecond) { isMark($1) && !isDigit($0) }
        scalars = spacingPairs(in: scalars, .aroundFirst) { isMark($0) && !isDigit($1) }
        return spacingPairs(in: scalars, .afterSecond) { isDigit($0) && $1 == "-" }
    }

    /// Replaces by scalars, not by characters: a combining mark after a name must not hide it.
    private static func replacing(
        _ name: String, with text: String, in scalars: [Unicode.Scalar]
    ) -> [Unicode.Scalar] {
        let name = Array(name.unicodeScalars)
        var result: [Unicode.Scalar] = []
        var rest = scalars[...]
        while let first = rest.first {
            if rest.starts(with: name) {
                result += text.unicodeScalars
                rest.removeFirst(name.count)
            } else {
                result.append(first)
                rest.removeFirst()
            }
        }
        return result
    }

    /// Symbols other than those that belong to words and numbers.
    private static func isSymbol(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "{"..."~", "["..."`", " "..."&", "("..."+", ":"..."@", "/": true
        default: false
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "," }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}

/// The script mteval-v14, international.
private enum Mteval14International {
    /// The text with blanks between its words.
    static func spaced(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var scalars = spacingPairs(in: text, .afterSecond) { isPunctuation($1) && !isNumber($0) }
        scalars = spacingPairs(in: scalars, .aroundFirst) { isPunctuation($0) && !isNumber($1) }
        return spacing(scalars, where: isSymbol)
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.isPythonPunctuation && !isSymbol(scalar) }
        return switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }

    private static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return ("0"..."9").contains(scalar) }
        return switch scalar.properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }

    private static func isSymbol(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return switch scalar {
            case "$", "+", "<", "=", ">", "^", "`", "|", "~": true
            default: false
            }
        }
        return switch scalar.properties.generalCategory {
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: true
        default: false
        }
    }
}

/// Puts blanks around scalars.
private func spacing(
    _ scalars: [Unicode.Scalar], where isAlone: (Unicode.Scalar) -> Bool
) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(2 * scalars.count)
    for scalar in scalars {
        if isAlone(scalar) {
            result.append(blank)
            result.append(scalar)
            result.append(blank)
        } else {
            result.append(scalar)
        }
    }
    return result
}

/// Where the blanks go that part two neighbours: `a. ` or ` .a`, each mark with a blank on either side.
private enum PairSpacing {
    case afterSecond
    case aroundFirst
}

/// Parts neighbours, from the left and without overlap, like a regular expression of two characters.
private func spacingPairs(
    in scalars: [Unicode.Scalar], _ spacing: PairSpacing, where isPair: (Unicode.Scalar, Unicode.Scalar) -> Bool
) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(scalars.count + scalars.count / 2)
    var place = 0
    while place < scalars.count {
        if place + 1 < scalars.count, isPair(scalars[place], scalars[place + 1]) {
            if spacing == .aroundFirst { result.append(blank) }
            result.append(scalars[place])
            result.append(blank)
            result.append(scalars[place + 1])
            if spacing == .afterSecond { result.append(blank) }
            place += 2
        } else {
            result.append(scalars[place])
            place += 1
        }
    }
    return result
}
