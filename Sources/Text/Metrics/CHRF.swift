/// chrF of a corpus (Popović 2015): how far n-grams of characters agree, computed as sacreBLEU does, to the last digit.
///
/// A character is a Unicode scalar; white space is left out.
public struct CHRF: Sendable, Hashable {
    /// The longest n-grams that are counted.
    public var order: Int

    /// How much more recall weighs than precision.
    public var beta: Int

    /// chrF with n-grams up to an order, and a weight of recall; by default chrF2, as sacreBLEU computes it.
    public init(order: Int = 6, beta: Int = 2) {
        precondition(order > 0, "The order of chrF must be positive, but is \(order)")
        self.order = order
        self.beta = beta
    }

    /// The score of decoded texts, one reference each; there must be at least one.
    ///
    /// - Returns: A number from 0 to 100.
    public func score(hypotheses: [String], references: [String]) -> Double {
        TextMetrics.checkCounts(hypotheses.count, references.count)
        var matches = NGramMatches(order: order, needsReference: true)
        for (hypothesis, reference) in zip(hypotheses, references) {
            matches.add(hypothesis: Self.characters(of: hypothesis), reference: Self.characters(of: reference))
        }
        return score(matches)
    }

    private static func characters(of text: String) -> [UInt32] {
        text.unicodeScalars.lazy.filter { !$0.isPythonWhiteSpace }.map(\.value)
    }

    private func score(_ matches: NGramMatches) -> Double {
        var (precision, recall, orders) = (0.0, 0.0, 0)
        for index in 0..<order {
            let (total, referenceTotal) = (matches.hypothesisCounts[index], matches.referenceCounts[index])
            if total == 0 || referenceTotal == 0 { continue }
            precision += Double(matches.matchCounts[index]) / Double(total)
            recall += Double(matches.matchCounts[index]) / Double(referenceTotal)
            orders += 1
        }
        if orders == 0 { return 0 }
        precision /= Double(orders)
        recall /= Double(orders)
        if precision + recall == 0 { return 0 }
        let factor = Double(beta * beta)
        var score = (1 + factor) * precision * recall
        score /= factor * precision + recall
        return 100 * score
    }
}
