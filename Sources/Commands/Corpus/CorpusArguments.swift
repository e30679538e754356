import Seq2Seq

/// The settings of `seq2seq-corpus`.
package struct CorpusArguments: CommandArguments {
    @Setting package var task: ToyTask? = nil
    @Setting package var count = 1000
    @Setting package var skip = 0
    @Setting package var seed: UInt64 = 1
    @Setting package var digits = 3
    @Setting package var minimumLength = 1
    @Setting package var maximumLength = 12

    package init() {}

    package static let command = Command<CorpusArguments>(
        name: "seq2seq-corpus",
        usage: ["TASK [options]"],
        summary:
            "Writes pairs of a toy task to standard output, one a line: source, tab, target. No question comes twice."
            + " The same command line gives the same bytes on every machine.",
        operands: [
            Operand(\.$task, .choice("TASK"), values: ToyTask.allCases.map { ($0.rawValue, help(for: $0)) })
        ],
        groups: [
            OptionGroup(
                "Pairs",
                [
                    Option("--count", \.$count, .integer(atLeast: 1), "How many pairs to write."),
                    Option(
                        "--skip", \.$skip, .integer(atLeast: 0),
                        "Leave out the first N pairs, so that parts of one stream do not overlap."),
                    Option(
                        "--seed", \.$seed, .integer(atLeast: 0), "The number that decides which pairs and their order."),
                ]),
            OptionGroup(
                "Reversal, copy and sorting",
                [
                    Option("--min-length", \.$minimumLength, .integer(in: lengths), "Letters of the shortest word."),
                    Option("--max-length", \.$maximumLength, .integer(in: lengths), "Letters of the longest word."),
                ]),
            OptionGroup(
                "Addition",
                [
                    Option(
                        "--digits", \.$digits, .integer(in: ToyTask.Options.digitsRange),
                        "Digits of the longest summand.")
                ]),
        ],
        check: { arguments in arguments.inapplicableOption ?? arguments.wrongLengths },
        examples: [
            Command.Example(
                "Sums to train on and others to test with:", "seq2seq-corpus addition --count 45000 > train.tsv",
                "seq2seq-corpus addition --skip 45000 --count 2500 > test.tsv"),
            Command.Example(
                "Long words to reverse:", "seq2seq-corpus reversal --min-length 13 --max-length 20 --count 5"),
        ])

    /// No use is known for longer words; the limit keeps a mistyped number from filling the memory.
    private static let lengths = 1...10_000

    private static func help(for task: ToyTask) -> String {
        switch task {
        case .reversal: "Random letters to the same from last to first."
        case .copy: "Random letters to themselves."
        case .sorting: "Random letters to the same in alphabetical order."
        case .addition: "Sums such as 535+61 to their value."
        case .dates: "English dates in many forms to ISO 8601."
        case .numbers: "Numbers in English words to digits."
        case .phrases: "English phrases of a small grammar to French."
        }
    }
}

extension CorpusArguments {
    /// The task's options, which the command line has been checked to give in order.
    package var taskOptions: ToyTask.Options {
        ToyTask.Options(minimumLength: minimumLength, maximumLength: maximumLength, digits: digits)
    }

    /// An option that was given although the task does not look at it.
    private var inapplicableOption: UsageError? {
        guard let task else { return nil }
        let ofWords: [ToyTask] = [.reversal, .copy, .sorting]
        let uses = [
            (name: "--min-length", origin: $minimumLength.origin, tasks: ofWords),
            (name: "--max-length", origin: $maximumLength.origin, tasks: ofWords),
            (name: "--digits", origin: $digits.origin, tasks: [.addition]),
        ]
        let wrong = uses.first { $0.origin == .commandLine && !$0.tasks.contains(task) }
        return wrong.map {
            .inapplicable(option: $0.name, to: task.rawValue, appliesTo: $0.tasks.map(\.rawValue))
        }
    }

    private var wrongLengths: UsageError? {
        minimumLength <= maximumLength
            ? nil
            : .wrongOrder(lower: "--min-length", value: minimumLength, upper: "--max-length", limit: maximumLength)
    }
}
