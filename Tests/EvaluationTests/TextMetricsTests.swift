import Seq2SeqEvaluation
import Seq2SeqRandomness
import Testing

@Suite("Text metrics")
struct TextMetricsTests {
    @Test func exactMatchIsTheShareOfEqualTexts() {
        #expect(TextMetrics.exactMatch(hypotheses: ["a", "b", "c", "d"], references: ["a", "x", "c", "d "]) == 0.5)
        #expect(TextMetrics.exactMatch(hypotheses: [["a", "b"]], references: [["a", "b"]]) == 1)
        #expect(TextMetrics.exactMatch(hypotheses: ["e\u{301}"], references: ["\u{E9}"]) == 1)
    }

    @Test(arguments: [
        ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("", "", 0), ("same", "same", 0), ("ab", "ba", 2),
        ("intention", "execution", 5),
    ])
    func editDistanceIsTheFewestEdits(first: String, second: String, distance: Int) {
        #expect(TextMetrics.editDistance(Array(first), Array(second)) == distance)
    }

    @Test func editDistanceIsSymmetricAndKeepsTheTriangleInequality() {
        var random = RandomSource(seed: 2)
        func word() -> [Int] { (0..<random.next(in: 0...8)).map { _ in random.next(below: 3) } }
        for _ in 0..<500 {
            let (a, b, c) = (word(), word(), word())
            let distance = TextMetrics.editDistance(a, b)
            #expect(distance == TextMetrics.editDistance(b, a))
            #expect(distance <= TextMetrics.editDistance(a, c) + TextMetrics.editDistance(c, b))
            #expect((distance == 0) == (a == b))
        }
    }

    /// The textbook's table.
    private func tableDistance(_ first: [Int], _ second: [Int]) -> Int {
        var row = Array(0...second.count)
        for (index, token) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in second.indices {
                let replaced = diagonal + (token == second[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[second.count]
    }

    @Test(arguments: [1, 2, 5, 40])
    func editDistanceIsThatOfTheTable(tokenKinds: Int) {
        var random = RandomSource(seed: UInt64(tokenKinds))
        for limit in [3, 20, 63, 64, 65, 128, 200] {
            for _ in 0..<12 {
                let first = (0..<random.next(in: 0...limit)).map { _ in random.next(below: tokenKinds) }
                var second = first.filter { _ in random.next(below: 8) > 0 }
                for _ in 0..<(limit / 8) {
                    second.insert(random.next(below: tokenKinds), at: random.next(in: 0...second.count))
                }
                #expect(TextMetrics.editDistance(first, second) == tableDistance(first, second))
                #expect(TextMetrics.editDistance(second, first) == tableDistance(second, first))
            }
        }
    }

    @Test func editsThatTakeTooMuchToRememberAreAsFewAsTheDistance() {
        var random = RandomSource(seed: 4)
        let reference = String((0..<20_000).map { _ in "abcd".randomElement(using: &random) })
        var hypothesis = reference
        for _ in 0..<900 {
            let place = hypothesis.index(hypothesis.startIndex, offsetBy: random.next(below: 19_000))
            hypothesis.replaceSubrange(place...place, with: ["", "x", "ab"][random.next(below: 3)])
        }
        let confusions = Confusion.mostFrequent(
            hypotheses: [hypothesis], references: [reference], unit: .characters, limit: .max)
        let edits = ErrorRate(.characters).statistics(hypothesis: hypothesis, reference: reference)[0]
        #expect(edits > 500 && edits <= 1800)
        #expect(Double(confusions.reduce(0) { $0 + $1.count }) == edits)
    }

    @Test func tokenErrorRateWeighsAllReferenceTokensAlike() {
        let references = [["the", "cat", "sat"], ["yes"]]
        #expect(
            TextMetrics.tokenErrorRate(hypotheses: [["the", "cat", "sat"], ["no"]], references: references) == 0.25)
        #expect(TextMetrics.tokenErrorRate(hypotheses: [[], []], references: references) == 1)
        #expect(TextMetrics.tokenErrorRate(hypotheses: references, references: references) == 0)
    }
}

extension String {
    /// A character of the text, each with the same probability.
    fileprivate func randomElement(using random: inout RandomSource) -> Character {
        self[index(startIndex, offsetBy: random.next(below: count))]
    }
}
