import Seq2SeqEvaluation
import Testing

/// Scores held against those of sacreBLEU, jiwer and rapidfuzz.
@Suite("BLEU, chrF, TER and error rates")
struct SacreBLEUTests {
    @Test(arguments: try SacreBLEUFixture.read().cases)
    func bleuIsThatOfSacreBLEU(fixture: SacreBLEUFixture.Case) throws {
        #expect(fixture.bleu.count == 8)
        for expected in fixture.bleu {
            let tokenizer = try #require(BLEU.Tokenizer(rawValue: expected.tokenizer))
            let smoothing = try #require(BLEU.Smoothing(rawValue: expected.smoothing))
            let bleu = BLEU(tokenizer: tokenizer, smoothing: smoothing)
            let score: BLEUScore = bleu.score(hypotheses: fixture.hypotheses, references: fixture.references)
            // The C library's exponential may differ in the last place from one system to the next.
            #expect(abs(score.value - expected.score) <= 2 * expected.score.ulp)
            #expect(score.precisions == expected.precisions)
            #expect(score.description == expected.text)
            #expect(bleu.traits.signature == expected.signature)
        }
    }

    @Test(arguments: try SacreBLEUFixture.read().cases)
    func chrFAndTERAreThoseOfSacreBLEU(fixture: SacreBLEUFixture.Case) {
        let metrics: [any TextMetric] = [CHRF(), CHRF.plusPlus, TER()]
        for (metric, expected) in zip(metrics, fixture.others) {
            #expect(metric.traits.title == expected.name)
            #expect(metric.traits.signature == expected.signature)
            let score = metric.score(hypotheses: fixture.hypotheses, references: fixture.references)
            #expect(score == expected.score, "\(metric.traits.title)")
        }
    }

    @Test(arguments: try SacreBLEUFixture.read().cases)
    func editsAndUnchangedUnitsAreThoseOfEachLine(fixture: SacreBLEUFixture.Case) {
        for (unit, lines) in [(TextUnit.words, fixture.words), (.characters, fixture.characters)] {
            #expect(lines.count == fixture.references.count)
            for (line, expected) in lines.enumerated() {
                let (hypothesis, reference) = (fixture.hypotheses[line], fixture.references[line])
                let edits = ErrorRate(unit).statistics(hypothesis: hypothesis, reference: reference)
                #expect(edits == [expected[0], expected[2]], "\(unit), line \(line)")
                let unchanged = UnitAccuracy(unit).statistics(hypothesis: hypothesis, reference: reference)
                #expect(unchanged == [expected[1], expected[2]], "\(unit), line \(line)")
            }
        }
    }

    @Test func theDefaultsAreThoseOfSacreBLEU() {
        #expect(BLEU() == BLEU(tokenizer: .mteval13a, smoothing: .exponential))
        #expect(CHRF() == CHRF(order: 6, beta: 2))
    }

    @Test func textsThatEqualTheirReferencesAreAHundred() {
        let texts = ["the cat sat on the mat", "it was not amused , was it ?"]
        #expect(abs(BLEU().score(hypotheses: texts, references: texts).value - 100) < 1e-12)
        #expect(CHRF().score(hypotheses: texts, references: texts) == 100)
        #expect(TER().score(hypotheses: texts, references: texts) == 0)
        #expect(ErrorRate(.words).score(hypotheses: texts, references: texts) == 0)
        #expect(UnitAccuracy(.characters).score(hypotheses: texts, references: texts) == 100)
        #expect(ExactMatch().score(hypotheses: texts, references: texts) == 100)
    }

    @Test func whiteSpaceAtTheEndsDoesNotMatter() {
        let (hypotheses, references) = ([" a b\u{A0}", "c"], ["a b", "\tc "])
        for metric in [ExactMatch(), ErrorRate(.words), ErrorRate(.characters), TER(), BLEU()] as [any TextMetric] {
            let score = metric.score(hypotheses: hypotheses, references: references)
            #expect(score == metric.score(hypotheses: references, references: references), "\(metric.traits.title)")
        }
        #expect(ExactMatch().score(hypotheses: ["a  b"], references: ["a b"]) == 0)
    }

    @Test func aLetterWithItsAccentIsTheSameHoweverItWasTyped() {
        for metric in [ExactMatch(), UnitAccuracy(.words), UnitAccuracy(.characters)] as [any TextMetric] {
            #expect(metric.score(hypotheses: ["e\u{301}te\u{301}"], references: ["\u{E9}t\u{E9}"]) == 100)
        }
    }
}
