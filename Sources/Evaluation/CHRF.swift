import Seq2SeqSettings

/// chrF of a corpus (Popović 2015): how far n-grams of characters agree, computed as sacreBLEU does, to the last digit.
///
/// A character is a Unicode scalar; white space is left out. With a word order it counts n-grams of words too, such as
/// chrF++ does (Popović 2017).
public struct CHRF: Sendable, Hashable {
    /// The longest n-grams of characters that are counted.
    public var order: Int

    /// The longest n-grams of words that are counted.
    public var wordOrder: Int

    /// How much more recall weighs than precision.
    public var beta: Int

    /// chrF with n-grams up to an order, and a weight of recall; by default chrF2, as sacreBLEU computes it.
    public init(order: Int = 6, wordOrder: Int = 0, beta: Int = 2) {
        require(order > 0, "The order of chrF must be positive, but is \(order)")
        require(wordOrder >= 0, "The word order of chrF must not be negative, but is \(wordOrder)")
        self.order = order
        self.wordOrder = wordOrder
        self.beta = beta
    }

    /// chrF++: n-grams of up to six characters and up to two words.
    public static let plusPlus = CHRF(wordOrder: 2)
}

extension CHRF: TextMetric {
    /// What the score is called and made of.
    public var traits: ScoreTraits {
        let pluses = String(repeating: "+", count: wordOrder)
        return ScoreTraits(
            name: "chrf" + pluses, title: "chrF\(beta)" + pluses, statisticCount: 3 * (order + wordOrder),
            signature: SacreBLEU.signature("case:mixed", "eff:yes", "nc:\(order)", "nw:\(wordOrder)", "space:no"))
    }

    /// For each order, characters before words, the n-grams of the hypothesis, those of the reference and those that
    /// match.
    public func statistics(hypothesis: String, reference: String) -> [Double] {
        let characters = NGramMatches.statistics(
            hypothesis: Self.characters(of: hypothesis), reference: Self.characters(of: reference), order: order,
            needsReference: true)
        if wordOrder == 0 { return characters }
        let words = TokenNumbers.numbers(of: Self.words(of: hypothesis), and: Self.words(of: reference))
        return characters
            + NGramMatches.statistics(
                hypothesis: words.first, reference: words.second, order: wordOrder, needsReference: true)
    }

    private static func characters(of text: String) -> [UInt32] {
        var characters: [UInt32] = []
        characters.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars where !scalar.isPythonWhiteSpace { characters.append(scalar.value) }
        return characters
    }

    /// What stands between white space, a mark at its end set apart, or else a mark at its start.
    private static func words(of text: String) -> [ArraySlice<Unicode.Scalar>] {
        Array(text.unicodeScalars).pythonWords.flatMap { word in
            guard let first = word.first, let last = word.last, word.count > 1 else { return [word] }
            if last.isPythonPunctuation { return [word.dropLast(), word.suffix(1)] }
            if first.isPythonPunctuation { return [word.prefix(1), word.dropFirst()] }
            return [word]
        }
    }

    /// chrF, from 0 to 100.
    public func score(ofSums sums: [Double]) -> Double {
        var (precision, recall, orders) = (0.0, 0.0, 0)
        for index in stride(from: 0, to: sums.count, by: 3) {
            let (total, referenceTotal, matched) = (sums[index], sums[index + 1], sums[index + 2])
            if total == 0 || referenceTotal == 0 { continue }
            precision += matched / total
            recall += matched / referenceTotal
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
