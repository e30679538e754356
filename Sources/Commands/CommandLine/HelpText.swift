import Seq2SeqSettings

/// The text of `--help`, wrapped to the width of a classic terminal.
struct HelpText {
    static let width = 80
    private static let indent = "  "

    /// Where explanations start; an option that reaches further has its explanation on the next line.
    private static let column = 27

    private(set) var lines: [String] = []

    init<Arguments: CommandArguments>(_ command: Command<Arguments>) {
        for (index, usage) in command.usage.enumerated() {
            let head = index == 0 ? "Usage: " : "       "
            append(head + command.name + " " + usage, hanging: head.count + command.name.count + 1)
        }
        lines.append("")
        append(command.summary, hanging: 0)
        for operand in command.operands where !operand.values.isEmpty {
            lines += ["", operand.placeholder + ":"]
            for value in operand.values { appendEntry(value.name, value.help) }
        }
        for group in command.optionGroups {
            lines += ["", group.title + ":"]
            for option in group.options { appendEntry(option.spelling, option.help) }
        }
        if !command.examples.isEmpty { lines += ["", "Examples:"] }
        for example in command.examples {
            append(Self.indent + example.purpose, hanging: Self.indent.count)
            lines += example.lines.map { Self.indent + Self.indent + $0 }
        }
    }

    /// The setting's help with its default, if it has one.
    static func explanation<Arguments>(_ setting: Setting<Arguments>) -> String {
        setting.defaultText.map { setting.help.dropLast() + " (default: \($0))." } ?? setting.help
    }

    /// A name in the left column and its explanation in the right one.
    private mutating func appendEntry(_ name: String, _ explanation: String) {
        let head = Self.indent + name
        let padding = String(repeating: " ", count: max(0, Self.column - head.count))
        if head.count < Self.column - 1 {
            append(head + padding + explanation, hanging: Self.column)
        } else {
            appendChoices(head)
            append(String(repeating: " ", count: Self.column) + explanation, hanging: Self.column)
        }
    }

    /// Adds a name that may be followed by many choices, and breaks it between them.
    private mutating func appendChoices(_ head: String) {
        var line = ""
        for choice in head.split(separator: "|", omittingEmptySubsequences: false) {
            if !line.isEmpty && line.count + choice.count + 2 > Self.width {
                lines.append(line + "|")
                line = String(repeating: Self.indent, count: 3) + choice
            } else {
                line += (line.isEmpty ? "" : "|") + choice
            }
        }
        lines.append(line)
    }

    /// Adds a text in as many lines as it needs, all but the first indented.
    private mutating func append(_ text: String, hanging: Int) {
        let leading = text.prefix { $0 == " " }
        var line = String(leading)
        var isLineEmpty = true
        for word in text.dropFirst(leading.count).split(separator: " ", omittingEmptySubsequences: false) {
            if !isLineEmpty && line.count + 1 + word.count > Self.width {
                lines.append(line)
                line = String(repeating: " ", count: hanging) + word
            } else {
                line += (isLineEmpty ? "" : " ") + word
            }
            isLineEmpty = false
        }
        lines.append(line)
    }
}

extension CommandArguments {
    /// What `--help` shows, with a line end after each line.
    package static var help: String { HelpText(command).lines.map { $0 + "\n" }.joined() }
}
