import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Testing

@Suite("Diverse beams")
struct DiverseBeamTests {
    private let workspace = Workspace(threads: 1)

    @Test(arguments: [LengthPenalty.none, .average, .gnmt(alpha: 0.6)])
    func theyAreThoseOfASearchThatGoesOnToTheEnd(penalty: LengthPenalty) {
        var others = 0
        for seed in 0..<60 {
            let network = RandomNetworks.network(seed, letters: 4, bound: 1.5)
            let sources = RandomNetworks.sources(3, letters: 4, seed: UInt64(seed))
            for (width, groups) in [(2, 2), (4, 2), (6, 3), (6, 6), (12, 4)] {
                for diversity in [0, 0.5, 2] {
                    let options = SearchOptions(
                        beamWidth: width, hypothesisCount: width / 2, lengthPenalty: penalty, beamGroups: groups,
                        diversityPenalty: diversity)
                    let found = BeamSearch(options).search(
                        sources.map { SearchQuery($0, maximumLength: 6) }, with: network, on: workspace)
                    for (source, hypotheses) in zip(sources, found) {
                        var plain = PlainBeamSearch(width: width, count: width / 2, penalty: penalty)
                        (plain.groups, plain.diversity) = (groups, diversity)
                        let expected = plain.search(source, cap: 6, in: network, on: workspace)
                        #expect(hypotheses.map(\.tokens) == expected.map(\.tokens))
                        #expect(hypotheses.map(\.logProbability) == expected.map(\.logProbability))
                        #expect(hypotheses.map(\.isFinished) == expected.map(\.isFinished))
                        #expect(Set(hypotheses.map(\.tokens)).count == hypotheses.count)
                        others += hypotheses.count
                    }
                }
            }
        }
        #expect(others > 5000)
    }

    @Test func groupsAsWideAsTheSpaceFindWhatExhaustiveSearchFinds() {
        for seed in 0..<120 {
            let network = RandomNetworks.network(seed)
            let source = RandomNetworks.sources(1, seed: UInt64(seed))[0]
            let all = ExhaustiveSearch(source, cap: 4, in: network, on: workspace)
            let hasAttention = network.configuration.attention != .none
            for base in BeamSearchOracleTests.options where base.coveragePenalty == 0 || hasAttention {
                var options = base
                (options.beamWidth, options.beamGroups, options.hypothesisCount) = (1000, 2, 5)
                let found = BeamSearch(options).search(
                    [SearchQuery(source, maximumLength: 4)], with: network, on: workspace)[0]
                let expected = all.ranked(options).prefix(5)
                #expect(found.filter(\.isFinished).map(\.tokens) == expected.map(\.target.tokens))
            }
        }
    }

    @Test func aGroupKeepsAwayFromTheTokensOfThoseBefore() throws {
        let model = try TinyTranslation.model(attention: .general)
        let texts = TinyTranslation.texts(60, seed: 5)
        func distinctFirst(_ penalty: Double) -> Double {
            var translator = Translator(model, threads: 1)
            translator.search = SearchOptions(
                beamWidth: 4, hypothesisCount: 4, beamGroups: 4, diversityPenalty: penalty)
            let counts = texts.map { text in
                Set(translator.hypotheses(of: [SourceText(text)])[0].map { $0.tokens.first ?? "" }).count
            }
            return Double(counts.reduce(0, +)) / Double(counts.count)
        }
        // One that ends at once gives its place to another.
        #expect(distinctFirst(0) < 1.1)
        #expect(distinctFirst(1) > 1.2)
        #expect(distinctFirst(50) > 2.5)
    }

    @Test(arguments: [1, 7, 64])
    func targetsDependOnTheirOwnSourceAlone(batchSize: Int) throws {
        let texts = TinyTranslation.texts(40, seed: 5)
        let model = try TinyTranslation.model(bidirectional: true, attention: .general)
        for precision in [Precision.float32, .int8] {
            var alone = Translator(model, threads: 1, precision: precision)
            alone.search = SearchOptions(
                beamWidth: 6, hypothesisCount: 4, lengthPenalty: .average, beamGroups: 3, blockedNGramSize: 2)
            var together = Translator(model, threads: 2, precision: precision)
            together.search = alone.search
            together.batchSize = batchSize
            let sources = texts.map { SourceText($0, neverSay: ["a"]) }
            #expect(together.hypotheses(of: sources) == sources.map { alone.hypotheses(of: [$0])[0] })
        }
    }
}
