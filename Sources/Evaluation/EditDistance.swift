/// The fewest insertions, deletions and replacements that turn a reference into a hypothesis (Levenshtein 1966),
/// computed for 64 tokens at a time (Myers 1999, in blocks as in Hyyrö 2003, "A bit-vector algorithm for computing
/// Levenshtein and Damerau edit distances").
struct EditDistance {
    /// The bits of reference tokens: for each number a block of 64 after another.
    private let places: [UInt64]
    private let blockCount: Int
    private let lastBit: UInt64
    private let referenceCount: Int

    /// For each block, the rows that are one more than the row above, and those that are one less.
    private var risen: [UInt64]
    private var fallen: [UInt64]

    /// - Parameters:
    ///   - reference: At least one token, as numbers below a bound.
    ///   - tokenBound: The bound, which numbers of hypotheses keep too.
    private init(reference: ArraySlice<Int>, tokenBound: Int) {
        referenceCount = reference.count
        blockCount = (reference.count + 63) / 64
        lastBit = 1 << UInt64((reference.count - 1) % 64)
        var places = [UInt64](repeating: 0, count: tokenBound * blockCount)
        for (row, token) in reference.enumerated() { places[token * blockCount + row / 64] |= 1 << UInt64(row % 64) }
        self.places = places
        risen = [UInt64](repeating: .max, count: blockCount)
        fallen = [UInt64](repeating: 0, count: blockCount)
    }

    /// Goes on by a token of the hypothesis and returns by how much the distance to the whole reference changes.
    private mutating func advance(by token: Int) -> Int {
        // What the row above the block changes by: each token more of the hypothesis is one insertion more.
        var change = 1
        for block in 0..<blockCount {
            let (up, down) = (risen[block], fallen[block])
            let equal = places[token * blockCount + block]
            let vertical = equal | down
            let matched = equal | (change < 0 ? 1 : 0)
            let horizontal = (((matched & up) &+ up) ^ up) | matched
            var more = down | ~(horizontal | up)
            var less = up & horizontal
            let last = block == blockCount - 1 ? lastBit : 1 << 63
            let next = (more & last != 0 ? 1 : 0) - (less & last != 0 ? 1 : 0)
            more = more << 1 | (change > 0 ? 1 : 0)
            less = less << 1 | (change < 0 ? 1 : 0)
            risen[block] = less | ~(vertical | more)
            fallen[block] = more & vertical
            change = next
        }
        return change
    }

    /// The distance of two sequences.
    static func distance(from reference: ArraySlice<Int>, to hypothesis: ArraySlice<Int>, tokenBound: Int) -> Int {
        let (reference, hypothesis, _) = trimmed(reference, hypothesis)
        if reference.isEmpty || hypothesis.isEmpty { return reference.count + hypothesis.count }
        var distance = EditDistance(reference: reference, tokenBound: tokenBound)
        return hypothesis.reduce(reference.count) { $0 + distance.advance(by: $1) }
    }

    /// What both have in common at their ends is in no way of an edit.
    private static func trimmed(
        _ reference: ArraySlice<Int>, _ hypothesis: ArraySlice<Int>
    ) -> (reference: ArraySlice<Int>, hypothesis: ArraySlice<Int>, startCount: Int) {
        var start = 0
        let limit = min(reference.count, hypothesis.count)
        while start < limit && reference[reference.startIndex + start] == hypothesis[hypothesis.startIndex + start] {
            start += 1
        }
        var end = 0
        while end < limit - start
            && reference[reference.endIndex - 1 - end] == hypothesis[hypothesis.endIndex - 1 - end]
        { end += 1 }
        return (reference.dropFirst(start).dropLast(end), hypothesis.dropFirst(start).dropLast(end), start)
    }
}

// MARK: - Which edits

/// A token of a reference, one of a hypothesis, or both where one stands for the other. Places count from 0.
struct Edit: Equatable, Sendable {
    /// The place of the reference's token; nil if the hypothesis has one too many.
    let reference: Int?
    /// The place of the hypothesis's token; nil if it leaves one out.
    let hypothesis: Int?
}

