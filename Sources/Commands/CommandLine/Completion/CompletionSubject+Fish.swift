import Seq2SeqSettings

extension CompletionSubject {
    /// A script for fish.
    var fishScript: String {
        let head = "complete -c \(name)"
        var lines = [heading(use: "\(name) --completion fish | source")]
        if !operands.contains(where: { $0.hints == .files }) { lines.append("\(head) -f") }
        for operand in operands {
            let names = operand.values.map(\.name)
            for value in operand.values {
                let condition = "not __fish_seen_subcommand_from \(names.joined(separator: " "))"
                lines.append(
                    "\(head) -n \(Self.quoted(condition)) -a \(Self.quoted(value.name)) -d \(Self.quoted(value.help))")
            }
        }
        for option in options {
            let value = option.placeholder == nil ? "" : " " + Self.value(option.hints)
            lines.append("\(head) -l \(option.name.dropFirst(2)) -d \(Self.quoted(option.help))\(value)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func value(_ hints: ValueHints) -> String {
        switch hints {
        case .none: "-x"
        case .files: "-r -F"
        case .words(let words): "-x -a \(quoted(words.joined(separator: " ")))"
        case .list(let words): "-x -a \(quoted("(__fish_append , \(words.joined(separator: " ")))"))"
        }
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
