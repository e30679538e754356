import Foundation
import Seq2SeqDecoding
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Testing

/// Search among the tokens of a list for each source.
@Suite("Search: shortlists")
struct ShortlistSearchTests {
    private static let texts = TinyTranslation.texts(40, seed: 5)
    private static let letters = TinyTranslation.letters

    /// A list of each source: the first letter for all, and for each letter itself and the next one.
    private static let shortlist = Shortlist(
        commonCount: 1,
        aligned: [[], [], [], [5]] + letters.indices.map { [Int32(4 + $0), Int32(4 + ($0 + 1) % letters.count)] })

    /// One whose lists hold everything, some of it for all.
    private static let whole = Shortlist(
        commonCount: 3, aligned: [[Int32]](repeating: Array(4..<12).reversed(), count: 12))

    static let variants: [(name: String, model: @Sendable () throws -> TranslationModel)] = [
        ("none", { try TinyTranslation.model() }),
        ("general", { try TinyTranslation.model(bidirectional: true, attention: .general) }),
        ("copying", { try TinyTranslation.model(attention: .additive, copies: true, coverage: true) }),
    ]

    private static func translator(
        _ variant: Int, _ shortlist: Shortlist?, threads: Int = 1, precision: Precision = .float32
    ) throws -> Translator {
        var model = try variants[variant].model()
        model.shortlist = shortlist
        var translator = Translator(model, threads: threads, precision: precision)
        translator.usesShortlist = shortlist != nil
        return translator
    }

    private static let sources = texts.enumerated().map { SourceText($1 + ($0 % 3 == 0 ? "xyx" : ""), line: $0) }

    static let searches =
        TranslatorSearchTests.searches + [
            SearchOptions(), SearchOptions(beamWidth: 4, beamGroups: 2, diversityPenalty: 0.7),
            SearchOptions(beamWidth: 3, hypothesisCount: 2, topTokenCount: 3),
        ]

    @Test(arguments: variants.indices, searches)
    func aListOfAllTokensGivesTheBitsOfNone(variant: Int, search: SearchOptions) throws {
        if search.coveragePenalty > 0 && variant == 0 { return }
        for precision in Precision.allCases {
            var plain = try Self.translator(variant, nil, precision: precision)
            plain.search = search
            var listed = try Self.translator(variant, Self.whole, threads: 2, precision: precision)
            listed.search = search
            #expect(listed.hypotheses(of: Self.sources) == plain.hypotheses(of: Self.sources))
            let quantized = try Self.quantized(listed, precision)
            #expect(quantized == nil || quantized?.hypotheses(of: Self.sources) == plain.hypotheses(of: Self.sources))
        }
    }

    /// The same of a model that is held in 8 bits; nil where products are in floats.
    private static func quantized(_ translator: Translator, _ precision: Precision) throws -> Translator? {
        guard precision == .int8 else { return nil }
        var other = Translator(translator.model.quantized(threads: 1), threads: 1)
        (other.search, other.options) = (translator.search, translator.options)
        return other
    }

    @Test func hooksAndConstraintsSeeTheSameTokens() throws {
        for variant in Self.variants.indices {
            var found: [[[Translation]]] = []
            for shortlist in [nil, Self.whole] {
                var translator = try Self.translator(variant, shortlist)
                translator.search = SearchOptions(beamWidth: 4, hypothesisCount: 2)
                translator.onStep = { step, values in
                    values[5 + step.tokens.count % 7] = -.infinity
                    values[4] += 0.5
                }
                var sources = Self.sources
                for index in sources.indices {
                    if index % 2 == 0 { sources[index].mustSay = ["gh", "a"] }
                    if index % 4 == 1 { sources[index].neverSay = ["b", "cd"] }
                    if index % 5 == 0 { sources[index].prefix = "hg" }
                }
                found.append(translator.hypotheses(of: sources))
                translator.onStep = nil
                translator.allowOnly(["abc", "hh", "gfed"])
                found.append(translator.hypotheses(of: Self.sources))
            }
            #expect(found[0] == found[2] && found[1] == found[3])
        }
    }

    @Test(arguments: Ensemble.Combination.allCases, [false, true])
    func ensemblesAndLanguageModelsSeeTheSameTokens(combination: Ensemble.Combination, copies: Bool) throws {
        var found: [[[Translation]]] = []
        for shortlist in [nil, Self.whole] {
            var models = try [TinyTranslation.model(attention: .dot, copies: copies), TinyTranslation.model()]
            models[1].shortlist = shortlist
            var translator = try Translator(models, combining: combination, threads: 1)
            translator.usesShortlist = shortlist != nil
            translator.search = SearchOptions(beamWidth: 3, hypothesisCount: 3)
            found.append(translator.hypotheses(of: Self.sources))
            let language = TranslationModel(
                network: RandomNetworks.languageModel(5, letters: 3, bound: 1),
                sourceVocabulary: Vocabulary(counting: []),
                targetVocabulary: try Vocabulary(tokens: Vocabulary.reservedTokens + ["c", "x", "a"]),
                sourceTokenizer: .characters, targetTokenizer: .characters, lengthRatio: 9)
            try translator.fuse(language, weight: 0.7)
            found.append(translator.hypotheses(of: Self.sources))
        }
        #expect(found[0] == found[2] && found[1] == found[3] && found[0] != found[1])
    }

