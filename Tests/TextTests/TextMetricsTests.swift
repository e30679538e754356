import Seq2SeqRandomness
import Testing
import Seq2SeqText

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

    @Test func tokenErrorRateWeighsAllReferenceTokensAlike() {
        let references = [["the", "cat", "sat"], ["yes"]]
        #expect(
            TextMetrics.tokenErrorRate(hypotheses: [["the", "cat", "sat"], ["no"]], references: references) == 0.25)
        #expect(TextMetrics.tokenErrorRate(hypotheses: [[], []], references: references) == 1)
        #expect(TextMetrics.tokenErrorRate(hypotheses: references, references: references) == 0)
    }
}
