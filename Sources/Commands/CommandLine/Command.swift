/// The settings of a command, with the table of the options that give them.
package protocol CommandArguments: Sendable {
    /// The settings of an empty command line.
    init()

    /// The command and its options.
    static var command: Command<Self> { get }
}

/// What a command is called, does and takes; the parser and the help both work from it.
package struct Command<Arguments: Sendable>: Sendable {
    /// The name of the executable.
    let name: String

    /// The ways to call it, without the name.
    let usage: [String]

    /// What it does, in a few sentences.
    let summary: String

    /// What it works on, in order.
    var operands: [Operand<Arguments>] = []

    /// Its options, in the order of the help.
    let groups: [OptionGroup<Arguments>]

    /// What the options demand of each other.
    var rules: [OptionRule<Arguments>] = []

    /// What else is wrong with settings that meet the rules.
    var check: @Sendable (Arguments) -> UsageError? = { _ in nil }

    /// Command lines that are worth copying.
    let examples: [Example]

    /// Command lines and what they do.
    struct Example: Sendable {
        let purpose: String
        let lines: [String]

        init(_ purpose: String, _ lines: String...) {
            self.purpose = purpose
            self.lines = lines
        }
    }

    /// The options of all groups.
    var options: [Option<Arguments>] { groups.flatMap(\.options) }
}

extension CommandArguments {
    /// Every option with its value as text and whether the user gave it, in the order of the help.
    package var reports: [Option<Self>.Report] { Self.command.options.map { $0.report(self) } }
}

extension Option {
    /// The option as it is written, with a placeholder for its value: `--seed N`.
    var spelling: String { placeholder.map { name + " " + $0 } ?? name }
}
