import Seq2SeqSettings

/// Lines that have something in common, by which a score is broken down.
public struct LineGroup: Sendable, Hashable {
    /// The values of the group's lines.
    public let range: ClosedRange<Int>

    /// The places of the lines, counted from 0.
    public let lines: [Int]

    /// Groups of lines of like length, of about as many lines each; lines of one length are together.
    ///
    /// - Parameters:
    ///   - lengths: The length of each line.
    ///   - count: How many groups there should be at most.
    public static func byLength(_ lengths: [Int], count: Int = 6) -> [LineGroup] {
        require(count > 0, "Lines are put in at least one group, not in \(count)")
        let order = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
        var groups: [LineGroup] = []
        var start = 0
        while start < order.count {
            // What is left is shared among the groups that are left.
            let share = (order.count - start + count - groups.count - 1) / (count - groups.count)
            let longest = lengths[order[min(order.count, start + share) - 1]]
            let end = order[start...].firstIndex { lengths[$0] > longest } ?? order.count
            groups.append(LineGroup(range: lengths[order[start]]...longest, lines: order[start..<end].sorted()))
            start = end
        }
        return groups
    }

    /// Groups of lines by how often their rarest unit was seen: never, once, up to 3 times, up to 10, and so on. A group
    /// without lines is left out, and so are lines without any unit.
    ///
    /// - Parameter counts: How often the rarest unit of each line was seen; nil of a line without any.
    public static func byRarity(_ counts: [Int?]) -> [LineGroup] {
        let ends = [0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, Int.max]
        return ends.indices.compactMap { index in
            let range = (index == 0 ? 0 : ends[index - 1] + 1)...ends[index]
            let lines = counts.indices.filter { counts[$0].map(range.contains) == true }
            return lines.isEmpty ? nil : LineGroup(range: range, lines: lines)
        }
    }
}

/// How often units occur in some texts.
public struct UnitCounts: Sendable {
    /// What is counted.
    public let unit: TextUnit

    private var counts: [String: Int] = [:]

    /// Counts the units of texts.
    public init(of texts: some Sequence<String>, unit: TextUnit) {
        self.unit = unit
        for text in texts {
            for each in unit.units(of: text) { counts[each, default: 0] += 1 }
        }
    }

    /// How often the text's rarest unit occurs; nil for a text without any.
    public func rarest(in text: String) -> Int? {
        unit.units(of: text).map { counts[$0, default: 0] }.min()
    }
}
