/// A token that equals another only if their bytes are equal.
///
/// Swift takes strings for equal that are canonically equivalent. A vocabulary may not: what it writes to a model file
/// must come back as it was, byte for byte, at the same id.
struct ExactToken: Sendable, Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: ExactToken, right: ExactToken) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

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
