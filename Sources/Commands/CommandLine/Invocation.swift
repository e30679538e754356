import Seq2SeqSettings

/// What a command line asks for.
package enum Invocation<Arguments: CommandArguments>: Sendable {
    /// To do the command's work.
    case run(Arguments)

    /// To explain the command.
    case help

    /// To tell the version.
    case version

    /// To write a script that lets a shell complete the command's options.
    case completion(Shell)

    /// To write the manual page.
    case manual

    /// Reads a command line, the command's own name left out.
    ///
    /// Options and operands come in any order; `--name=value` and `--name value` mean the same; after `--` all are
    /// operands. A word with two dashes is never the value of the option before it.
    package init(_ words: [String]) throws(UsageError) {
        let options = words.prefix { $0 != "--" }
        if options.contains("--help") || options.contains("-h") {
            self = .help
        } else if options.contains("--version") {
            self = .version
        } else if options.contains("--manual") {
            self = .manual
        } else if let shell = try Self.shell(in: options) {
            self = .completion(shell)
        } else {
            var reader = CommandLineReader<Arguments>(words)
            self = .run(try reader.read())
        }
    }

    /// The shell whose script is asked for; nil if none is.
    private static func shell(in words: ArraySlice<String>) throws(UsageError) -> Shell? {
        let option = Question.completion.option
        guard let index = words.firstIndex(where: { $0 == option.name || $0.hasPrefix(option.name + "=") }) else {
            return nil
        }
        let attached = words[index].dropFirst(option.name.count + 1)
        guard let word = words[index] == option.name ? words[(index + 1)...].first : String(attached) else {
            throw .missingValue(option: option.name, spelling: option.spelling)
        }
        guard let shell = Shell(rawValue: word) else {
            throw .invalidValue(
                subject: option.name, value: word, .noSuchChoice(among: Shell.allCases.map(\.rawValue)))
        }
        return shell
    }
}

/// Goes through the words of a command line.
struct CommandLineReader<Arguments: CommandArguments> {
    private let command = Arguments.command
    private var words: ArraySlice<String>
    private var arguments = Arguments()
    private var operandCount = 0
    /// The word that each option was given by.
    private var givenBy: [SettingName: String] = [:]

    init(_ words: [String]) { self.words = words[...] }

    /// The settings that the words give.
    mutating func read() throws(UsageError) -> Arguments {
        var optionsEnded = false
        while let word = words.popFirst() {
            if optionsEnded || !word.hasPrefix("-") || word == "-" {
                try readOperand(word)
            } else if word == "--" {
                optionsEnded = true
            } else {
                try readOption(word)
            }
        }
        arguments.settle()
        if let error = command.brokenRule(of: arguments) ?? command.check(arguments) { throw error }
        return arguments
    }

    private mutating func readOperand(_ word: String) throws(UsageError) {
        guard operandCount < command.operands.count else { throw .unexpectedOperand(word) }
        let operand = command.operands[operandCount]
        operandCount += 1
        if let problem = operand.store(word, &arguments) {
            throw .invalidValue(subject: operand.placeholder, value: word, problem)
        }
    }

    private mutating func readOption(_ word: String) throws(UsageError) {
        let name = String(word.prefix { $0 != "=" })
        let attached = name.count == word.count ? nil : String(word.dropFirst(name.count + 1))
        if let setting = command.switched(off: name) { return try switchOff(setting, by: name, attached) }
        guard let setting = command.settings.settings.first(where: { $0.name.option == name }) else {
            if let operand = command.operands.first(where: { "--" + $0.placeholder.lowercased() == name }) {
                throw .operandAsOption(name, placeholder: operand.placeholder)
            }
            throw .unknownOption(
                name, suggestion: command.suggestion(for: name) ?? Arguments.optionElsewhere(for: name))
        }
        if !setting.repeats { try give(setting, by: name) }
        let value = try value(of: setting, attached: attached)
        if let problem = setting.read(value, &arguments) {
            throw .invalidValue(subject: name, value: value, problem)
        }
        arguments.origins[setting.name] = .given
    }

    /// Takes `--no-bidirectional` for what a recipe might otherwise turn on.
    private mutating func switchOff(
        _ setting: Setting<Arguments>, by name: String, _ attached: String?
    ) throws(UsageError) {
        if let attached { throw .unexpectedValue(option: name, value: attached) }
        try give(setting, by: name)
        if let problem = setting.read("off", &arguments) {
            throw .invalidValue(subject: name, value: "", problem)
        }
        arguments.origins[setting.name] = .given
    }

    /// Remembers that an option was given, and refuses to give it twice.
    private mutating func give(_ setting: Setting<Arguments>, by word: String) throws(UsageError) {
        if let earlier = givenBy.updateValue(word, forKey: setting.name) {
            throw earlier == word ? .repeatedOption(word) : .conflict(earlier, word)
        }
    }

    /// The word that is the option's value: the attached one or the next; empty for a flag.
    private mutating func value(of setting: Setting<Arguments>, attached: String?) throws(UsageError) -> String {
        if setting.placeholder == nil {
            if let attached { throw .unexpectedValue(option: setting.name.option, value: attached) }
            return ""
        }
        if let attached { return attached }
        guard let next = words.first, !next.hasPrefix("--") else {
            throw .missingValue(option: setting.name.option, spelling: setting.spelling)
        }
        words.removeFirst()
        return next
    }
}
