import Seq2SeqSettings

extension CompletionSubject {
    /// A script for zsh: to be run, or to be put under its function's name where zsh finds functions.
    var zshScript: String {
        let function = "_" + name
        let specifications = options.map(zshSpecification) + operands.enumerated().map(zshSpecification)
        return """
            #compdef \(name)
            \(heading(use: "source <(\(name) --completion zsh)"))
            \(function)() {
                _arguments -S \\
            \(specifications.map { "        " + $0 }.joined(separator: " \\\n"))
            }
            # Where zsh has found the file by itself this is the function.
            if [[ ${funcstack[1]} == \(function) ]]; then
                \(function) "$@"
            else
                compdef \(function) \(name)
            fi

            """
    }

    private func zshSpecification(_ option: CommandOption) -> String {
        let explanation = Self.escaped(option.help, "[]:")
        guard let placeholder = option.placeholder else { return "\(option.name)[\(explanation)]".shellQuoted }
        let head = "\(option.repeats ? "*" : "")\(option.name)=[\(explanation)]"
        return "\(head):\(Self.escaped(placeholder, ":")):\(Self.zshAction(option.hints))".shellQuoted
    }

    private func zshSpecification(
        _ index: Int, _ operand: (placeholder: String, values: [(name: String, help: String)], hints: ValueHints)
    ) -> String {
        let values = operand.values.map { value in
            "\(Self.escaped(value.name, ":"))\\:\"\(Self.escaped(value.help, ":\"$`"))\""
        }
        let action = values.isEmpty ? Self.zshAction(operand.hints) : "((\(values.joined(separator: " "))))"
        return "\(index + 1):\(operand.placeholder):\(action)".shellQuoted
    }

    private static func zshAction(_ hints: ValueHints) -> String {
        switch hints {
        // A message alone.
        case .none: " "
        case .files: "_files"
        case .words(let words): zshWords(words)
        case .list(let words): "_values -s , value \(words.joined(separator: " "))"
        }
    }

    /// Of a word that ends with a colon the user says the rest, so that no blank follows.
    private static func zshWords(_ words: [String]) -> String {
        let beginnings = words.filter { $0.hasSuffix(":") }
        let whole = words.filter { !$0.hasSuffix(":") }.joined(separator: " ")
        if beginnings.isEmpty { return "(\(whole))" }
        return "{ compadd -- \(whole); compadd -S \"\" -- \(escaped(beginnings.joined(separator: " "), ":")) }"
    }

    /// The text with a backslash in front of some characters, and of backslashes.
    private static func escaped(_ text: String, _ characters: String) -> String {
        text.reduce(into: "") { $0 += ($1 == "\\" || characters.contains($1) ? "\\" : "") + String($1) }
    }
}
