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

/// How often each n-gram of one order occurs in a reference: a hash table with open addressing.
private struct NGramTable {
    /// The number of an n-gram that the reference does not have, so neither has it a longer one.
    static let absent = UInt32.max

    /// The start of the n-gram and its last token.
    private var keys: [UInt64]
    /// The place's n-gram, plus one; 0 if the place is free.
    private var numbers: [UInt32]
    /// How many occurrences of each n-gram are left.
    private var left: [Int32]
    private var count: UInt32 = 0
    private let mask: Int

    /// Room for so many n-grams.
    init(capacity: Int) {
        var size = 4
        while size < 2 * capacity { size *= 2 }
        keys = [UInt64](repeating: 0, count: size)
        numbers = [UInt32](repeating: 0, count: size)
        left = [Int32](repeating: 0, count: capacity)
        mask = size - 1
    }

    mutating func removeAll() {
        if count == 0 { return }
        count = 0
        for place in numbers.indices { numbers[place] = 0 }
    }

    /// Adds one occurrence and returns the n-gram's number.
    mutating func add(_ start: UInt32, _ token: UInt32) -> UInt32 {
        let key = UInt64(start) << 32 | UInt64(token)
        let place = place(of: key)
        if numbers[place] == 0 {
            keys[place] = key
            left[Int(count)] = 0
            count += 1
            numbers[place] = count
        }
        let number = numbers[place] - 1
        left[Int(number)] += 1
        return number
    }

    /// Returns the n-gram's number, and counts a match and takes an occurrence away if any is left.
    mutating func take(_ start: UInt32, _ token: UInt32, _ matches: inout Int) -> UInt32 {
        let place = place(of: UInt64(start) << 32 | UInt64(token))
        guard numbers[place] != 0 else { return Self.absent }
        let number = numbers[place] - 1
        if left[Int(number)] > 0 {
            left[Int(number)] -= 1
            matches += 1
        }
        return number
    }

    /// The place where the key is, or would be.
    private func place(of key: UInt64) -> Int {
        var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while numbers[place] != 0 && keys[place] != key { place = (place + 1) & mask }
        return place
    }
}

/// Numbers that stand for the tokens of a few texts.
struct TokenNumbers {
    private var numbers: [ArraySlice<Unicode.Scalar>: UInt32] = [:]

    /// A number for each token, the same for the same scalars.
    mutating func numbers(of tokens: [ArraySlice<Unicode.Scalar>]) -> [UInt32] {
        tokens.map { token in
            if let number = numbers[token] { return number }
            let number = UInt32(numbers.count)
            numbers[token] = number
            return number
        }
    }
}
