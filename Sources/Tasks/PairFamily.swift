import Seq2SeqRandomness
import Seq2SeqText

/// A part of a task that is drawn from as a whole: words of one length, dates in one format, phrases of one pattern.
///
/// No two families of a task share a question.
struct PairFamily: Sendable {
    /// A pair, and what tells its question from others: two pairs with one key ask the same.
    struct Candidate {
        let pair: TextPair
        let key: String
    }

    /// How often the family is chosen, relative to the others of its task.
    let weight: Int

    /// The number of distinct questions, or `Int.max` if it is greater.
    let count: Int

    /// Draws any member, each with the same probability.
    let draw: @Sendable (inout RandomSource) -> Candidate
}

/// A family whose pairs are numbered, so that all of them can be listed.
package struct IndexedFamily: Sendable {
    /// The number of pairs, which all differ in their source.
    package let count: Int

    /// The pair with a number in `0..<count`.
    package let pair: @Sendable (Int) -> TextPair
}

extension IndexedFamily {
    /// Every combination of one element from each list.
    init<each Choice: Sendable>(
        _ choices: repeat [each Choice], pair: @escaping @Sendable (repeat each Choice) -> TextPair
    ) {
        var count = 1
        for choice in repeat each choices { count *= choice.count }
        self.init(count: count) { index in
            var rest = index
            func chosen<Element>(from elements: [Element]) -> Element {
                defer { rest /= elements.count }
                return elements[rest % elements.count]
            }
            return pair(repeat chosen(from: each choices))
        }
    }
}

extension PairFamily {
    /// A family that draws a number and gives the pair that has it.
    init(_ family: IndexedFamily) {
        self.init(weight: 1, count: family.count) { random in
            let pair = family.pair(random.next(below: family.count))
            return Candidate(pair: pair, key: pair.source)
        }
    }
}