extension EditDistance {
    /// The fewest edits that turn one sequence into another, in their order. Of several ways it takes the one that,
    /// from the end, rather deletes than inserts and rather inserts than replaces.
    static func edits(from reference: ArraySlice<Int>, to hypothesis: ArraySlice<Int>, tokenBound: Int) -> [Edit] {
        let (reference, hypothesis, _) = trimmed(reference, hypothesis)
        if reference.isEmpty { return hypothesis.indices.map { Edit(reference: nil, hypothesis: $0) } }
        if hypothesis.isEmpty { return reference.indices.map { Edit(reference: $0, hypothesis: nil) } }
        let words = hypothesis.count * ((reference.count + 63) / 64)
        if words > wordsAtOnce && hypothesis.count > 1 {
            return editsOfHalves(from: reference, to: hypothesis, tokenBound: tokenBound)
        }
        var distance = EditDistance(reference: reference, tokenBound: tokenBound)
        var (risen, fallen): ([UInt64], [UInt64]) = ([], [])
        risen.reserveCapacity(words)
        fallen.reserveCapacity(words)
        for token in hypothesis {
            _ = distance.advance(by: token)
            risen += distance.risen
            fallen += distance.fallen
        }
        let blocks = distance.blockCount
        func isSet(_ bits: [UInt64], _ column: Int, _ row: Int) -> Bool {
            bits[column * blocks + row / 64] & 1 << UInt64(row % 64) != 0
        }
        var edits: [Edit] = []
        var (row, column) = (reference.count, hypothesis.count)
        let (referenceStart, hypothesisStart) = (reference.startIndex, hypothesis.startIndex)
        while row > 0 || column > 0 {
            if column == 0 || row > 0 && isSet(risen, column - 1, row - 1) {
                row -= 1
                edits.append(Edit(reference: referenceStart + row, hypothesis: nil))
            } else if row == 0 || column > 1 && isSet(fallen, column - 2, row - 1) {
                column -= 1
                edits.append(Edit(reference: nil, hypothesis: hypothesisStart + column))
            } else {
                row -= 1
                column -= 1
                if reference[referenceStart + row] == hypothesis[hypothesisStart + column] { continue }
                edits.append(Edit(reference: referenceStart + row, hypothesis: hypothesisStart + column))
            }
        }
        return edits.reversed()
    }

    /// The most words of 64 bits that are kept to find the way back through them.
    private static let wordsAtOnce = 1 << 22

    /// The edits of a pair that is too long to remember the way: the hypothesis is halved, the reference is parted
    /// where both halves together cost least (Hirschberg 1975).
    private static func editsOfHalves(
        from reference: ArraySlice<Int>, to hypothesis: ArraySlice<Int>, tokenBound: Int
    ) -> [Edit] {
        let middle = hypothesis.startIndex + hypothesis.count / 2
        let first = prefixDistances(of: reference, to: hypothesis[..<middle], tokenBound: tokenBound)
        let second = prefixDistances(
            of: ArraySlice(reference.reversed()), to: ArraySlice(hypothesis[middle...].reversed()),
            tokenBound: tokenBound)
        var best = 0
        for cut in first.indices
        where first[cut] + second[reference.count - cut] < first[best] + second[reference.count - best] {
            best = cut
        }
        let cut = reference.startIndex + best
        return edits(from: reference[..<cut], to: hypothesis[..<middle], tokenBound: tokenBound)
            + edits(from: reference[cut...], to: hypothesis[middle...], tokenBound: tokenBound)
    }

    /// The distance of a hypothesis to each beginning of a reference, the empty one first.
    private static func prefixDistances(
        of reference: ArraySlice<Int>, to hypothesis: ArraySlice<Int>, tokenBound: Int
    ) -> [Int] {
        var distance = EditDistance(reference: reference, tokenBound: tokenBound)
        for token in hypothesis { _ = distance.advance(by: token) }
        var distances = [hypothesis.count]
        for row in 0..<reference.count {
            let bit: UInt64 = 1 << UInt64(row % 64)
            let change =
                (distance.risen[row / 64] & bit != 0 ? 1 : 0) - (distance.fallen[row / 64] & bit != 0 ? 1 : 0)
            distances.append(distances[row] + change)
        }
        return distances
    }
}
