import Seq2Seq
import Seq2SeqSettings

/// What `seq2seq-corpus` is told.
package struct CorpusArguments: CommandArguments {
    package var task: ToyTask?
    package var count = 1000
    package var skip = 0
    package var seed: UInt64 = 1
    package var taskOptions = ToyTask.Options()

    package var origins = SettingOrigins()

    package init() {}

    package static let command = Command<CorpusArguments>(
        name: "seq2seq-corpus",
        usage: ["TASK [options]"],
        summary:
            "Writes pairs of a toy task to standard output, one a line: source, tab, target. No question comes twice."
            + " The same command line gives the same bytes on every machine.",
        operands: [Operand("TASK", \.task, help: help)],
        settings: SettingTable(
            merging: [pairs, ToyTask.Options.settings.lifted(to: \.taskOptions)],
            groups: ["Pairs", "Reversal, copy and sorting", "Addition"]),
        check: { $0.inapplicableOption },
        examples: [
            Command.Example(
                "Sums to train on and others to test with:", "seq2seq-corpus addition --count 45000 > train.tsv",
                "seq2seq-corpus addition --skip 45000 --count 2500 > test.tsv"),
            Command.Example(
                "Long words to reverse:", "seq2seq-corpus reversal --min-length 13 --max-length 20 --count 5"),
        ])

    private static let pairs = SettingTable<CorpusArguments>([
        SettingGroup(
            "Pairs",
            [
                Setting("count", \.count, .integer(atLeast: 1), "How many pairs to write."),
                Setting(
                    "skip", \.skip, .integer(atLeast: 0),
                    "Leave out the first N pairs, so that parts of one stream do not overlap."),
                Setting("seed", \.seed, .integer(atLeast: 0), "The number that decides which pairs and their order."),
            ])
    ])

    private static func help(_ task: ToyTask) -> String {
        switch task {
        case .reversal: "Random letters to the same from last to first."
        case .copy: "Random letters to themselves."
        case .sorting: "Random letters to the same in alphabetical order."
        case .addition: "Sums such as 535+61 to their value."
        case .dates: "English dates in many forms to ISO 8601."
        case .numbers: "Numbers in English words to digits."
        case .phrases: "English phrases of a small grammar to French."
        case .vectors: "Digits drawn with a noisy pen, as vectors of five numbers, to text."
        }
    }
}

extension CorpusArguments {
    /// An option that was given although the task does not look at it.
    private var inapplicableOption: UsageError? {
        guard let task else { return nil }
        let names = ToyTask.Options.settings
        let ofWords: [ToyTask] = [.reversal, .copy, .sorting]
        let uses = [
            (names[\.minimumLength], ofWords), (names[\.maximumLength], ofWords), (names[\.digits], [.addition]),
        ]
        let wrong = uses.first { origins.isGiven($0.0) && !$0.1.contains(task) }
        return wrong.map {
            .inapplicable(option: $0.0.option, to: task.rawValue, appliesTo: $0.1.map(\.rawValue))
        }
    }
}
