/// An HTML page that needs nothing but itself: no script, no font, no picture from elsewhere.
struct Page {
    let title: String
    /// Which command has written it; by this it knows its own pages again.
    let generator: String
    /// Seconds after which a browser reads it again; nil for a page that is done.
    var refreshSeconds: Int?
    var content: [Markup] = []

    /// The page as it is written to a file.
    var html: String {
        let head = Markup.element(
            "head", [:],
            [
                .element("meta", ["charset": "utf-8"]),
                .element("meta", ["name": "viewport", "content": "width=device-width,initial-scale=1"]),
                .element("meta", ["name": "generator", "content": generator]),
                .element("meta", ["name": "color-scheme", "content": "light dark"]),
                refreshSeconds.map { .element("meta", ["http-equiv": "refresh", "content": "\($0)"]) } ?? Markup(),
                // Without one a browser asks a server for its picture.
                Markup(raw: "<link rel=\"icon\" href=\"data:,\">"),
                .element("title", [:], Markup(title)), .element("style", [:], Markup(raw: StyleSheet.page)),
            ])
        let body = Markup.element("body", [:], .element("main", [:], content))
        return "<!DOCTYPE html>\n" + Markup.element("html", ["lang": "en"], head, body).text + "\n"
    }
}

extension Markup {
    /// A part of a page under a heading; nothing if there is nothing in it.
    static func section(_ title: String, _ content: [Markup]) -> Markup {
        content.allSatisfy { $0.text.isEmpty }
            ? Markup() : .element("section", [:], [.element("h2", [:], Markup(title))] + content)
    }

    static func paragraph(_ text: String, class name: String? = nil) -> Markup {
        .element("p", ["class": name], Markup(text))
    }

    /// Figures side by side, each with its name.
    static func facts(_ facts: [(name: String, value: String)]) -> Markup {
        .element(
            "dl", ["class": "facts"],
            facts.map { fact in
                .element(
                    "div", [:], .element("dt", [:], Markup(fact.name)), .element("dd", [:], Markup(fact.value)))
            })
    }

    /// A table, which scrolls by itself where it is too wide.
    ///
    /// - Parameters:
    ///   - head: the columns' names.
    ///   - numbers: the columns that hold numbers.
    static func table(
        head: [String], rows: [[Markup]], numbers: Set<Int> = []
    ) -> Markup {
        func row(_ element: String, _ cells: [Markup]) -> Markup {
            .element(
                "tr", [:],
                cells.enumerated().map { index, cell in
                    .element(element, ["class": numbers.contains(index) ? "number" : nil], cell)
                })
        }
        return .element(
            "div", ["class": "scroll"],
            .element(
                "table", [:], .element("thead", [:], row("th", head.map { Markup($0) })),
                .element("tbody", [:], rows.map { row("td", $0) })))
    }

    /// Cards side by side.
    static func grid(_ cards: [Markup]) -> Markup {
        cards.isEmpty ? Markup() : .element("div", ["class": "grid"], cards)
    }

    /// Lines as they are typed.
    static func code(_ lines: [String]) -> Markup {
        .element("pre", [:], .element("code", [:], Markup(raw: lines.map { Markup($0).text }.joined(separator: "\n"))))
    }
}
