/// How many n-grams of hypotheses and references there are, and how many they share, order by order.
struct NGramMatches {
    /// N-grams of the hypotheses; orders count from 1, indices from 0.
    private(set) var hypothesisCounts: [Int]

    /// N-grams of the references.
    private(set) var referenceCounts: [Int]

    /// N-grams of the hypotheses that also are in their references, each at most as often as there.
    private(set) var matchCounts: [Int]

    /// Whether a hypothesis counts only in orders that its reference has an n-gram of.
    private let needsReference: Bool

    init(order: Int, needsReference: Bool = false) {
        hypothesisCounts = Array(repeating: 0, count: order)
        referenceCounts = hypothesisCounts
        matchCounts = hypothesisCounts
        self.needsReference = needsReference
    }

    /// Adds a hypothesis and its reference, as numbers that stand for their tokens.
    mutating func add(hypothesis: [UInt32], reference: [UInt32]) {
        // Every n-gram has a number, by which it becomes the start of the n-grams that are one longer.
        var starts = [UInt32](repeating: 0, count: hypothesis.count)
        var referenceStarts = [UInt32](repeating: 0, count: reference.count)
        for index in matchCounts.indices {
            let count = max(0, hypothesis.count - index)
            let referenceCount = max(0, reference.count - index)
            if !needsReference || referenceCount > 0 { hypothesisCounts[index] += count }
            referenceCounts[index] += referenceCount
            var numbers: [UInt64: UInt32] = [:]
            var left: [Int] = []
            for place in 0..<referenceCount {
                let key = UInt64(referenceStarts[place]) << 32 | UInt64(reference[place + index])
                let number = numbers[key] ?? UInt32(left.count)
                if Int(number) == left.count {
                    numbers[key] = number
                    left.append(0)
                }
                left[Int(number)] += 1
                referenceStarts[place] = number
            }
            for place in 0..<count where starts[place] != Self.unmatched {
                let key = UInt64(starts[place]) << 32 | UInt64(hypothesis[place + index])
                starts[place] = numbers[key] ?? Self.unmatched
                guard let number = numbers[key], left[Int(number)] > 0 else { continue }
                left[Int(number)] -= 1
                matchCounts[index] += 1
            }
        }
    }

    /// The start of an n-gram that the reference does not have, so neither has it a longer one.
    private static let unmatched = UInt32.max
}
