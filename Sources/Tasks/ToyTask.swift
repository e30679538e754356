import Seq2SeqRandomness

/// A task whose pairs are made by a rule, so that any number of them can be had and every answer is known.
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
}

extension ToyTask {
    /// What can be chosen about a task.
    public struct Options: Sendable, Hashable {
        /// The letters of the shortest word of `reversal`, `copy` and `sorting`.
        public var minimumLength: Int

        /// The letters of the longest word of `reversal`, `copy` and `sorting`.
        public var maximumLength: Int

        /// The decimal digits of the longest summand of `addition`, in `digitsRange`.
        public var digits: Int

        /// Words of `minimumLength...maximumLength` letters, and summands of up to `digits` digits.
        public init(minimumLength: Int = 1, maximumLength: Int = 12, digits: Int = 3) {
            precondition(
                1 <= minimumLength && minimumLength <= maximumLength,
                "Word lengths must be a range from 1 up, but are \(minimumLength) to \(maximumLength)")
            precondition(
                Self.digitsRange.contains(digits),
                "Summands have \(Self.digitsRange) digits, but \(digits) are asked for")
            self.minimumLength = minimumLength
            self.maximumLength = maximumLength
            self.digits = digits
        }

        /// How many digits summands can have.
        public static let digitsRange = 1...9
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
        }
    }
}
