import Seq2SeqSettings

/// A shell that can complete options.
package enum Shell: String, CaseIterable, Sendable {
    case bash
    case zsh
    case fish
}

extension CommandArguments {
    /// A script that lets a shell complete the command's options, their values and what the command works on.
    package static func completion(for shell: Shell) -> String {
        let subject = CompletionSubject(command)
        switch shell {
        case .bash: return subject.bashScript
        case .zsh: return subject.zshScript
        case .fish: return subject.fishScript
        }
    }
}

/// What a script of completion is made from.
struct CompletionSubject {
    let name: String
    let options: [CommandOption]
    /// Each with what stands for it in the help.
    let operands: [(placeholder: String, values: [(name: String, help: String)], hints: ValueHints)]

    init<Arguments>(_ command: Command<Arguments>) {
        name = command.name
        options = command.optionGroups.flatMap(\.options)
        operands = command.operands.map { ($0.placeholder, $0.values, $0.hints) }
    }

    /// How the script says what it is.
    func heading(use: String) -> String { "# Completes the options of \(name). To use it now: \(use)" }
}

extension String {
    /// The text as one word of bash or zsh.
    var shellQuoted: String { "'" + replacing("'", with: "'\\''") + "'" }
}
