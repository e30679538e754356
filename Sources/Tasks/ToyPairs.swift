import Seq2SeqRandomness
import Seq2SeqText

/// The pairs of a toy task in a random order, each question once.
///
/// A task is made of families: word lengths for `reversal`, `copy` and `sorting`, numbers of digits for `addition` and
/// `numbers` and `vectors`, formats for `dates`, patterns for `phrases`. To draw a pair, a family is chosen among those that still
/// have a question that was not asked, then a member of it; if that one was asked before, family and member are drawn
/// again. So there are as many one-letter words as longer ones until all 26 are used up, and none from then on.
public struct ToyPairs: Sequence, IteratorProtocol, Sendable {
    /// The number of pairs in the whole stream, or `Int.max` if it is greater.
    public let count: Int

    /// The families that are not used up, with the number of questions left in each.
    private var open: [(family: PairFamily, left: Int)]
    private var asked: Set<String> = []
    private var random: RandomSource

    init(families: [PairFamily], random: RandomSource) {
        count = families.reduce(0) { sum, family in
            let (total, overflow) = sum.addingReportingOverflow(family.count)
            return overflow ? .max : total
        }
        open = families.map { ($0, $0.count) }
        self.random = random
    }

    /// A pair whose question was not asked before, or nil when all have been.
    public mutating func next() -> TextPair? {
        while !open.isEmpty {
            let index = chosenFamily()
            let candidate = open[index].family.draw(&random)
            guard asked.insert(candidate.key).inserted else { continue }
            open[index].left -= 1
            if open[index].left == 0 { open.remove(at: index) }
            return candidate.pair
        }
        return nil
    }

    /// The place in `open` of a family drawn by weight.
    private mutating func chosenFamily() -> Int {
        var rest = random.next(below: open.reduce(0) { $0 + $1.family.weight })
        for (index, entry) in open.enumerated() {
            if rest < entry.family.weight { return index }
            rest -= entry.family.weight
        }
        preconditionFailure("A draw below the sum of the weights falls on one of the families")
    }
}
