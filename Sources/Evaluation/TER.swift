import Foundation

/// Translation edit rate of a corpus (Snover et al. 2006): the edits for each hundred words of the references, where
/// moving a phrase counts as one edit. Computed as sacreBLEU does without options, to the last digit: words stand
/// between white space, and their case does not count.
public struct TER: TextMetric, Hashable {
    /// The metric.
    public init() {}

    /// What the score is called and made of.
    public var traits: ScoreTraits {
        ScoreTraits(
            name: "ter", title: "TER", statisticCount: 2, isError: true,
            signature: SacreBLEU.signature("case:lc", "tok:tercom", "norm:no", "punct:yes", "asian:no"))
    }

    /// Edits, and words of the reference.
    public func statistics(hypothesis: String, reference: String) -> [Double] {
        let (words, hypothesisWords, _) = TokenNumbers.numbers(
            of: Array(reference.unicodeScalars).pythonLowercase.pythonWords,
            and: Array(hypothesis.unicodeScalars).pythonLowercase.pythonWords)
        let edits = words.isEmpty ? hypothesisWords.count : PhraseShifts.edits(from: hypothesisWords, to: words)
        return [Double(edits), Double(words.count)]
    }

    /// More than 100 if hypotheses are much longer than their references.
    public func score(ofSums sums: [Double]) -> Double { percentage(of: sums[0], in: sums[1]) }
}

/// The search for phrases of a hypothesis that save edits when they are moved, with the limits and preferences of the
/// program Tercom as sacreBLEU has them.
private struct PhraseShifts {
    private let reference: [UInt32]
    private var matrix: EditMatrix
    private var checkedCount = 0

    private static let longestShift = 10
    private static let farthestShift = 50
    private static let mostCandidates = 1000

    /// The edits, moves included, that turn a hypothesis into a reference, which must not be empty.
    static func edits(from hypothesis: [UInt32], to reference: [UInt32]) -> Int {
        var search = PhraseShifts(hypothesis, reference)
        var shiftCount = 0
        while let shifted = search.bestShift() {
            // As in sacreBLEU, the last search may be given up without its shift.
            if search.checkedCount >= mostCandidates { break }
            shiftCount += 1
            search.matrix.fill(shifted)
        }
        return shiftCount + search.matrix.distance
    }

    private init(_ hypothesis: [UInt32], _ reference: [UInt32]) {
        self.reference = reference
        matrix = EditMatrix(reference: reference, wordCount: hypothesis.count)
        matrix.fill(hypothesis)
    }

    /// The words after the shift that saves most edits, or nil if none saves any. Of those that save as many, the
    /// longest phrase is moved, then the first, then to the first place.
    private mutating func bestShift() -> [UInt32]? {
        let words = matrix.words
        let before = matrix.distance
        let alignment = matrix.alignment
        var best: (shift: PhraseShift, saved: Int)?
        for start in words.indices {
            for place in places(for: start) {
                for length in 1...Self.longestShift {
                    if start + length > words.count || place + length > reference.count { break }
                    if words[start + length - 1] != reference[place + length - 1] { break }
                    for shift in alignment.shifts(start: start, place: place, length: length) {
                        checkedCount += 1
                        let candidate = shift.applied(to: words)
                        let distance = matrix.distance(
                            of: candidate, sameBefore: min(shift.start, shift.target),
                            atMost: before - max(1, best?.saved ?? 0))
                        guard let distance else { continue }
                        let saved = before - distance
                        if let best, saved == best.saved && !shift.isPreferred(to: best.shift) { continue }
                        best = (shift, saved)
                    }
                    if checkedCount >= Self.mostCandidates { return best?.shift.applied(to: words) }
                }
            }
        }
        return best?.shift.applied(to: words)
    }

    /// The places of the reference that a phrase may come to.
    private func places(for start: Int) -> Range<Int> {
        let first = min(reference.count, max(0, start - Self.farthestShift))
        return first..<max(first, min(reference.count, start + Self.farthestShift + 1))
    }
}
