import Seq2SeqSettings

/// What is wrong with a command line. Options are named with their two dashes.
package enum UsageError: Error, Equatable, Sendable {
    /// There is no such option; the suggestion is the one that is nearest, if any is near.
    case unknownOption(String, suggestion: String?)

    /// The command line ends, or the next option starts, where a value should be. `spelling` is `--seed N`.
    case missingValue(option: String, spelling: String)

    /// A flag was given a value.
    case unexpectedValue(option: String, value: String)

    /// The value cannot be read. `subject` is an option, or the placeholder of an operand.
    case invalidValue(subject: String, value: String, ValueProblem)

    /// An option that can be given once was given twice.
    case repeatedOption(String)

    /// Two options contradict each other.
    case conflict(String, String)

    /// The first option means nothing without the second, whose spelling is given.
    case needs(String, String)

    /// One of these must be given.
    case missingOption(anyOf: [String])

    /// An operand, named by its placeholder, was not given; `values` are those it can have, if they can be listed.
    case missingOperand(String, values: [String])

    /// An operand, named by its placeholder, was given as the value of an option.
    case operandAsOption(String, placeholder: String)

    /// There are more operands than the command takes.
    case unexpectedOperand(String)

    /// The option means nothing for the chosen value of an operand, but for the others listed.
    case inapplicable(option: String, to: String, appliesTo: [String])

    /// The values of options do not go together.
    case brokenRule(SettingMessage)

    /// The output would be written over the input.
    case overwritesInput(output: String, input: String)

    /// Two inputs are standard input, which can be read once.
    case standardInputTwice

    /// Pairs cannot be standard input for a command that may have to read them again.
    case noStandardInput

    /// Two outputs would be written over each other.
    case sameOutputs(String, String)

    /// What the option writes goes to a file alone, but the path is a dash.
    case noStandardOutput(String)

    /// The option does nothing without pairs to validate with.
    case needsValidation(String)

    /// The environment asks for an instruction set that this machine lacks.
    case unknownInstructions(found: String, available: [String])

    /// The environment gives no such time after which a silent process is taken for gone.
    case unusableSilence(found: String, variable: String, least: Int)
}

extension UsageError: ExitCodeProviding {
    package var exitCode: ExitCode { .wrongUsage }
}
