import Seq2SeqEvaluation
import Testing

@Suite("Where texts differ")
struct TextDifferenceTests {
    private func marked(_ pieces: [TextDifference.Piece]) -> String {
        pieces.map { $0.isCommon ? $0.text : "[\($0.text)]" }.joined(separator: "|")
    }

    @Test func wordsThatAreMissingOrTooMuchAreParted() {
        let difference = TextDifference(
            reference: "the cat sat  on it", hypothesis: "a cat on it now", unit: .words)
        #expect(marked(difference.reference) == "[the]|cat|[sat]|on it")
        #expect(marked(difference.hypothesis) == "[a]|cat on it|[now]")
        #expect(difference.editCount == 3 && difference.referenceUnitCount == 5)
    }

    @Test func charactersKeepTheirAccents() {
        let difference = TextDifference(reference: "e\u{301}te", hypothesis: "éto", unit: .characters)
        #expect(marked(difference.reference) == "e\u{301}t|[e]")
        #expect(marked(difference.hypothesis) == "ét|[o]")
    }

    @Test func equalTextsHaveNoDifferenceAndNothingHasNoPieces() {
        let equal = TextDifference(reference: "a b", hypothesis: "a b", unit: .words)
        #expect(marked(equal.reference) == "a b" && equal.editCount == 0)
        let blank = TextDifference(reference: "a", hypothesis: "", unit: .characters)
        #expect(blank.hypothesis.isEmpty && marked(blank.reference) == "[a]" && blank.editCount == 1)
    }
}
