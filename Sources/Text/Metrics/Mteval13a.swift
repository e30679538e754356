/// The words of a text as sacreBLEU's tokenizer `13a` cuts them, which follows the script mteval-v13a of WMT.
enum Mteval13a {
    static func words(of text: String) -> [String] {
        // sacreBLEU strips the end before it tokenizes.
        var scalars = Array(text.droppingTrailingPythonWhiteSpace.unicodeScalars)
        scalars = replacing("<skipped>", with: "", in: scalars)
        scalars = replacing("-\n", with: "", in: scalars)
        scalars = replacing("\n", with: " ", in: scalars)
        for (name, character) in [("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")] {
            scalars = replacing(name, with: character, in: scalars)
        }
        scalars = [blank] + scalars + [blank]
        scalars = spacedSymbols(scalars)
        scalars = spacedMarks(scalars) { isMark($1) && !isDigit($0) ? [$0, blank, $1, blank] : nil }
        scalars = spacedMarks(scalars) { isMark($0) && !isDigit($1) ? [blank, $0, blank, $1] : nil }
        scalars = spacedMarks(scalars) { isDigit($0) && $1 == "-" ? [$0, blank, $1, blank] : nil }
        return scalars.split(whereSeparator: \.isPythonWhiteSpace).map { word in
            String(String.UnicodeScalarView(word))
        }
    }

    /// Replaces by scalars, not by characters: a combining mark after a name must not hide it.
    private static func replacing(
        _ name: String, with text: String, in scalars: [Unicode.Scalar]
    ) -> [Unicode.Scalar] {
        let name = Array(name.unicodeScalars)
        guard scalars.contains(name[0]) else { return scalars }
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

    /// Puts blanks around symbols other than those that belong to words and numbers.
    private static func spacedSymbols(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        scalars.flatMap { scalar in
            switch scalar {
            case "{"..."~", "["..."`", " "..."&", "("..."+", ":"..."@", "/": [blank, scalar, blank]
            default: [scalar]
            }
        }
    }

    /// Replaces pairs of neighbours, from the left and without overlap, like a regular expression of two characters.
    private static func spacedMarks(
        _ scalars: [Unicode.Scalar], _ replacement: (Unicode.Scalar, Unicode.Scalar) -> [Unicode.Scalar]?
    ) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var place = 0
        while place < scalars.count {
            if place + 1 < scalars.count, let pair = replacement(scalars[place], scalars[place + 1]) {
                result += pair
                place += 2
            } else {
                result.append(scalars[place])
                place += 1
            }
        }
        return result
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "," }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static let blank: Unicode.Scalar = " "
}
