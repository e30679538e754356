import Seq2SeqSettings

/// A setting as a page shows it.
package struct ReportedSetting: Sendable, Hashable {
    /// What it is called, by those who read the page.
    package let name: String
    /// Its value; nil if there is none.
    package let value: String?
    /// Where the value came from; nil if that is not known.
    package let origin: SettingOrigin?

    package init(name: String, value: String?, origin: SettingOrigin?) {
        self.name = name
        self.value = value
        self.origin = origin
    }

    /// Settings that were given or chosen with their origins, and the values that the others have by default.
    static func markup(_ settings: [ReportedSetting]) -> [Markup] {
        let notable = settings.filter { $0.origin != nil && $0.origin != .standard }
        let others = settings.filter { $0.value != nil && ($0.origin == nil || $0.origin == .standard) }
        let list = Markup.element(
            "ul", ["class": "columns"],
            others.map { setting in
                .element(
                    "li", [:], .element("span", ["class": "soft"], Markup(setting.name + " ")),
                    .quoted(setting.value ?? ""))
            })
        guard !notable.isEmpty else { return [list] }
        return [
            .table(
                head: ["setting", "value", "origin"],
                rows: notable.map { setting in
                    [
                        Markup(setting.name), .quoted(setting.value ?? "–"),
                        Markup(setting.origin?.description ?? ""),
                    ]
                }), .element("h3", [:], Markup("By default")), list,
        ]
    }
}

/// A command that can be typed again.
package enum TypedCommand {
    /// The lines of a command, each option on its own, with what a shell would not take as it is in quotes.
    package static func lines(_ name: String, _ words: [String]) -> [String] {
        var lines: [String] = []
        var line = name
        for word in words {
            if word.hasPrefix("--") && line != name {
                lines.append(line + " \\")
                line = "    " + quoted(word)
            } else {
                line += " " + quoted(word)
            }
        }
        return lines + [line]
    }

    /// The command in one line.
    package static func line(_ name: String, _ words: [String]) -> String {
        ([name] + words).map(quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let plain = word.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "-_./=:,+@%".unicodeScalars.contains(scalar)
        }
        return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
