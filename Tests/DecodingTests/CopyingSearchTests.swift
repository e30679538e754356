import Foundation
import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Testing

/// Search with models that copy: what only the source has can be said.
@Suite("Search: copying")
struct CopyingSearchTests {
    private let workspaces = [Workspace(threads: 1), Workspace(threads: 2)]

    /// Ids of the target for sources whose greatest two letters it lacks.
    private func copies(_ source: [Int32], vocabulary: Int32) -> [Int32] {
        let further = source.filter { $0 >= vocabulary - 1 }.reduce(into: [Int32]()) { found, id in
            if !found.contains(id) { found.append(id) }
        }
        return source.map { id in further.firstIndex(of: id).map { vocabulary + Int32($0) } ?? id }
    }

    static let options: [SearchOptions] = [
        SearchOptions(), SearchOptions(lengthPenalty: .gnmt(alpha: 0.6), coveragePenalty: 0.3),
        SearchOptions(lengthPenalty: .average, minimumLength: 2, bansUnknown: true),
        SearchOptions(blockedNGramSize: 1), SearchOptions(lengthPenalty: .average, blockedNGramSize: 2),
    ]

    @Test func aBeamAsWideAsTheSpaceFindsWhatExhaustiveSearchFinds() {
        var furtherCount = 0
        for seed in 0..<120 {
            let network = RandomNetworks.network(seed, copies: true)
            let source = RandomNetworks.sources(1, seed: UInt64(seed))[0]
            let copies = copies(source, vocabulary: 6)
            let prefix = seed % 3 == 0 ? [copies[0]] : []
            let all = ExhaustiveSearch(source, copies: copies, cap: 3, in: network, on: workspaces[0])
            for base in Self.options {
                var options = base
                (options.beamWidth, options.hypothesisCount) = (1000, 5)
                let found = BeamSearch(options).search(
                    [SearchQuery(source, copies: copies, maximumLength: 3, prefix: prefix)], with: network,
                    on: workspaces[0])[0].filter(\.isFinished)
                let expected = all.ranked(options, prefix: prefix).prefix(5)
                #expect(found.map(\.tokens) == expected.map(\.target.tokens))
                #expect(found.map(\.logProbability) == expected.map(\.target.logProbability))
                furtherCount += found.count { $0.tokens.contains { $0 >= 6 } }
            }
        }
        #expect(furtherCount > 300)
    }

    @Test(arguments: Ensemble.Combination.allCases)
    func oneThatCopiesAndOneThatDoesNotDecideTogether(combination: Ensemble.Combination) {
        let networks = [
            RandomNetworks.network(1, letters: 6, bound: 1, copies: true),
            RandomNetworks.network(2, letters: 6, bound: 1),
        ]
        let opinions = zip(networks, workspaces).map { network, workspace in
            let state = network.encode([[9, 5]], copies: [[10, 5]], on: workspace)
            return network.step([Vocabulary.begin], from: state, on: workspace).logProbabilities[0].map(Double.init)
        }
        #expect(opinions.map(\.count) == [11, 10])
        let other = opinions[1] + [-.infinity]
        var expected = opinions[0].indices.map { token in
            combination == .probabilities
                ? log((exp(opinions[0][token]) + exp(other[token])) / 2) : (opinions[0][token] + other[token]) / 2
        }
        let total = log(expected.reduce(0) { $0 + exp($1) })
        expected = expected.map { $0 - total }
        for order in [networks, networks.reversed()] {
            for token in 3..<11 where expected[token] > -.infinity {
                let query = SearchQuery(
                    sources: [[9, 5], [9, 5]], copies: [10, 5], maximumLength: 1, prefix: [Int32(token)])
                let search = BeamSearch { step, values in
                    #expect(values.count == 11)
                    values = values.indices.map { $0 == 2 ? 0 : -.infinity }
                }
                let found = search.search(
                    [query], with: Ensemble(order, combination: combination), on: workspaces)[0][0]
                #expect(abs(found.logProbability - expected[token]) < 2e-6)
            }
        }
    }

    /// Texts with letters that no vocabulary has.
    private static let texts = TinyTranslation.texts(60, seed: 5, letters: TinyTranslation.letters + ["x", "y", "é"])

    private func model(_ coverage: Bool) throws -> TranslationModel {
        try TinyTranslation.model(bidirectional: true, attention: .general, copies: true, coverage: coverage)
    }

    @Test(arguments: TranslatorSearchTests.searches, [false, true])
    func targetsDependOnTheirOwnSourceAlone(search: SearchOptions, coverage: Bool) throws {
        for precision in [Precision.float32, .int8] {
            var alone = Translator(try model(coverage), threads: 1, precision: precision)
            alone.search = search
            alone.search.keepsAttention = true
            var together = Translator(try model(coverage), threads: 2, precision: precision)
            together.search = alone.search
            together.batchSize = 13
            let sources = Self.texts.enumerated().map { SourceText($1, line: $0) }
            let expected = sources.map { alone.hypotheses(of: [$0])[0] }
            #expect(together.hypotheses(of: sources) == expected)
            #expect(together.hypotheses(of: sources.reversed()) == expected.reversed())
            #expect(expected.contains { $0[0].text.contains { "xyé".contains($0) } })
        }
    }

    @Test(arguments: Kernels.available, [false, true])
    func everyInstructionSetGivesTheSameBits(name: String, coverage: Bool) throws {
        let model = try model(coverage)
        let kernels = [try #require(Kernels(named: name)), try #require(Kernels(named: "plain"))]
        let queries = model.encodedPairs(of: Self.texts.map { TextPair(source: $0, target: "") }).map {
            SearchQuery($0.source, copies: $0.copies, maximumLength: 12)
        }
        let found = kernels.map { kernels in
            BeamSearch(TranslatorSearchTests.searches[0]).search(
                queries, with: model.network, on: Workspace(threads: 1, kernels: kernels))
        }
        #expect(found[0] == found[1])
    }

    @Test(arguments: [false, true])
    func thePairsScoreIsTheSearchs(ensemble: Bool) throws {
        let models = [try model(true)] + (ensemble ? [try TinyTranslation.model()] : [])
        var translator = try Translator(models, threads: 1)
        translator.search.beamWidth = 3
        translator.search.bansUnknown = true
        let found = zip(Self.texts, translator.translations(of: Self.texts)).filter {
            $1.isFinished && !$1.text.isEmpty
        }
        #expect(found.count { $1.text.contains { "xyé".contains($0) } } > (ensemble ? 0 : 3))
        let scores = translator.logProbabilities(of: found.map { TextPair(source: $0, target: $1.text) })
        #expect(scores == found.map(\.1.logProbability))
    }

    @Test func aPrefixIsReadAsTheSourcesOwnTokens() throws {
        var translator = Translator(try model(false), threads: 1)
        translator.search.beamWidth = 3
        let found = translator.hypotheses(of: [SourceText("abxy", prefix: "yxz")])[0][0]
        #expect(found.text.hasPrefix("yxz"))
        #expect(translator.logProbabilities(of: [TextPair(source: "abxy", target: "yx")])[0] > -.infinity)
    }

    @Test func aTabOrALineFeedIsNotCopied() throws {
        var translator = Translator(try model(false), threads: 1)
        translator.search.beamWidth = 3
        for text in Self.texts.map({ "\n\t" + $0 + "\n" }) {
            #expect(translator.translations(text, count: 3).allSatisfy { !$0.text.contains { "\n\t".contains($0) } })
        }
    }
}
