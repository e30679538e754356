import Seq2SeqRandomness
import Seq2SeqSettings

/// A task whose pairs are made by a rule, so that any number of them can be had and every answer is known.
///
/// ```swift
/// let pairs = ToyTask.copy.pairs(seed: 1).prefix(64)
/// let data = try TrainingData(training: Array(pairs))
/// ```
public enum ToyTask: String, CaseIterable, Sendable, Hashable {
    /// A word of random letters to the same letters from last to first.
    case reversal

    /// A word of random letters to itself.
    case copy

    /// A word of random letters to its letters in alphabetical order, duplicates kept.
    case sorting

    /// A sum such as `535+61` to its value.
    case addition

    /// A date as people write it in English to ISO 8601 (`1999-05-03`).
    case dates

    /// A number in English words to its digits.
    case numbers

    /// An English phrase to its French translation.
    case phrases

    /// Digits that are drawn column by column with a noisy pen, to the digits; `TextPair.readingVectors()` gives the
    /// vectors that the source spells.
    case vectors
}

extension ToyTask {
    /// What can be chosen about a task.
    public struct Options: Sendable, Hashable, Adjustable {
        /// The letters of the shortest word of `reversal`, `copy` and `sorting`.
        public var minimumLength = 1

        /// The letters of the longest word of `reversal`, `copy` and `sorting`.
        public var maximumLength = 12

        /// The decimal digits of the longest summand of `addition`.
        public var digits = 3

        /// What `seq2seq-corpus` makes if nothing else is said.
        public init() {}

        /// What each property has if nothing is said.
        public static let standard = Self()

        /// Words of `minimumLength...maximumLength` letters, and summands of up to `digits` digits.
        public init(
            minimumLength: Int = standard.minimumLength, maximumLength: Int = standard.maximumLength,
            digits: Int = standard.digits
        ) {
            self.minimumLength = minimumLength
            self.maximumLength = maximumLength
            self.digits = digits
            Self.settings.check(self)
        }

        /// The settings, in the order of the help.
        package static let settings = SettingTable<Self>(
            [
                SettingGroup(
                    "Reversal, copy and sorting",
                    [
                        Setting(
                            "min_length", \.minimumLength, property: "minimumLength", .integer(in: lengths),
                            "Letters of the shortest word."),
                        Setting(
                            "max_length", \.maximumLength, property: "maximumLength", .integer(in: lengths),
                            "Letters of the longest word."),
                    ]),
                SettingGroup(
                    "Addition", [Setting("digits", \.digits, .integer(in: 1...9), "Digits of the longest summand.")]),
            ],
            rules: { name in
                [
                    .impossible { options in
                        guard options.minimumLength > options.maximumLength else { return nil }
                        return """
                            \(name[\.minimumLength]) is \(options.minimumLength), but \(name[\.maximumLength]) is \
                            only \(options.maximumLength)
                            """
                    }
                ]
            })

        /// No use is known for longer words; the limit keeps a mistyped number from filling the memory.
        private static let lengths = 1...10_000
    }

    /// The task's pairs in the seed's order, each question once.
    ///
    /// - Returns: A stream that is the same for the same task, options and seed on every machine, and that ends when
    ///   the task has no further pair.
    public func pairs(seed: UInt64, options: Options = Options()) -> ToyPairs {
        ToyPairs(families: families(options), random: RandomSource(seed: seed))
    }

    /// The families that together hold every pair of the task.
    private func families(_ options: Options) -> [PairFamily] {
        switch self {
        case .reversal: LetterWords.families(options) { $0.reversed() }
        case .copy: LetterWords.families(options) { $0 }
        case .sorting: LetterWords.families(options) { $0.sorted() }
        case .addition: Addition.families(digits: options.digits)
        case .dates: Dates.families.map(PairFamily.init)
        case .numbers: NumberWords.families.map(PairFamily.init)
        case .phrases: Phrases.families.map(PairFamily.init)
        case .vectors: DrawnDigits.families
        }
    }
}
