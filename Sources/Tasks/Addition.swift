import Seq2SeqRandomness
import Seq2SeqText

/// Sums of two numbers without leading zeros.
///
/// The number of digits of each summand is drawn first, so that short numbers are not rare. `61+535` and `535+61` are
/// the same question: a stream has one of them.
enum Addition {
    /// One family for each pair of digit counts, shorter first.
    static func families(digits: Int) -> [PairFamily] {
        (1...digits).flatMap { short in
            (short...digits).map { long in family(short, long) }
        }
    }

    /// Sums of a number of `short` digits and one of `long` digits, in either order.
    private static func family(_ short: Int, _ long: Int) -> PairFamily {
        let first = numbers(digits: short)
        let second = numbers(digits: long)
        let isSquare = short == long
        let count = isSquare ? first.count * (first.count + 1) / 2 : first.count * second.count
        // Two orders of digit counts lead to a family of unequal counts, one to a family of equal counts.
        return PairFamily(weight: isSquare ? 1 : 2, count: count) { random in
            var summands = [random.next(in: first), random.next(in: second)]
            let key = summands.sorted().map(String.init).joined(separator: "+")
            random.shuffle(&summands)
            let pair = TextPair(
                source: summands.map(String.init).joined(separator: "+"), target: String(summands[0] + summands[1]))
            return PairFamily.Candidate(pair: pair, key: key)
        }
    }

    /// The numbers that are written with so many digits.
    private static func numbers(digits: Int) -> ClosedRange<Int> {
        let end = (0..<digits).reduce(1) { power, _ in power * 10 }
        return (digits == 1 ? 0 : end / 10)...(end - 1)
    }
}
