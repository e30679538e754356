import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Testing

@Suite("Constraints")
struct ConstraintTests {
    private let workspace = Workspace(threads: 1)

    private func phrase(longest: Int, _ random: inout RandomSource) -> [Int32] {
        (0..<random.next(in: 1...longest)).map { _ in Int32(random.next(in: 4...9)) }
    }

    private func holds(_ tokens: [Int32], _ phrase: [Int32]) -> Bool {
        tokens.indices.contains { tokens[$0...].starts(with: phrase) }
    }

    @Test(arguments: [2, 3, 5, 12])
    func howeverNarrowTheBeamIsItSaysWhatItMust(width: Int) {
        var finishedCount = 0
        for seed in 0..<60 {
            var random = RandomSource(seed: UInt64(seed))
            let network = RandomNetworks.network(seed, letters: 6, bound: 1.5)
            let queries = RandomNetworks.sources(5, letters: 6, seed: UInt64(seed)).map { source in
                // The phrases go before the cap.
                var query = SearchQuery(
                    source, maximumLength: random.next(in: 0...12), prefix: seed % 3 == 0 ? [4, 5] : [])
                query.requiredPhrases = (0..<random.next(in: 1...3)).map { _ in phrase(longest: 4, &random) }
                return query
            }
            let options = SearchOptions(beamWidth: width, hypothesisCount: 2, lengthPenalty: .average)
            let found = BeamSearch(options).search(queries, with: network, on: workspace)
            for (query, hypotheses) in zip(queries, found) {
                #expect(!hypotheses.isEmpty)
                for hypothesis in hypotheses {
                    #expect(hypothesis.meetsConstraints)
                    #expect(query.requiredPhrases.allSatisfy { holds(hypothesis.tokens, $0) })
                    #expect(hypothesis.tokens.starts(with: query.prefix))
                    finishedCount += hypothesis.isFinished ? 1 : 0
                }
            }
        }
        #expect(finishedCount > 40)
    }

    @Test func whatCannotBeSaidIsTold() {
        var query = SearchQuery([4, 5], maximumLength: 5)
        query.requiredPhrases = [[6], [Vocabulary.padding]]
        let network = RandomNetworks.network(1, letters: 6)
        let found = BeamSearch(SearchOptions(beamWidth: 4, hypothesisCount: 2)).search(
            [query], with: network, on: workspace)[0]
        #expect(found.count == 2 && found.allSatisfy { !$0.meetsConstraints && !$0.isFinished })
    }

    static let searches: [SearchOptions] = [
        SearchOptions(), SearchOptions(beamWidth: 4, hypothesisCount: 4, lengthPenalty: .average),
        SearchOptions(hypothesisCount: 4, sampling: Sampling(temperature: 3)),
        SearchOptions(hypothesisCount: 4, sampling: Sampling(topK: 2)),
    ]

    @Test(arguments: searches)
    func everySearchKeepsToWhatMayBeSaid(options: SearchOptions) {
        var lengths: Set<Int> = []
        for seed in 0..<60 {
            var random = RandomSource(seed: UInt64(seed))
            let network = RandomNetworks.network(seed, letters: 6, bound: 1.5)
            var queries = RandomNetworks.sources(5, letters: 6, seed: UInt64(seed)).map {
                SearchQuery($0, maximumLength: 8)
            }
            let banned = (0..<6).map { _ in phrase(longest: 3, &random) }
            for index in queries.indices { queries[index].bannedPhrases = banned }
            for hypothesis in BeamSearch(options).search(queries, with: network, on: workspace).joined() {
                #expect(!banned.contains { holds(hypothesis.tokens, $0) })
            }
            let allowed = (0..<9).map { _ in phrase(longest: 7, &random) }
            for index in queries.indices {
                queries[index].bannedPhrases = []
                queries[index].allowed = AllowedTargets(allowed)
            }
            let found = BeamSearch(options).search(queries, with: network, on: workspace)
            for hypothesis in found.map({ $0[0] }) {
                #expect(hypothesis.isFinished && hypothesis.meetsConstraints)
                #expect(allowed.contains(hypothesis.tokens))
                lengths.insert(hypothesis.tokens.count)
            }
        }
        #expect(lengths.count > 4)
    }

