import Seq2SeqSettings

/// The values of a command's settings, with the table that a command line, its help and its documentation follow.
package protocol CommandArguments: Adjustable {
    /// Where the values came from.
    var origins: SettingOrigins { get set }

    /// The command and its settings.
    static var command: Command<Self> { get }

    /// Sets what follows from the values that were given.
    mutating func settle()

    /// What an option that the command has not is called by the command that has it; nil if there is none.
    static func optionElsewhere(for name: String) -> String?
}

extension CommandArguments {
    package mutating func settle() {}

    package static func optionElsewhere(for name: String) -> String? { nil }
}

/// What a command is called, does and takes; the parser and the help both work from it.
package struct Command<Arguments: CommandArguments>: Sendable {
    /// The name of the executable.
    let name: String

    /// The ways to call it, without the name.
    let usage: [String]

    /// What it does, in a few sentences.
    let summary: String

    /// What it works on, in order.
    var operands: [Operand<Arguments>] = []

    /// Its options, in the order of the help, and what they demand of each other.
    let settings: SettingTable<Arguments>

    /// What else is wrong with values that meet the rules.
    var check: @Sendable (Arguments) -> UsageError? = { _ in nil }

    /// Command lines that are worth copying.
    let examples: [Example]

    /// The codes that it ends with.
    var ends: [(code: ExitCode, meaning: String)] = ExitCode.common

    /// The option that was meant by a name, if one is near to it or is called so by other toolkits.
    func suggestion(for name: String) -> String? {
        Suggestion.option(
            for: name, among: settings.settings.map(\.name.option) + Question.allCases.map(\.option.name))
    }

    /// Command lines and what they do.
    struct Example: Sendable {
        let purpose: String
        let lines: [String]

        init(_ purpose: String, _ lines: String...) {
            self.purpose = purpose
            self.lines = lines
        }
    }
}

/// What a command works on, given without a name.
package struct Operand<Arguments: Sendable>: Sendable {
    /// What stands for it in the help: `TASK`.
    let placeholder: String

    /// Each value it can take, with its meaning; empty if the help has no list to show.
    let values: [(name: String, help: String)]

    /// What a shell can offer for it.
    let hints: ValueHints

    /// Stores the value that a word stands for.
    let store: @Sendable (String, inout Arguments) -> ValueProblem?

    /// An operand that is the path of a file; the command checks whether it may be missing.
    package init(_ placeholder: String, file path: WritableKeyPath<Arguments, String?> & Sendable) {
        self.placeholder = placeholder
        values = []
        hints = .files
        store = { word, arguments in
            if word.isEmpty { return .expected("the path of a file") }
            arguments[keyPath: path] = word
            return nil
        }
    }

    /// An operand that is one of several choices; the command checks whether it may be missing.
    package init<Value: CaseIterable & RawRepresentable<String> & Sendable>(
        _ placeholder: String, _ path: WritableKeyPath<Arguments, Value?> & Sendable, help: (Value) -> String
    ) {
        self.placeholder = placeholder
        values = Value.allCases.map { ($0.rawValue, help($0)) }
        hints = .words(Value.allCases.map(\.rawValue))
        store = { word, arguments in
            guard let value = Value(rawValue: word) else {
                return .noSuchChoice(among: Value.allCases.map(\.rawValue))
            }
            arguments[keyPath: path] = value
            return nil
        }
    }
}

extension Setting {
    /// The option as it is written, with a placeholder for its value: `--seed N`.
    var spelling: String { placeholder.map { name.option + " " + $0 } ?? name.option }

    /// The default as the command line would give it; nil for a flag and where there is none.
    var defaultText: String? { placeholder == nil ? nil : text(Owner()) }
}

extension Command {
    /// The first demand that the arguments break, or nil if they meet all.
    func brokenRule(of arguments: Arguments) -> UsageError? {
        let isGiven = arguments.origins.isGiven
        for rule in settings.rules {
            switch rule {
            case .required(let names):
                if !names.contains(where: isGiven) {
                    return .missingOption(anyOf: names.map { settings[$0].spelling })
                }
            case .conflict(let name, let others):
                if isGiven(name), let other = others.first(where: isGiven) {
                    return .conflict(name.option, other.option)
                }
            case .needs(let name, let other):
                if isGiven(name) && !isGiven(other) { return .needs(name.option, settings[other].spelling) }
            case .impossible(let fault), .idle(let fault):
                if let message = fault(arguments) { return .brokenRule(message) }
            }
        }
        return nil
    }
}

/// The version of the toolkit.
package enum Version {
    package static let current = "0.1.0"

    /// The day of this version, as manual pages tell it.
    static let date = "2026-11-27"
}
