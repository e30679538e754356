import Seq2SeqSettings

extension UsageError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownOption(let name, let suggestion):
            "Unknown option '\(name)'." + Self.hint(suggestion)
        case .missingValue(let option, let spelling):
            "Option '\(option)' needs a value: '\(spelling)'."
        case .unexpectedValue(let option, let value):
            "Option '\(option)' takes no value, but is given '\(value)'."
        case .invalidValue(let subject, let value, let problem):
            Self.message(subject: subject, value: value, problem)
        case .repeatedOption(let option):
            "Option '\(option)' is given more than once."
        case .conflict(let first, let second):
            "Options '\(first)' and '\(second)' cannot be given together."
        case .needs(let option, let other):
            "Option '\(option)' also needs '\(other)'."
        case .missingOption(let options):
            options.count == 1
                ? "Option \(Self.list(options)) must be given." : "One of \(Self.list(options)) must be given."
        case .missingOperand(let placeholder, let values):
            "No \(placeholder) is given." + (values.isEmpty ? "" : " It is one of \(Self.list(values)).")
        case .operandAsOption(let name, let placeholder):
            "There is no option '\(name)': \(placeholder) stands without a name."
        case .unexpectedOperand(let word):
            "Unexpected argument '\(word)'."
        case .inapplicable(let option, let value, let others):
            "Option '\(option)' does not apply to '\(value)', only to \(Self.list(others))."
        case .brokenRule(let message):
            message.text(for: .commandLine) + "."
        case .standardInputTwice:
            "Two inputs are standard input, which can be read once. Name a file for one of them."
        case .noStandardInput:
            "Standard input can be read once, but a search that was stopped reads its pairs again. Name a file."
        case .sameOutputs(let first, let second):
            "\(first) and \(second) are one place. Name another for one of the two."
        case .noStandardOutput(let option):
            "Option '\(option)' needs a file: it cannot go to standard output. A file named '-' is './-'."
        case .needsValidation(let option):
            "Option '\(option)' needs pairs to validate with: give --valid or --valid-fraction."
        case .unknownInstructions(let found, let available):
            "The environment variable SEQ2SEQ_INSTRUCTIONS is '\(found)', but this machine has"
                + " \(available.joined(separator: ", "))."
        case .unusableSilence(let found, let variable, let least):
            "The environment variable \(variable) is '\(found)', but must be a number of seconds, at least \(least),"
                + " or 0 to wait for ever."
        case .overwritesInput(let output, let input):
            "Writing \(output) would destroy the input"
                + (output == input ? "." : " \(input): they are one file.") + " Name another file."
        }
    }

    private static func message(subject: String, value: String, _ problem: ValueProblem) -> String {
        switch problem {
        case .expected(let expected):
            "Option '\(subject)' must be \(expected), but is '\(value)'."
        case .noSuchChoice(let choices):
            "Unknown \(subject.hasPrefix("-") ? "value" : subject) '\(value)'"
                + (subject.hasPrefix("-") ? " for option '\(subject)'." : ".")
                + hint(Suggestion.value(for: value, among: choices)) + " It is one of \(list(choices))."
        }
    }

    private static func hint(_ suggestion: String?) -> String { suggestion.map { " Did you mean '\($0)'?" } ?? "" }

    /// The words in quotes: "'sgd', 'adam' and 'adamw'".
    private static func list(_ words: [String]) -> String {
        let quoted = words.map { "'\($0)'" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.joined() }
        return quoted.dropLast().joined(separator: ", ") + " and " + last
    }
}
