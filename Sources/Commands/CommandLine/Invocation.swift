/// What a command line asks for.
package enum Invocation<Arguments: CommandArguments>: Sendable {
    /// To do the command's work.
    case run(Arguments)

    /// To explain the command.
    case help

    /// To tell the version.
    case version

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
        } else {
            var reader = CommandLineReader<Arguments>(words)
            self = .run(try reader.read())
        }
    }
}

/// Goes through the words of a command line.
struct CommandLineReader<Arguments: CommandArguments> {
    private let command = Arguments.command
    private var words: ArraySlice<String>
    private var arguments = Arguments()
    private var given: Set<String> = []
    private var operandCount = 0

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
        if let error = command.brokenRule(of: arguments) ?? command.check(arguments) { throw error }
        return arguments
    }

    private mutating func readOperand(_ word: String) throws(UsageError) {
        guard operandCount < command.operands.count else { throw .unexpectedOperand(word) }
        let operand = command.operands[operandCount]
        operandCount += 1
        if let problem = operand.store(word, &arguments) {
            throw .invalidValue(subject: operand.placeholder, value: word, problem: problem)
        }
    }

    private mutating func readOption(_ word: String) throws(UsageError) {
        let name = String(word.prefix { $0 != "=" })
        let attached = name.count == word.count ? nil : String(word.dropFirst(name.count + 1))
        guard let option = command.options.first(where: { $0.name == name }) else {
            let known = command.options.map(\.name) + ["--help", "--version"]
            throw .unknownOption(name, suggestion: Suggestion.nearest(to: name, among: known))
        }
        if !given.insert(name).inserted && !option.repeats { throw .repeatedOption(name) }
        let value = try value(of: option, attached: attached)
        if let problem = option.store(value, &arguments) {
            throw .invalidValue(subject: name, value: value, problem: problem)
        }
    }

    /// The word that is the option's value: the attached one or the next; empty for a flag.
    private mutating func value(of option: Option<Arguments>, attached: String?) throws(UsageError) -> String {
        if option.placeholder == nil {
            if let attached { throw .unexpectedValue(option: option.name, value: attached) }
            return ""
        }
        if let attached { return attached }
        guard let next = words.first, !next.hasPrefix("--") else {
            throw .missingValue(option: option.name, spelling: option.spelling)
        }
        words.removeFirst()
        return next
    }
}
