/// Each different token of some texts with how often it occurs, in the order of first occurrence.
struct TokenCounts {
    private(set) var counts: [(token: String, count: Int)] = []
    private var places: [ExactToken: Int] = [:]

    init(of sequences: some Sequence<[String]>) {
        for sequence in sequences {
            for token in sequence { add(token) }
        }
    }

    /// Counts a token, as if it occurred so many times.
    mutating func add(_ token: String, times: Int = 1) {
        if let place = places[ExactToken(token)] {
            let (sum, overflow) = counts[place].count.addingReportingOverflow(times)
            counts[place].count = overflow ? .max : sum
        } else {
            places[ExactToken(token)] = counts.count
            counts.append((token, times))
        }
    }
}
