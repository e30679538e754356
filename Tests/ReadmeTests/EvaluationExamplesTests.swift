import Seq2Seq
import Testing

/// The code in the documentation comments on scores.
struct EvaluationExamplesTests {
    @Test func bleuTellsWhatItIsMadeOf() {
        let score = BLEU().score(hypotheses: ["the cat sat on"], references: ["the cat sat on it"])
        print(score)  // BLEU = 77.88 100.0/100.0/100.0/100.0 (BP = 0.779 ratio = 0.800 hyp_len = 4 ref_len = 5)
        #expect("\(score)" == "BLEU = 77.88 100.0/100.0/100.0/100.0 (BP = 0.779 ratio = 0.800 hyp_len = 4 ref_len = 5)")
    }

    @Test func errorsAreCountedPerReferenceUnit() {
        let rate = ErrorRate(.words).score(hypotheses: ["the cat sat"], references: ["the cat sat down"])
        print(rate)  // 25.0
        #expect(rate == 25)
    }

    @Test func anEvaluationHasSeveralScoresAndTheirIntervals() {
        let (outputs, targets) = (["a cat", "a dog sat"], ["a cat", "the dog sat"])
        let evaluation = TextEvaluation(
            hypotheses: outputs, references: targets, metrics: [ExactMatch(), ErrorRate(.words), BLEU()])
        for (metric, value) in zip(evaluation.metrics, evaluation.values) { print(metric.traits.title, value) }
        let exact = Bootstrap().results(of: [evaluation])[0][0]
        print(exact.low, exact.high)
        #expect(evaluation.values[0] == 50 && evaluation.values[1] == 20)
        #expect(exact.low == 0 && exact.high == 100)
    }
}
