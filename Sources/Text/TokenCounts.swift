/// Each different token of some texts with how often it occurs, in the order of first occurrence.
struct TokenCounts {
    private(set) var counts: [(token: String, count: Int)] = []

    init(of sequences: some Sequence<[String]>) {
        var places: [ExactToken: Int] = [:]
        for sequence in sequences {
            for token in sequence {
                if let place = places[ExactToken(token)] {
                    counts[place].count += 1
                } else {
                    places[ExactToken(token)] = counts.count
                    counts.append((token, 1))
                }
            }
        }
    }
}