    @Test(arguments: variants.indices, searches)
    func targetsDependOnTheirOwnSourceAlone(variant: Int, search: SearchOptions) throws {
        if search.coveragePenalty > 0 && variant == 0 { return }
        for precision in Precision.allCases {
            var alone = try Self.translator(variant, Self.shortlist, precision: precision)
            alone.search = search
            var together = try Self.translator(variant, Self.shortlist, threads: 3, precision: precision)
            together.search = search
            together.batchSize = 13
            let expected = Self.sources.map { alone.hypotheses(of: [$0])[0] }
            #expect(together.hypotheses(of: Self.sources) == expected)
            #expect(together.hypotheses(of: Self.sources.reversed()) == expected.reversed())
        }
    }

    @Test(arguments: Kernels.available, Precision.allCases)
    func everyInstructionSetGivesTheSameBits(name: String, precision: Precision) throws {
        let model = try TinyTranslation.model(attention: .dot)
        let kernels = [try #require(Kernels(named: name)), try #require(Kernels(named: "plain"))]
        let found = kernels.map { kernels in
            let queries = Self.texts.map { text in
                var query = SearchQuery(model.encodedSource(of: text), maximumLength: 12)
                query.tokens = TokenList(commonCount: 5, adding: query.sources[0])
                return query
            }
            return BeamSearch(SearchOptions(beamWidth: 3)).search(
                queries, with: model.network, on: Workspace(threads: 1, kernels: kernels, precision: precision))
        }
        #expect(found[0] == found[1])
    }

    @Test(arguments: [false, true])
    func probabilitiesAreSharedOutAmongTheTokensOfTheList(copies: Bool) {
        let workspace = Workspace(threads: 1)
        for seed in 0..<20 {
            let network = RandomNetworks.network(seed, letters: 8, bound: 1, copies: copies)
            let sources: [[Int32]] = [[9, 5, 7], [4]]
            let ids: [[Int32]] = copies ? [[12, 5, 7], [4]] : []
            let lists = [
                TokenList(commonCount: 5, adding: [12, 7, 5, 10].filter { copies || $0 < 12 }),
                TokenList(commonCount: 5, adding: []),
            ]
            let whole = network.step(
                [5, 1], from: network.encode(sources, copies: ids, on: workspace), on: workspace
            ).logProbabilities
            let listed = network.step(
                [5, 1], from: network.encode(sources, copies: ids, lists: lists, on: workspace), on: workspace
            ).logProbabilities
            for row in 0..<2 {
                let list = lists[row]
                let tokens = (0..<list.count).map { list.id(at: $0) }
                #expect(tokens == tokens.sorted() && tokens.allSatisfy { list.column(of: $0).map(list.id) == $0 })
                #expect(listed[row][list.count...].allSatisfy { $0 == -.infinity })
                let total = tokens.indices.reduce(0.0) { $0 + exp(Double(listed[row][$1])) }
                #expect(abs(total - 1) < 1e-5)
                if !copies {
                    let sum = log(tokens.reduce(0.0) { $0 + exp(Double(whole[row][Int($1)])) })
                    for (column, token) in tokens.enumerated() {
                        #expect(abs(Double(whole[row][Int(token)]) - sum - Double(listed[row][column])) < 1e-4)
                    }
                }
            }
        }
    }

    @Test func nothingElseIsSaidButWhatMustBe() throws {
        for variant in Self.variants.indices {
            var translator = try Self.translator(variant, Self.shortlist)
            translator.search = SearchOptions(beamWidth: 4, hypothesisCount: 4)
            let sources = ["ab", "cc", "hx"].map { SourceText($0) }
            for (source, found) in zip(sources, translator.hypotheses(of: sources)) {
                let letters = source.text.flatMap { letter in
                    let index = Self.letters.firstIndex(of: String(letter))
                    return index.map { [Self.letters[$0], Self.letters[($0 + 1) % 8]] }
                        ?? (translator.model.network.configuration.copy ? ["x", "b"] : ["b"])
                }
                let own = Set(letters + ["a", "<unk>"])
                #expect(found.allSatisfy { $0.tokens.allSatisfy(own.contains) }, "\(source.text): \(found.map(\.text))")
            }
            var source = SourceText("ab", prefix: "fe", mustSay: ["gh"])
            let found = translator.hypotheses(of: [source])[0][0]
            #expect(found.text.hasPrefix("fe") && found.text.contains("gh") && found.meetsConstraints)
            source = SourceText("ab")
            translator.allowOnly(["fge", "hhh"])
            #expect(["fge", "hhh"].contains(translator.hypotheses(of: [source])[0][0].text))
        }
    }

    @Test func memoryIsForetoldByTheList() throws {
        var model = try TinyTranslation.model(attention: .general, furtherTokens: 2000)
        let plain = Translator(model, threads: 1).memoryEstimate(forSourceLength: 3)
        func listed(_ aligned: Int) -> Int {
            let ids = (0..<aligned).map { Int32(4 + $0) }
            model.shortlist = Shortlist(commonCount: 10, aligned: .init(repeating: ids, count: 2012))
            var translator = Translator(model, threads: 1)
            translator.usesShortlist = true
            return translator.memoryEstimate(forSourceLength: 3)
        }
        #expect(listed(2) < listed(20))
        #expect(listed(20) < plain)
    }
}
