/// How many n-grams a hypothesis and its reference have, and how many they share, order by order.
enum NGramMatches {
    /// The counts of one line as statistics: for each order, the shortest first, n-grams of the hypothesis, n-grams of
    /// the reference, and n-grams of the hypothesis that also are in the reference, each at most as often as there.
    ///
    /// - Parameters:
    ///   - hypothesis: Numbers that stand for the tokens of the hypothesis.
    ///   - reference: Numbers that stand for the tokens of the reference.
    ///   - order: The longest n-grams that are counted.
    ///   - needsReference: Whether a hypothesis counts only in orders that its reference has an n-gram of.
    static func statistics(
        hypothesis: [UInt32], reference: [UInt32], order: Int, needsReference: Bool = false
    ) -> [Double] {
        var statistics: [Double] = []
        statistics.reserveCapacity(3 * order)
        var table = NGramTable(capacity: reference.count)
        // Every n-gram has a number, by which it becomes the start of the n-grams that are one longer.
        var starts = [UInt32](repeating: 0, count: hypothesis.count)
        var referenceStarts = [UInt32](repeating: 0, count: reference.count)
        for index in 0..<order {
            let count = max(0, hypothesis.count - index)
            let referenceCount = max(0, reference.count - index)
            table.removeAll()
            for place in 0..<referenceCount {
                referenceStarts[place] = table.add(referenceStarts[place], reference[place + index])
            }
            var matches = 0
            for place in 0..<count where starts[place] != NGramTable.absent {
                starts[place] = table.take(starts[place], hypothesis[place + index], &matches)
            }
            statistics.append(needsReference && referenceCount == 0 ? 0 : Double(count))
            statistics.append(Double(referenceCount))
            statistics.append(Double(matches))
        }
        return statistics
    }
}

/// How often each n-gram of one order occurs in a reference.
private struct NGramTable {
    /// The number of an n-gram that the reference does not have, so neither has it a longer one.
    static let absent = UInt32.max

    private var numbers: KeyNumbers
    /// How many occurrences of each n-gram are left.
    private var left: [Int32]

    /// Room for so many n-grams.
    init(capacity: Int) {
        numbers = KeyNumbers(capacity: capacity)
        left = [Int32](repeating: 0, count: capacity)
    }

    mutating func removeAll() { numbers.removeAll() }

    /// Adds one occurrence and returns the n-gram's number.
    mutating func add(_ start: UInt32, _ token: UInt32) -> UInt32 {
        let (number, isNew) = numbers.number(of: Self.key(start, token))
        left[Int(number)] = isNew ? 1 : left[Int(number)] + 1
        return number
    }

    /// Returns the n-gram's number, and counts a match and takes an occurrence away if any is left.
    mutating func take(_ start: UInt32, _ token: UInt32, _ matches: inout Int) -> UInt32 {
        guard let number = numbers.knownNumber(of: Self.key(start, token)) else { return Self.absent }
        if left[Int(number)] > 0 {
            left[Int(number)] -= 1
            matches += 1
        }
        return number
    }

    /// The start of the n-gram and its last token.
    private static func key(_ start: UInt32, _ token: UInt32) -> UInt64 { UInt64(start) << 32 | UInt64(token) }
}
