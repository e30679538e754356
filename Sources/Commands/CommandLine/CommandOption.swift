import Seq2SeqSettings

/// An option as its users see it: in the help, in a shell and in the manual.
struct CommandOption: Sendable {
    /// With its dashes: `--seed`.
    let name: String

    /// What stands for the value; nil for a flag.
    let placeholder: String?

    /// What it means, as a sentence.
    let help: String

    /// What a shell can offer for the value.
    let hints: ValueHints

    /// Whether it can be given more than once.
    let repeats: Bool

    /// The option as it is written: `--seed N`.
    var spelling: String { placeholder.map { name + " " + $0 } ?? name }
}

/// What every command can be asked for in place of its work.
enum Question: String, CaseIterable {
    case help
    case version
    case completion
    case manual

    /// The option that asks it.
    var option: CommandOption {
        let shells = Shell.allCases.map(\.rawValue)
        return CommandOption(
            name: "--" + rawValue, placeholder: self == .completion ? shells.joined(separator: "|") : nil, help: help,
            hints: self == .completion ? .words(shells) : .none, repeats: false)
    }

    private var help: String {
        switch self {
        case .help: "Show this text."
        case .version: "Show the version."
        case .completion: "Show a script that lets a shell complete this command's options."
        case .manual: "Show the manual page, for 'man -l -'."
        }
    }
}

extension CommandOption {
    /// The option of a setting.
    init<Arguments>(_ setting: Setting<Arguments>) {
        name = setting.name.option
        placeholder = setting.placeholder
        help = HelpText.explanation(setting)
        hints = setting.hints
        repeats = setting.repeats
    }
}

extension Command {
    /// Its options in the groups of the help; those that every command has come last.
    var optionGroups: [(title: String, options: [CommandOption])] {
        var groups: [(title: String, options: [CommandOption])] = []
        for group in settings.groups where !group.settings.isEmpty {
            let options = group.settings.flatMap { [CommandOption($0), offSwitch(of: $0)].compactMap(\.self) }
            groups.append((group.title, options))
        }
        return groups + [("Help", Question.allCases.map(\.option))]
    }
}

extension Command {
    /// The option that turns off a flag which a recipe may have turned on.
    private func offSwitch(of setting: Setting<Arguments>) -> CommandOption? {
        guard switches.contains(setting.name) else { return nil }
        return CommandOption(
            name: setting.name.offOption, placeholder: nil, help: "The opposite of \(setting.name.option).",
            hints: .none,
            repeats: false)
    }
}

/// Every command of the toolkit, by the name of its executable.
package enum Toolkit {
    package static let commands = [
        "seq2seq-train", "seq2seq-tune", "seq2seq-decode", "seq2seq-evaluate", "seq2seq-inspect", "seq2seq-convert",
        "seq2seq-corpus",
    ]
}
