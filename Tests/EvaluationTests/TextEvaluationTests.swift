import Seq2SeqEvaluation
import Seq2SeqRandomness
import Testing

@Suite("Evaluation of texts")
struct TextEvaluationTests {
    static let metrics: [any TextMetric] = [
        ExactMatch(), ErrorRate(.words), ErrorRate(.characters), UnitAccuracy(.words), BLEU(), CHRF(), TER(),
    ]

    @Test func scoresAreThoseOfTheMetricsAtAnyThreadCount() throws {
        let fixture = try SacreBLEUFixture.read().cases[1]
        let expected = Self.metrics.map {
            $0.score(hypotheses: fixture.hypotheses, references: fixture.references)
        }
        for threads in [1, 2, 5] {
            let evaluation = TextEvaluation(
                hypotheses: fixture.hypotheses, references: fixture.references, metrics: Self.metrics, threads: threads)
            #expect(evaluation.values == expected)
        }
    }

    @Test func scoresOfSomeLinesAreThoseOfTheirTexts() throws {
        let fixture = try SacreBLEUFixture.read().cases[0]
        let evaluation = TextEvaluation(
            hypotheses: fixture.hypotheses, references: fixture.references, metrics: Self.metrics)
        let lines = [3, 70, 71, 3]
        let expected = Self.metrics.map { metric in
            metric.score(
                hypotheses: lines.map { fixture.hypotheses[$0] }, references: lines.map { fixture.references[$0] })
        }
        #expect(evaluation.values(ofLines: lines) == expected)
    }

    @Test func perplexityIsTheExponentialOfTheLossPerToken() {
        var evaluation = TextEvaluation(hypotheses: ["a", "b"], references: ["a", "c"], metrics: [ExactMatch()])
        evaluation.add(Perplexity(), statistics: [-2, 3, -4, 3])
        #expect(evaluation.metrics.map(\.traits.name) == ["exact", "perplexity"])
        #expect(abs(evaluation.values[1] - 2.718281828459045) < 1e-15)
        #expect(evaluation.values(ofLines: [0])[0] == 100)
    }

    // MARK: Bootstrap

    private func pairedFixture() throws -> (SacreBLEUFixture.PairedTest, [TextEvaluation]) {
        let fixture = try SacreBLEUFixture.read().bootstrap
        let evaluations = fixture.outputs.map {
            TextEvaluation(hypotheses: $0, references: fixture.references, metrics: [BLEU(), CHRF(), TER()])
        }
        return (fixture, evaluations)
    }

    @Test func intervalsAndTheProbabilityOfChanceAreAboutThoseOfSacreBLEU() throws {
        let (fixture, evaluations) = try pairedFixture()
        let results = Bootstrap(resampleCount: 10_000).results(of: evaluations)
        for (metric, expected) in fixture.results.enumerated() {
            for (result, halfWidth) in zip(results.map { $0[metric] }, expected.halfWidths) {
                #expect(abs(result.halfWidth / halfWidth - 1) < 0.1, "\(expected.name)")
                #expect(result.low < result.mean && result.mean < result.high)
            }
            #expect(results[0][metric].pValue == nil)
            let pValue = try #require(results[1][metric].pValue)
            #expect(abs(pValue - expected.pValue) < 0.02, "\(expected.name)")
        }
    }

    @Test func theSameSeedDrawsTheSameAtAnyThreadCount() throws {
        let evaluations = try pairedFixture().1
        let first = Bootstrap(resampleCount: 50).results(of: evaluations, threads: 1)
        #expect(Bootstrap(resampleCount: 50).results(of: evaluations, threads: 3) == first)
        #expect(Bootstrap(resampleCount: 50, seed: 2).results(of: evaluations, threads: 3) != first)
        let narrow = Bootstrap(level: 50, resampleCount: 50).results(of: evaluations)
        #expect(narrow[0][0].halfWidth < first[0][0].halfWidth)
    }

    @Test func equalOutputsDoNotDifferByChance() throws {
        let evaluation = try pairedFixture().1[0]
        let results = Bootstrap(resampleCount: 99).results(of: [evaluation, evaluation])
        #expect(results[1].map(\.pValue) == [0.01, 0.01, 0.01])
    }

    // MARK: Breakdown and confusions

    @Test func groupsByLengthHoldEveryLineOnceAndPartNoLength() {
        var random = RandomSource(seed: 3)
        for count in [1, 2, 7, 100] {
            let lengths = (0..<count).map { _ in random.next(in: 1...12) }
            let groups = LineGroup.byLength(lengths, count: 4)
            #expect(groups.count <= 4)
            #expect(groups.flatMap(\.lines).sorted() == Array(0..<count))
            for group in groups { #expect(group.lines.allSatisfy { group.range.contains(lengths[$0]) }) }
            #expect(zip(groups, groups.dropFirst()).allSatisfy { $0.range.upperBound < $1.range.lowerBound })
        }
        #expect(LineGroup.byLength([5, 5, 5, 5]) == [LineGroup.byLength([5, 5, 5, 5])[0]])
        #expect(LineGroup.byLength([1, 2, 3, 4], count: 2).map(\.range) == [1...2, 3...4])
    }

    @Test func groupsByRarityFollowTheRarestUnit() {
        let counts = UnitCounts(of: ["a a a b", "a c c"], unit: .words)
        #expect(["a", "a b", "c a", "d a", ""].map(counts.rarest) == [4, 1, 2, 0, nil])
        let groups = LineGroup.byRarity([4, 1, 2, 0, 0, 5_000_000])
        #expect(groups.map(\.lines) == [[3, 4], [1], [2], [0], [5]])
        #expect(groups.map(\.range.lowerBound) == [0, 1, 2, 4, 10_001])
    }

    @Test func confusionsTellWhatWasSaidForWhat() {
        let confusions = Confusion.mostFrequent(
            hypotheses: ["the dog sat", "a dog", "sat down now", "same"],
            references: ["the cat sat", "a cat", "sat now", "same"], unit: .words, limit: 9)
        let told = confusions.map { "\($0.expected ?? "-") \($0.found ?? "-") \($0.count)" }
        #expect(told == ["cat dog 2", "- down 1"])
        let characters = Confusion.mostFrequent(
            hypotheses: ["abd", "a"], references: ["abc", "ab"], unit: .characters, limit: 1)
        #expect(characters.map(\.expected) == ["b"] && characters.map(\.found) == [nil])
    }

    @Test func theNaturalUnitIsWordsIfAnyTextHasSeveral() {
        #expect(TextUnit(natural: ["2016-06-14", " 12 "]) == .characters)
        #expect(TextUnit(natural: ["one", "two words"]) == .words)
    }
}
