/// How many pairs were left out for each reason, and where the first of them stands.
struct SkipCounts {
    private var counts = [Int](repeating: 0, count: SkipReason.allCases.count)
    private var firstLines = [Int](repeating: 0, count: SkipReason.allCases.count)

    /// How many pairs were left out.
    var total: Int { counts.reduce(0, +) }

    /// One notice for each reason that occurred, in the order in which the reasons are declared.
    var notices: [CorpusNotice] {
        zip(SkipReason.allCases, zip(counts, firstLines)).compactMap { reason, found in
            found.0 == 0 ? nil : .pairsSkipped(reason: reason, count: found.0, firstLine: found.1)
        }
    }

    /// Counts a pair.
    mutating func add(_ reason: SkipReason, line: Int) {
        for (index, candidate) in SkipReason.allCases.enumerated() where candidate == reason {
            if counts[index] == 0 { firstLines[index] = line }
            counts[index] += 1
        }
    }
}