    @Test func greedySearchTakesTheBestOfWhatMayFollow() {
        for seed in 0..<60 {
            let network = RandomNetworks.network(seed, letters: 6, bound: 1.5)
            let source = RandomNetworks.sources(1, letters: 6, seed: UInt64(seed))[0]
            var query = SearchQuery(source, maximumLength: 6)
            query.bannedPhrases = [[5], [7, 8]]
            let hooked = BeamSearch { step, values in
                values[5] = -.infinity
                if step.tokens.last == 7 { values[8] = -.infinity }
            }
            let expected = hooked.search(
                [SearchQuery(source, maximumLength: 6)], with: network, on: workspace)
            #expect(BeamSearch().search([query], with: network, on: workspace) == expected)
        }
    }

    private static let texts = TinyTranslation.texts(40, seed: 5, letters: TinyTranslation.letters + ["x", "é"])

    /// Each text with what holds for it.
    private var sources: [SourceText] {
        Self.texts.enumerated().map { index, text in
            var source = SourceText(text, line: index, neverSay: index % 2 == 0 ? ["a", "bc"] : ["x"])
            if index % 3 == 0 { source.mustSay = ["de", String(text.prefix(1)).replacing("a", with: "h")] }
            return source
        }
    }

    @Test(arguments: [false, true], [Precision.float32, .int8])
    func targetsDependOnTheirOwnSourceAlone(ensemble: Bool, precision: Precision) throws {
        let models =
            [try TinyTranslation.model(bidirectional: true, attention: .general, copies: true)]
            + (ensemble ? [try TinyTranslation.model()] : [])
        var alone = try Translator(models, threads: 1, precision: precision)
        alone.search = SearchOptions(beamWidth: 4, hypothesisCount: 2, lengthPenalty: .average)
        var together = try Translator(models, threads: 2, precision: precision)
        together.search = alone.search
        together.batchSize = 13
        let expected = sources.map { alone.hypotheses(of: [$0])[0] }
        #expect(together.hypotheses(of: sources) == expected)
        #expect(together.hypotheses(of: sources.reversed()) == expected.reversed())
        for (source, translations) in zip(sources, expected) {
            for translation in translations where translation.meetsConstraints {
                #expect(!source.neverSay.contains { translation.text.contains($0) })
                #expect(source.mustSay.allSatisfy { translation.text.contains($0) })
            }
        }
        #expect(expected.count { $0[0].meetsConstraints } > 30)
        #expect(expected.contains { $0[0].text.contains("x") || $0[0].text.contains("é") })
    }

    @Test func aTranslatorSaysNothingButWhatIsAllowed() throws {
        var translator = Translator(try TinyTranslation.model(attention: .general, copies: true), threads: 1)
        let allowed = ["abcdefghabcdefghabcdefgh", "b", " ", "ax", "gé"]
        #expect(translator.allowOnly(allowed) == ["ax", "gé"])
        for width in [1, 3] {
            translator.search.beamWidth = width
            let found = translator.translations(of: Self.texts)
            for (text, translation) in zip(Self.texts, found) {
                #expect(allowed.contains(translation.text) && translation.meetsConstraints && translation.isFinished)
                #expect(translation.text != "ax" || text.contains("x"))
                #expect(translation.text != "gé" || text.contains("é"))
            }
            #expect(Set(found.map(\.text)).count > 2)
        }
        // What sources add to the vocabulary may be the same tokens, under the same ids or others.
        let sources = ["axb", "xa", "gxé", "éxg", "éb", "bx", "xé", "ab", "ag"]
        #expect(translator.translations(of: sources) == sources.map { translator.translations(of: [$0])[0] })
        translator.allowAll()
        #expect(translator.translations(of: Self.texts).contains { !allowed.contains($0.text) })
    }

    @Test(arguments: Kernels.available)
    func everyInstructionSetGivesTheSameBits(name: String) throws {
        let model = try TinyTranslation.model(attention: .additive)
        let found = [try #require(Kernels(named: name)), try #require(Kernels(named: "plain"))].map { kernels in
            BeamSearch(SearchOptions(beamWidth: 4, hypothesisCount: 4)).search(
                Self.texts.map { text in
                    var query = SearchQuery(model.encodedSource(of: text), maximumLength: 12)
                    query.requiredPhrases = [[5, 6], [9]]
                    query.bannedPhrases = [[4]]
                    return query
                }, with: model.network, on: Workspace(threads: 1, kernels: kernels))
        }
        #expect(found[0] == found[1])
    }
}
