import Testing
import Seq2SeqText

/// BLEU and chrF, held against sacreBLEU's.
@Suite("BLEU and chrF")
struct SacreBLEUTests {
    @Test(arguments: try SacreBLEUFixture.all())
    func bleuIsThatOfSacreBLEU(fixture: SacreBLEUFixture) throws {
        #expect(fixture.bleu.count == 4)
        for expected in fixture.bleu {
            let tokenizer = try #require(BLEU.Tokenizer(rawValue: expected.tokenizer))
            let smoothing = try #require(BLEU.Smoothing(rawValue: expected.smoothing))
            let score = BLEU(tokenizer: tokenizer, smoothing: smoothing)
                .score(hypotheses: fixture.hypotheses, references: fixture.references)
            // The C library's exponential may differ in the last place from one system to the next.
            #expect(abs(score.value - expected.score) <= 2 * expected.score.ulp)
            #expect(score.precisions == expected.precisions)
            #expect(score.description == expected.text)
        }
    }

    @Test(arguments: try SacreBLEUFixture.all())
    func chrFIsThatOfSacreBLEU(fixture: SacreBLEUFixture) {
        #expect(CHRF().score(hypotheses: fixture.hypotheses, references: fixture.references) == fixture.chrf)
    }

    @Test func theDefaultsAreThoseOfSacreBLEU() {
        #expect(BLEU() == BLEU(tokenizer: .mteval13a, smoothing: .exponential))
        #expect(CHRF() == CHRF(order: 6, beta: 2))
    }

    @Test func textsThatEqualTheirReferencesAreAHundred() {
        let texts = ["the cat sat on the mat", "it was not amused , was it ?"]
        #expect(abs(BLEU().score(hypotheses: texts, references: texts).value - 100) < 1e-12)
        #expect(CHRF().score(hypotheses: texts, references: texts) == 100)
    }
}
