/// The sum of the gradients of several batches, of which each was made by itself, from zero.
///
/// It is added up as they come, in the order of a binary counter's carries: two neighbours as soon as both are there,
/// then two such sums, and so on; what is left in the end is added from the last to the first. So which are added
/// follows from how many there are, and not from who made them: numbers 0 to 4 give ((0 + 1) + (2 + 3)) + 4.
package struct GradientSum {
    /// Sums of neighbours, the largest first.
    private var sums: [Gradients] = []
    private var count = 0

    package init() {}

    /// How many sums are completed by the gradients of this number, counted from 0.
    package static func completedSums(by number: Int) -> Int { (number + 1).trailingZeroBitCount }

    /// In how many buffers so many gradients are added up, with that in which one is made.
    package static func bufferCount(of count: Int) -> Int { Int.bitWidth - max(1, count).leadingZeroBitCount }

    /// Adds the gradients of the next batch. They belong to the sum from then on.
    package mutating func add(_ gradients: Gradients, on workspace: Workspace) {
        var gradients = gradients
        for _ in 0..<Self.completedSums(by: count) {
            let earlier = sums.removeLast()
            gradients = Self.sum(earlier, gradients, on: workspace)
        }
        sums.append(gradients)
        count += 1
    }

    /// The sum of all; nil if there are none.
    package consuming func total(on workspace: Workspace) -> Gradients? {
        guard var total = sums.popLast() else { return nil }
        while let earlier = sums.popLast() { total = Self.sum(earlier, total, on: workspace) }
        return total
    }

    /// The sum of two, in the buffer of the first.
    private static func sum(_ first: Gradients, _ second: Gradients, on workspace: Workspace) -> Gradients {
        workspace.add(second.storage, to: first.storage)
        var sum = first
        if first.weight != nil || second.weight != nil { sum.weight = first.divisor + second.divisor }
        sum.tokenCount += second.tokenCount
        return sum
    }
}
