import Seq2SeqSettings

/// Scores that say how close decoded texts are to their references.
///
/// ```swift
/// let exact = TextMetrics.exactMatch(hypotheses: ["596", "12"], references: ["596", "13"])
/// let distance = TextMetrics.editDistance(Array("kitten"), Array("sitting"))
/// ```
public enum TextMetrics {
    /// The share of hypotheses that equal their references.
    ///
    /// Strings are compared as Swift does, by canonical equivalence; white space counts.
    ///
    /// - Parameters:
    ///   - hypotheses: What was decoded: texts, or token sequences.
    ///   - references: What should have been, one for each hypothesis; at least one.
    /// - Returns: A number from 0 to 1.
    public static func exactMatch<Output: Equatable>(hypotheses: [Output], references: [Output]) -> Double {
        checkCounts(hypotheses.count, references.count)
        let matches = zip(hypotheses, references).count { $0 == $1 }
        return Double(matches) / Double(references.count)
    }

    /// The fewest insertions, deletions and replacements of one token that turn one sequence into the other
    /// (Levenshtein 1966).
    public static func editDistance<Token: Hashable>(_ first: [Token], _ second: [Token]) -> Int {
        NumberedPair(reference: first, hypothesis: second).distance
    }

    /// The edit distance of all hypotheses per reference token: the word error rate if tokens are words, the character
    /// error rate if they are characters.
    ///
    /// - Parameters:
    ///   - hypotheses: The tokens of what was decoded.
    ///   - references: The tokens of what should have been, one sequence a hypothesis; at least one token in all.
    /// - Returns: 0 if all are equal; more than 1 if hypotheses are much longer than their references.
    public static func tokenErrorRate<Token: Hashable>(hypotheses: [[Token]], references: [[Token]]) -> Double {
        checkCounts(hypotheses.count, references.count)
        let tokenCount = references.reduce(0) { $0 + $1.count }
        require(tokenCount > 0, "An error rate needs at least one reference token")
        let distance = zip(hypotheses, references).reduce(0) { $0 + editDistance($1.0, $1.1) }
        return Double(distance) / Double(tokenCount)
    }

    static func checkCounts(_ hypotheses: Int, _ references: Int) {
        require(references > 0, "A metric needs at least one reference")
        require(
            hypotheses == references,
            "Each hypothesis needs a reference, but there are \(hypotheses) hypotheses and \(references) references")
    }
}

/// A reference and a hypothesis as numbers, the same for the same token.
struct NumberedPair {
    let reference: [Int]
    let hypothesis: [Int]
    /// All numbers are below it.
    let tokenBound: Int

    init<Token: Hashable>(reference: [Token], hypothesis: [Token]) {
        var numbers: [Token: Int] = [:]
        func number(_ token: Token) -> Int {
            if let number = numbers[token] { return number }
            numbers[token] = numbers.count
            return numbers.count - 1
        }
        self.reference = reference.map(number)
        self.hypothesis = hypothesis.map(number)
        tokenBound = numbers.count
    }

    /// A pair whose tokens are scalars that equal no others.
    init(reference: some Sequence<Unicode.Scalar>, hypothesis: some Sequence<Unicode.Scalar>, capacity: Int) {
        var numbers = KeyNumbers(capacity: capacity)
        self.reference = reference.map { Int(numbers.number(of: UInt64($0.value)).number) }
        self.hypothesis = hypothesis.map { Int(numbers.number(of: UInt64($0.value)).number) }
        tokenBound = numbers.count
    }

    /// A pair whose tokens are made of scalars that equal no others.
    init(reference: [ArraySlice<Unicode.Scalar>], hypothesis: [ArraySlice<Unicode.Scalar>]) {
        let numbers = TokenNumbers.numbers(of: reference, and: hypothesis)
        self.reference = numbers.first.map(Int.init)
        self.hypothesis = numbers.second.map(Int.init)
        tokenBound = numbers.bound
    }

    /// The fewest edits.
    var distance: Int {
        EditDistance.distance(from: reference[...], to: hypothesis[...], tokenBound: tokenBound)
    }

    /// Which edits.
    var edits: [Edit] { EditDistance.edits(from: reference[...], to: hypothesis[...], tokenBound: tokenBound) }
}
