import Seq2SeqText

/// What was said instead of what, and how often, with texts aligned by the fewest edits.
public struct Confusion: Sendable, Hashable {
    /// The unit of the reference; nil if there should be nothing.
    public let expected: String?

    /// The unit of the hypothesis; nil if nothing was said.
    public let found: String?

    /// How often.
    public let count: Int

    /// The most frequent confusions, the most frequent first; equally frequent ones in the order of their bytes.
    ///
    /// - Parameters:
    ///   - hypotheses: What was decoded.
    ///   - references: What should have been, one for each hypothesis.
    ///   - unit: What is aligned.
    ///   - limit: How many confusions to tell at most.
    public static func mostFrequent(
        hypotheses: [String], references: [String], unit: TextUnit, limit: Int, threads: Int? = nil
    ) -> [Confusion] {
        TextMetrics.checkCounts(hypotheses.count, references.count)
        let confused = concurrentMap(hypotheses.count, threads: threads) { (line: Int) -> [Confused] in
            if hypotheses[line] == references[line] { return [] }
            let expected = unit.units(of: references[line])
            let found = unit.units(of: hypotheses[line])
            return NumberedPair(reference: expected, hypothesis: found).edits.map { edit in
                Confused(expected: edit.reference.map { expected[$0] }, found: edit.hypothesis.map { found[$0] })
            }
        }
        var counts: [Confused: Int] = [:]
        for each in confused.joined() { counts[each, default: 0] += 1 }
        let confusions = counts.map { Confusion(expected: $0.expected, found: $0.found, count: $1) }
        return Array(confusions.sorted(by: comesFirst).prefix(limit))
    }

    private struct Confused: Hashable {
        let expected: String?
        let found: String?
    }

    /// Whether a confusion is told before another: the frequent ones are.
    private static func comesFirst(_ left: Confusion, _ right: Confusion) -> Bool {
        left.count == right.count ? left.key.lexicographicallyPrecedes(right.key) : left.count > right.count
    }

    /// What orders confusions: a unit holds no line end.
    private var key: [UInt8] {
        Array("\((expected ?? "").composed)\n\((found ?? "").composed)".utf8)
    }
}
