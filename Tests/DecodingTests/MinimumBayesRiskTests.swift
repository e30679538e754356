import Foundation
import Seq2SeqDecoding
import Seq2SeqEvaluation
import Seq2SeqModels
import Seq2SeqText
import Testing

@Suite("Minimum Bayes risk")
struct MinimumBayesRiskTests {
    private static let texts = TinyTranslation.texts(20, seed: 5)

    private func translations(samples: Bool) throws -> [[Translation]] {
        var translator = Translator(try TinyTranslation.model(attention: .general), threads: 1)
        translator.search =
            samples
            ? SearchOptions(hypothesisCount: 12, sampling: Sampling(temperature: 0.8))
            : SearchOptions(beamWidth: 12, hypothesisCount: 12)
        return translator.hypotheses(of: Self.texts.enumerated().map { SourceText($1, line: $0) })
    }

    /// The expected utilities written out: every translation against every other.
    @Test(arguments: [MinimumBayesRisk.Utility.chrf, .exact], [false, true])
    func theBestIsTheMostLikeAll(utility: MinimumBayesRisk.Utility, samples: Bool) throws {
        for found in try translations(samples: samples) {
            let weights = found.map { samples ? 1 : exp($0.logProbability) }
            let total = weights.reduce(0, +)
            let expected = found.map { candidate in
                zip(found, weights).reduce(0.0) { sum, other in
                    sum + other.1 / total * worth(candidate.text, other.0.text, isExact: utility == .exact)
                }
            }
            let ranked = MinimumBayesRisk(utility).ranked(found, countAlike: samples)
            #expect(Set(ranked.map(\.text)).count == ranked.count)
            #expect(Set(ranked.map(\.text)) == Set(found.map(\.text)))
            #expect(abs(ranked[0].score - (expected.max() ?? 0)) < 1e-9)
            for translation in ranked {
                let index = try #require(found.firstIndex { $0.text == translation.text })
                #expect(abs(translation.score - expected[index]) < 1e-9)
            }
            #expect(zip(ranked, ranked.dropFirst()).allSatisfy { $0.score >= $1.score })
        }
    }

    private func worth(_ text: String, _ reference: String, isExact: Bool) -> Double {
        if text == reference { return 100 }
        return isExact ? 0 : CHRF().score(hypotheses: [text], references: [reference])
    }

    @Test(arguments: [
        // sacrebleu.sentence_bleu, of PyPI's sacrebleu 2.
        ("the cat sat on the mat", "the cat sat on a mat", 53.7284965911771),
        ("the cat", "the cat sat", 60.653065971263366), ("a dog", "the cat", 0),
        ("a cat sat", "the cat sat down here", 28.254432923044853),
    ])
    func bleuOfASentenceIsSacreBLEUs(text: String, reference: String, expected: Double) {
        let pair = [text, reference].map { text in
            var translation = Self.blank
            (translation.text, translation.logProbability) = (text, 0)
            return translation
        }
        let ranked = MinimumBayesRisk(.bleu).ranked(pair, countAlike: true)
        // Half of it is what a translation is worth against itself.
        let score = ranked.first { $0.text == text }.map { 2 * $0.score - 100 } ?? -1
        #expect(abs(score - expected) < 1e-9)
    }

    private static var blank: Translation {
        do { return Translator(try TinyTranslation.model(), threads: 1).translations(of: [""])[0] } catch {
            preconditionFailure("\(error)")
        }
    }

    @Test func aTranslatorChoosesByIt() throws {
        var translator = Translator(try TinyTranslation.model(attention: .general), threads: 2)
        translator.search = SearchOptions(hypothesisCount: 12, sampling: Sampling(temperature: 0.8))
        translator.utility = .chrf
        let sources = Self.texts.enumerated().map { SourceText($1, line: $0) } + [SourceText("")]
        let found = translator.hypotheses(of: sources)
        let expected = try translations(samples: true).map {
            MinimumBayesRisk(.chrf).ranked($0, countAlike: true)
        }
        #expect(Array(found.dropLast()) == expected && found.last?.map(\.text) == [""])
        translator.batchSize = 3
        translator.threads = 1
        #expect(translator.hypotheses(of: sources) == found)
    }
}
