import Seq2SeqSettings

extension CommandArguments {
    /// The command's options as tables in Markdown, one for each group: for the page of the documentation.
    package static var markdownOptions: String {
        command.settings.groups.filter { !$0.settings.isEmpty }.map { group in
            """
            **\(group.title)**

            | option | value | meaning |
            |---|---|---|
            \(group.settings.map(row).joined(separator: "\n"))
            """
        }.joined(separator: "\n\n") + "\n"
    }

    private static func row(_ setting: Setting<Self>) -> String {
        let values = setting.placeholder?.split(separator: "|").map { "`\($0)`" }.joined(separator: ", ") ?? ""
        return "| `\(setting.name.option)` | \(values) | \(prose(HelpText.explanation(setting))) |"
    }

    /// A sentence of the help, its options and reserved tokens set as code.
    private static func prose(_ help: String) -> String {
        help.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let core = word.drop { $0 == "(" }
            guard core.hasPrefix("--") || core.hasPrefix("<") else { return String(word) }
            let end = core.lastIndex { $0.isLetter || $0.isNumber || $0 == ">" } ?? core.startIndex
            return word.prefix(word.count - core.count) + "`\(core[...end])`" + core[end...].dropFirst()
        }.joined(separator: " ").replacing("|", with: "\\|")
    }
}
