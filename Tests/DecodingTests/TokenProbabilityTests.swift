import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Testing

@Suite("Probabilities of tokens")
struct TokenProbabilityTests {
    private let workspace = Workspace(threads: 1)
    private static let texts = TinyTranslation.texts(40, seed: 5, letters: TinyTranslation.letters + ["x", "é"])

    static let searches: [SearchOptions] = [
        SearchOptions(topTokenCount: 3),
        SearchOptions(
            beamWidth: 5, hypothesisCount: 5, lengthPenalty: .average, minimumLength: 2, blockedNGramSize: 2,
            bansUnknown: true, topTokenCount: 2),
        SearchOptions(hypothesisCount: 3, sampling: Sampling(temperature: 2), topTokenCount: 100),
    ]

    @Test(arguments: searches)
    func theyAddUpToTheLogProbability(options: SearchOptions) {
        for seed in 0..<20 {
            let network = RandomNetworks.network(seed, letters: 6, bound: 1.5)
            let queries = RandomNetworks.sources(6, letters: 6, seed: UInt64(seed)).map {
                SearchQuery($0, maximumLength: 7, prefix: seed % 2 == 0 ? [5] : [])
            }
            for hypothesis in BeamSearch(options).search(queries, with: network, on: workspace).joined() {
                let sum = hypothesis.tokenLogProbabilities.reduce(0.0) { $0 + Double($1) }
                #expect(sum == hypothesis.logProbability)
                let steps = hypothesis.tokens.count + (hypothesis.isFinished ? 1 : 0)
                #expect(hypothesis.tokenLogProbabilities.count == steps && hypothesis.topTokens.count == steps)
            }
        }
    }

    @Test(arguments: searches)
    func theTopTokensAreTheModelsWhateverIsForbidden(options: SearchOptions) throws {
        let network = RandomNetworks.network(1, letters: 6, bound: 1.5)
        let source: [Int32] = [4, 7, 5]
        let hook: SearchHook = { step, values in values[4 + step.tokens.count % 3] = -.infinity }
        let found = BeamSearch(options, onStep: hook).search(
            [SearchQuery(source, maximumLength: 6)], with: network, on: workspace)[0]
        for hypothesis in found {
            var state = network.encode([source], on: workspace)
            for (index, top) in hypothesis.topTokens.enumerated() {
                let last = index == 0 ? Vocabulary.begin : hypothesis.tokens[index - 1]
                let step = network.step([last], from: state, on: workspace)
                let values = step.logProbabilities[0]
                let ids = values.indices.dropFirst(2).sorted { values[$0] > values[$1] }
                let expected = ids.prefix(try #require(options.topTokenCount)).map {
                    RankedToken(Int32($0), logProbability: values[$0])
                }
                #expect(top == Array(expected))
                state = step.state
            }
        }
    }

    @Test func withoutBeingAskedForThereAreNoTopTokens() throws {
        let found = Translator(try TinyTranslation.model(), threads: 1).translations(of: Self.texts)
        #expect(found.allSatisfy { $0.topTokens.isEmpty && !$0.tokenLogProbabilities.isEmpty })
    }

    @Test(arguments: [false, true], [Precision.float32, .int8])
    func thoseOfAPairAreTheSearchs(ensemble: Bool, precision: Precision) throws {
        let copying = try TinyTranslation.model(attention: .general, copies: true)
        let models = [copying] + (ensemble ? [try TinyTranslation.model()] : [])
        var translator = try Translator(models, threads: 2, precision: precision)
        translator.search.beamWidth = 3
        translator.search.bansUnknown = true
        translator.search.topTokenCount = 3
        let found = zip(Self.texts, translator.translations(of: Self.texts)).filter {
            $1.isFinished && !$1.text.isEmpty
        }
        #expect(found.count > 3)
        let pairs = found.map { TextPair(source: $0, target: $1.text) }
        let scored = translator.scoredTargets(of: pairs)
        #expect(scored.map(\.tokenLogProbabilities) == found.map(\.1.tokenLogProbabilities))
        #expect(scored.map(\.topTokens) == found.map(\.1.topTokens))
        #expect(scored.map(\.tokens) == found.map(\.1.tokens))
        #expect(scored.map(\.logProbability) == translator.logProbabilities(of: pairs))
        var alone = try Translator(models, threads: 1, precision: precision)
        alone.search = translator.search
        #expect(pairs.map { alone.scoredTargets(of: [$0])[0] } == scored)
    }

    @Test func whatTheVocabularyLacksIsScoredAsUnknown() throws {
        var translator = Translator(try TinyTranslation.model(), threads: 1)
        translator.search.topTokenCount = 20
        let scored = translator.scoredTargets(of: [TextPair(source: "abc", target: "aZ")])[0]
        #expect(scored.tokens == ["a", "Z"] && scored.text == "aZ" && scored.isFinished)
        let unknown = scored.topTokens[1].first { $0.token == "<unk>" }
        #expect(scored.tokenLogProbabilities[1] == unknown?.logProbability)
        let end = scored.topTokens[2].first { $0.token == "</s>" }
        #expect(scored.tokenLogProbabilities[2] == end?.logProbability)
        #expect(scored.topTokens.allSatisfy { $0.count == 10 })
    }
}
