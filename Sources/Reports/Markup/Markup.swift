/// A piece of HTML or SVG. Texts and values of attributes are escaped on the way in, so that nobody's data become markup.
struct Markup: Sendable, Hashable {
    /// The piece as it is written to a file.
    private(set) var text = ""

    /// Nothing.
    init() {}

    /// A text to read, with what is invisible made visible.
    init(_ text: String) { self.text = Self.escaped(text.readable) }

    /// What is markup already.
    init(raw text: String) { self.text = text }

    /// Pieces one after another.
    init(_ pieces: [Markup]) { text = pieces.map(\.text).joined() }

    /// An element.
    ///
    /// - Parameters:
    ///   - attributes: values are escaped; those that are nil are left out.
    ///   - content: what stands in it.
    static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ content: Markup...
    ) -> Markup {
        element(name, attributes, content)
    }

    /// An element around a list of pieces.
    static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ content: [Markup]
    ) -> Markup {
        var text = "<" + name
        for case (let name, let value?) in attributes { text += " \(name)=\"\(escaped(value))\"" }
        text += ">"
        // Elements of HTML that have no end; SVG has none of these.
        if ["meta", "br"].contains(name) { return Markup(raw: text) }
        for piece in content { text += piece.text }
        return Markup(raw: text + "</\(name)>")
    }

    static func + (first: Markup, second: Markup) -> Markup { Markup(raw: first.text + second.text) }

    static func += (first: inout Markup, second: Markup) { first.text += second.text }

    /// The text with references for what has a meaning in markup.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Markup {
    /// A text of a user's, which no neighbour's direction changes, cut after so many characters.
    static func quoted(_ text: String, atMost count: Int = 400) -> Markup {
        let short = text.readable(atMost: count)
        let isCut = short != text.readable
        return .element(
            "bdi", ["dir": "auto", "title": isCut ? text.readable(atMost: 4 * count) : nil], Markup(short))
    }
}
